"""Every page a person can reach: in English, in the dark, on a phone, on paper; axe finds nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.applicants import Prepared, prepared
from tests.e2e.every_page import BUSINESS, FILINGS, OWN, PUBLIC, STAFF, STAGES, take_over
from tests.e2e.looking import SCREENSHOTS, examine, wrongly_marked
from tests.e2e.walking import DESKTOP, PHONE
from tests.integration.portal.office import Clerk
from tests.site import Site


class Looks:
    """Two visitors at the same page: one reads English on a wide screen, one Chinese on a phone in the dark."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._site = site
        wide = browser.new_context(locale="en-GB", **DESKTOP)
        dark = browser.new_context(locale="zh-CN", color_scheme="dark", **PHONE)
        self.pages = {"english": wide.new_page(), "dark": dark.new_page()}
        self.pages["english"].goto(site.portal + "/language/en")
        self.faults: list[str] = []

    def at(self, path: str, name: str) -> None:
        for kind, page in self.pages.items():
            page.goto(self._site.portal + path)
            self.faults += [f"{kind} {each}" for each in examine(page, _picture(kind, name))]
        wrong = wrongly_marked(self.pages["english"])
        self.faults += [f"{name} is marked as the wrong language: {text}" for text in wrong]

    def at_ease(self, path: str) -> None:
        """In large type: one question at a time, in order, and what the browser reads aloud is that question."""
        for kind, page in self.pages.items():
            page.goto(f"{self._site.portal}/easy/on?back={path}")
            self.faults += [f"{kind} {each}" for each in examine(page, _picture(kind, "easy"))]
            assert page.locator(".unit:visible").count() == 1
            page.locator(".easy-steps button:visible").first.click()
            assert page.locator(".unit:visible").count() == 1
            assert page.locator(".unit.now [name=network_only]").first.is_visible()
            read = page.evaluate("sentences(document.querySelector('.unit.now')).join()")
            assert read.startswith(("在哪里经营", "Where"))
            page.goto(f"{self._site.portal}/easy/off?back=/")

    def file(self, uscc: str, filing_type: str) -> str:
        """Begin a filing about a business on its sheet; answers with its number."""
        page = self.pages["dark"]
        page.goto(f"{self._site.portal}/my/shops/{uscc}")
        page.locator("form", has=page.locator(f"[name=filing_type][value='{filing_type}']")).locator("button").click()
        page.wait_for_url("**/my/cases/**")
        return page.url.partition("/my/cases/")[2][:23]

    def rest(self) -> None:
        """Leave the page: one that is open follows its case by itself."""
        for page in self.pages.values():
            page.goto("about:blank")

    def log_in(self, case: Prepared) -> None:
        for page in self.pages.values():
            case.walk(page, "every-page")

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


def _picture(kind: str, name: str) -> Path:
    return SCREENSHOTS / "every-page" / kind / f"{name}.png"


@contextmanager
def looking(browser: Browser, site: Site) -> Iterator[Looks]:
    looks = Looks(browser, site)
    yield looks
    looks.close()


def test_public_pages(site: Site, browser: Browser) -> None:
    """What anybody can open, a missing page among it."""
    with looking(browser, site) as looks:
        for path in PUBLIC:
            looks.at(path, "public" + path.partition("?")[0].replace("/", "-"))
        assert not looks.faults, "\n".join(looks.faults)


def test_pages_of_an_applicant(site: Site, browser: Browser) -> None:
    """Each page of a case at its turn, the account and the list; the licence printed has a face and no buttons; the
    business, and what is filed about it."""
    with prepared(site, "DRAFT") as case, looking(browser, site) as looks:
        looks.log_in(case)
        looks.at_ease(f"/my/cases/{case.number}/name")
        for stage, page in STAGES.items():
            if stage != "DRAFT":
                looks.rest()
                case.carry(stage)
            looks.at(f"/my/cases/{case.number}/{page}".rstrip("/"), f"case-{stage or 'end'}-{page or 'result'}".lower())
        for path in OWN:
            looks.at(path, path.removeprefix("/").replace("/", "-"))
        printed = looks.pages["english"]
        printed.goto(f"{site.portal}/my/cases/{case.number}")
        printed.emulate_media(media="print")
        printed.screenshot(path=str(_picture("print", "licence")), full_page=True)
        assert printed.locator(".licence").is_visible()
        assert not any(button.is_visible() for button in printed.locator("button, .button, nav").all())
        printed.emulate_media(media="screen")
        case.comes_to("ARCHIVED")
        uscc = case.case()["licence"]["uscc"]
        for path in BUSINESS:
            at = path.format(uscc=uscc, number=case.number)
            looks.at(at, path.format(uscc="business", number="case").removeprefix("/").replace("/", "-"))
        for filing_type, page in FILINGS.items():
            filed = looks.file(uscc, filing_type)
            looks.at(f"/my/cases/{filed}/{page}", filing_type.partition(".")[2])
            looks.at(f"/my/cases/{filed}", f"{filing_type.partition('.')[2]}-tasks")
            case.services.post("portal", f"/cases/{filed}/steps/abandon", {"request_id": secrets.token_hex(12)})
        assert not looks.faults, "\n".join(looks.faults)


def test_pages_of_staff(site: Site, browser: Browser) -> None:
    """The examiner's desk, the licence office, the archive."""
    with looking(browser, site) as looks:
        for name, paths in STAFF.items():
            with Clerk(site) as clerk:
                clerk.begin_work(name)
                for page in looks.pages.values():
                    take_over(page, clerk, site)
                for path in paths:
                    looks.at(path, "staff" + path.replace("/", "-"))
        assert not looks.faults, "\n".join(looks.faults)
