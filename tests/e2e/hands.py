"""Hands at a browser: at once, or key by key as a person types; and what they see of each page."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from services.portal.api.rendering import translated
from services.portal.api.visits import Language
from tests.e2e.looking import SCREENSHOTS, examine, wrongly_marked
from tests.site import Site

TWO_SCREENS = 2.0
"""How many heights of a phone a page may have without being called long."""


@dataclass(frozen=True)
class Pace:
    """How fast somebody is, in seconds: between two keys, before each choice, and looking at a page that is new."""

    key: float
    choice: float
    glance: float


AT_ONCE, LIKE_A_PERSON = Pace(0, 0, 0), Pace(0.12, 0.5, 1.5)


class Hands:
    """`folder` names the screenshots. Labels are looked up by their Chinese words."""

    def __init__(self, site: Site, page: Page, folder: str, language: Language, pace: Pace) -> None:
        self.site = site
        self.page = page
        self.faults: list[str] = []
        self.heights: dict[str, float] = {}
        self._language = language
        self._pace = pace
        self._began, self._examined = time.monotonic(), 0.0
        self._folder = SCREENSHOTS / folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._taken = 0
        self.speak(page.context)

    def speak(self, context: BrowserContext) -> None:
        """Have a browser show the pages in the language of this walk, if it is not the one they are in anyway."""
        if self._language == "en":
            context.request.get(f"{self.site.portal}/language/en").dispose()

    def said(self, text: str) -> str:
        """A text of the pages in the language of this walk, up to the first gap in it."""
        return translated(text, self._language).partition("%(")[0].strip()

    def go(self, path: str) -> None:
        self.page.goto(self.site.portal + path)

    def look(self, name: str, page: Page | None = None) -> None:
        """Take a picture of the page and have axe examine it."""
        page = page or self.page
        page.wait_for_load_state("load")
        self.heights[name] = page.evaluate("document.documentElement.scrollHeight / innerHeight")
        page.wait_for_timeout(1000 * self._pace.glance)
        began = time.monotonic()
        self.faults += examine(page, self.picture(name))
        if self._language == "en":
            self.faults += [f"{name} is marked as the wrong language: {text}" for text in wrongly_marked(page)]
        self._examined += time.monotonic() - began

    def seconds(self) -> float:
        """How long it took so far, without the time in which pages were examined."""
        return time.monotonic() - self._began - self._examined

    def long_screens(self) -> list[str]:
        """The pages that were longer than two heights of their screen."""
        return [f"{name} {height:.1f}" for name, height in self.heights.items() if height > TWO_SCREENS]

    def type(self, field: str, text: str, page: Page | None = None) -> None:
        """Key by key at the walker's pace, at once where that is none."""
        page = page or self.page
        if not self._pace.key:
            page.fill(field, text)
            return
        page.fill(field, "")
        self.think(page)
        page.locator(field).press_sequentially(text, delay=1000 * self._pace.key)

    def choose(self, field: str, value: str) -> None:
        self.think()
        self.page.select_option(field, value)

    def tick(self, field: str, page: Page | None = None) -> None:
        self.think(page)
        (page or self.page).check(field)

    def think(self, page: Page | None = None) -> None:
        """Find the next field."""
        (page or self.page).wait_for_timeout(1000 * self._pace.choice)

    def picture(self, name: str) -> Path:
        """Where the next picture goes."""
        self._taken += 1
        return self._folder / f"{self._taken:02d}-{name}.png"

    def next(self, label: str = "下一步") -> None:
        self.page.get_by_role("button", name=self.said(label), exact=True).click()

    def reach(self, field: str) -> None:
        """On a phone a long form is asked in parts: go on to the part that has the field."""
        onwards = self.page.locator(".part-onwards")
        while not self.page.locator(field).is_visible() and onwards.is_visible():
            onwards.click()

    def press(self, label: str, page: Page | None = None) -> None:
        (page or self.page).get_by_role("button", name=self.said(label)).click()
