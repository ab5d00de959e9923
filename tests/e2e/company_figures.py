"""How long a company of five persons takes to type on a desktop, and each signer on a phone.

`python -m tests.e2e.company_figures`; the last figures stand in docs/performance.md. Hands are counted by the
keystroke-level model of Card, Moran and Newell, on what is really done to the pages; the pages' own time is measured.
Reading is not counted.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from playwright.sync_api import Browser, Locator, Page
from rich.console import Console
from rich.table import Table

from tests.e2e.test_company import CompanyWalk
from tests.e2e.walking import DESKTOP, PHONE, chromium
from tests.integration.portal.people import invented, newcomer
from tests.site import Site, running_site

_THINK, _POINT, _DESKTOP_KEY, _PHONE_KEY, _FILE = 1.35, 1.1, 0.28, 0.5, 8.0
"""Seconds: to know what comes next, to point or tap, a key of an average typist, one on a phone, to find a file."""
_KEYS_OF_A_CHARACTER = 3.5
"""Of Chinese, by its sounds, with the choice among those that sound alike."""
_HAN = re.compile(r"[㐀-鿿]")


@dataclass
class Hands:
    """What was done, in seconds of the model; `key` is that of the device."""

    key: float
    seconds: float = 0
    acts: int = 0

    def typed(self, text: str) -> None:
        han = len(_HAN.findall(text))
        self._acted(_POINT + self.key * (len(text) - han + _KEYS_OF_A_CHARACTER * han))

    def chose(self) -> None:
        self._acted(2 * _POINT)

    def pressed(self) -> None:
        self._acted(_POINT)

    def brought(self) -> None:
        self._acted(_POINT + _FILE)

    def _acted(self, seconds: float) -> None:
        self.seconds += _THINK + seconds
        self.acts += 1


@contextmanager
def counted(hands: Hands) -> Iterator[None]:
    """Whatever is done to pages inside is counted."""
    done: dict[tuple[type, str], Callable[..., None]] = {
        (Page, "fill"): lambda *given, **_: hands.typed(given[2]),
        (Page, "select_option"): lambda *_, **__: hands.chose(),
        (Page, "check"): lambda *_, **__: hands.pressed(),
        (Page, "set_input_files"): lambda *_, **__: hands.brought(),
        (Locator, "click"): lambda *_, **__: hands.pressed(),
    }

    def counting(owner: Any, name: str) -> Any:
        real = getattr(owner, name)

        def acted(*given: Any, **named: Any) -> Any:
            done[owner, name](*given, **named)
            return real(*given, **named)

        return patch.object(owner, name, acted)

    patches = [counting(owner, name) for owner, name in done]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def measure(site: Site, browser: Browser) -> list[tuple[str, Hands, float]]:
    """By who: hands, and the seconds in which the pages answered."""
    number = secrets.randbelow(10**7)
    people = [newcomer(site) for _ in range(5)]
    mobiles = [f"13{place}{number:08d}" for place in range(5, 10)]
    desk = browser.new_context(locale="zh-CN", **DESKTOP).new_page()
    desk.set_default_timeout(90_000)  # a loaded machine may take its time; the pages' own time is told
    walk = Unseen(site, desk, "company-figures", people[0], mobiles[0], f"f{number}")
    walk.trade_name = invented(4)
    walk.register()
    walk.log_in("/kinds")
    hands, begun = Hands(_DESKTOP_KEY), time.monotonic()
    with counted(hands):
        walk.choose_kind()
        walk.name_company(f"迎宾街{number % 4000 + 1}号2层", "100")
        walk.representative()
        desk.locator("#people a").first.click()
        walk.contributes("60", "director", "manager")
        walk.next("保存")
        desk.wait_for_url("**/parties")
        for person, mobile, post in zip(people[1:], mobiles[1:], (["supervisor"], [], [], []), strict=True):
            walk.add(person, mobile, "10", *post)
        walk.next()
        desk.wait_for_url("**/operator/confirmation")
        walk.next("确定提交")
        desk.wait_for_url("**/details")
        walk.fill_details()
        walk.next("保存并生成材料")
        desk.wait_for_url("**/preview")
        walk.preview()
        walk.authenticate()
    found = [("applicant, desktop, five persons", hands, time.monotonic() - begun)]
    for place, (person, mobile) in enumerate(zip(people[1:], mobiles[1:], strict=True), 1):
        signer, begun = Hands(_PHONE_KEY), time.monotonic()
        with counted(signer):
            walk.invited(browser.new_context(locale="zh-CN", **PHONE), person, mobile, f"signer-{place}")
        found.append((f"signer {place}, phone", signer, time.monotonic() - begun))
    return found


class Unseen(CompanyWalk):
    """Nobody takes pictures: only the pages' own time is measured."""

    def look(self, name: str, page: Page | None = None) -> None:
        pass


def main() -> None:
    with running_site() as site, chromium() as browser:
        table = Table("who", "acts", "hands, s", "pages, s", "together, min", title="A company of five persons")
        for who, hands, pages in measure(site, browser):
            whole = (hands.seconds + pages) / 60
            table.add_row(who, str(hands.acts), f"{hands.seconds:.0f}", f"{pages:.0f}", f"{whole:.1f}")
        Console().print(table)


if __name__ == "__main__":
    main()
