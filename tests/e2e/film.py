"""Makes the walks in pictures and their films of the real pages: `make film`, which is `python -m tests.e2e.film`.

The same walker that tests the pages takes the pictures. Debian's ffmpeg makes the films of them; without it there are
pictures and no film. The portal shows what lies in the folder of its setting `walks`, on a laptop `.kaiye/walks`.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from services.portal.api.visits import Language
from services.portal.domain.walks import SECONDS, STATIONS, Who
from tests.e2e.every_page import take_over
from tests.e2e.walking import DESKTOP, PHONE, Walk, chromium
from tests.integration.portal.office import Clerk, referred
from tests.integration.portal.people import newcomer
from tests.site import Site, running_site
from tests.system.stack import ROOT

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Camera:
    """Takes one picture of the screen at each station of a walk."""

    def __init__(self, folder: Path, who: Who, language: Language) -> None:
        self.folder = folder / language / who
        self._keys = {each.key for each in STATIONS[who]}
        self.folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, key: str) -> None:
        """Of the top of the page; what is no station is passed by."""
        if key not in self._keys:
            return
        page.wait_for_load_state("load")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=str(self.folder / f"{key}.jpg"), type="jpeg", quality=82)
        size = page.viewport_size
        assert size
        (self.folder / "size.json").write_text(json.dumps([size["width"], size["height"]]))


class Filmed(Walk):
    """An applicant who is filmed instead of examined."""

    def __init__(self, camera: Camera, site: Site, page: Page, person: dict[str, str], language: Language) -> None:
        number = secrets.randbelow(10**8)
        super().__init__(site, page, "film", person, f"138{number:08d}", f"u{number}", language)
        self._camera = camera

    def look(self, name: str, page: Page | None = None) -> None:
        self._camera.take(page or self.page, name)


def film_applicant(site: Site, browser: Browser, folder: Path, language: Language) -> None:
    """On a phone, from the first page to the licence."""
    context, phone = browser.new_context(locale="zh-CN", **PHONE), browser.new_context(locale="zh-CN", **PHONE)
    walk = Filmed(Camera(folder, "applicant", language), site, context.new_page(), newcomer(site), language)
    walk.go("/")
    walk.look("home")
    walk.register()
    walk.log_in()
    walk.open()
    walk.name(f"迎宾街{secrets.randbelow(4000) + 1}号1层3号")
    walk.operator()
    walk.details()
    walk.preview()
    walk.authenticate()
    walk.sign(phone)
    walk.submit()
    expect(walk.page.locator(".licence .code")).to_be_visible(timeout=60_000)
    walk.look("licence")
    context.close()
    phone.close()


def film_examiner(site: Site, browser: Browser, folder: Path, language: Language) -> None:
    """At the desk with a case that was referred, and in the head's room."""
    camera = Camera(folder, "examiner", language)
    rooms: dict[str, Sequence[tuple[str, str]]] = {
        "examiner": (("desk", "/desk"), ("case", "/desk/{number}")),
        "head_officer": (("head", "/head"), ("samples", "/head/samples")),
    }
    later = (("decision", "/desk/{number}/decision"), ("closed", "/desk/closed"), ("statistics", "/desk/statistics"))
    with referred(site) as case:
        for account, paths in rooms.items():
            with Clerk(site) as clerk:
                clerk.begin_work(account)
                context = browser.new_context(locale="zh-CN", **_FRAME)
                page = context.new_page()
                take_over(page, clerk, site)
                context.request.get(f"{site.portal}/language/{language}").dispose()
                for key, path in paths:
                    page.goto(site.portal + path.format(number=case.number))
                    camera.take(page, key)
                if account == "examiner":
                    clerk.claim(case.number)
                    page.reload()
                    camera.take(page, "claimed")
                    for key, path in later:
                        page.goto(site.portal + path.format(number=case.number))
                        camera.take(page, key)
                context.close()


_FRAME: dict[str, Any] = {**DESKTOP, "viewport": {"width": 1280, "height": 860}}


def frames(folder: Path, who: Who, language: Language) -> list[Path]:
    """The pictures of a walk that are there, in its order."""
    paths = [folder / language / who / f"{each.key}.jpg" for each in STATIONS[who]]
    return [path for path in paths if path.is_file()]


def listing(pictures: Sequence[Path]) -> str:
    """What ffmpeg's `concat` reads: each picture for so many seconds, the last one named twice, as it wants it."""
    lines = ["ffconcat version 1.0"]
    for picture in pictures:
        lines += [f"file '{picture.resolve()}'", f"duration {SECONDS}"]
    return "\n".join([*lines, f"file '{pictures[-1].resolve()}'", ""])


def command(program: str, told: Path, film: Path) -> list[str]:
    """How the film is made: twelve pictures a second, even sides, ready to play before it is loaded whole."""
    return [
        *(program, "-y", "-loglevel", "error", "-f", "concat", "-safe", "0", "-i", str(told)),
        *("-vf", "fps=12,scale=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p", "-c:v", "libx264", "-crf", "30"),
        *("-movflags", "+faststart", str(film)),
    ]


def make_film(folder: Path, who: Who, language: Language, program: str | None) -> Path | None:
    """The film of the pictures that are there; None without a program for that, or without pictures."""
    pictures = frames(folder, who, language)
    if program is None or not pictures:
        return None
    film = folder / language / f"{who}.mp4"
    with tempfile.TemporaryDirectory() as room:
        told = Path(room) / "frames.txt"
        told.write_text(listing(pictures), "utf-8")
        subprocess.run(command(program, told, film), check=True)
    return film


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--out", type=Path, default=ROOT / ".kaiye" / "walks")
    folder: Path = wanted.parse_args().out
    program = shutil.which("ffmpeg")
    with running_site() as site, chromium() as browser:
        for language in LANGUAGES:
            film_applicant(site, browser, folder, language)
            film_examiner(site, browser, folder, language)
    for language in LANGUAGES:
        for who in STATIONS:
            film = make_film(folder, who, language, program)
            print(
                film or f"{folder / language / who}: {len(frames(folder, who, language))} pictures, no ffmpeg, no film"
            )


if __name__ == "__main__":
    main()
