"""Officials at a browser: they log in with a second factor, once each, and look at their pages as applicants do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.e2e.walking import DESKTOP, Walk
from tests.integration.portal.office import staff_account, unused_codes
from tests.site import Site

_SESSIONS: dict[tuple[str, str], StorageState] = {}


class Official(Walk):
    """A member of staff at a page; `folder` names the screenshots below those of the staff."""

    def __init__(self, site: Site, page: Page, folder: str, name: str) -> None:
        super().__init__(site, page, f"staff/{folder}", {"name": name}, "", name)
        self.account = staff_account(site, name)

    def begin_work(self) -> None:
        """Name and password on one page, the code on the next."""
        page = self.page
        self.go("/login")
        page.fill("#account_name", self.account.account_name)
        page.fill("#password", self.account.password)
        page.locator("form[action='/login'] button:not([type=button])").click()
        expect(page.locator("#totp_code")).to_be_visible()

    def enter_code(self) -> None:
        """The six digits of now."""
        page = self.page
        for code in unused_codes(self.account.totp_secret):
            page.fill("#totp_code", code)
            self.next("登录")
            page.wait_for_load_state()
            if not page.url.endswith("/login/code"):
                _SESSIONS[self.site.portal, self.account.account_name] = page.context.storage_state()
                return
        raise AssertionError("no code is taken")

    def find(self, field: str, text: str) -> Locator:
        """The only line of the open list that has `text` in a field of the search."""
        self.page.get_by_text("筛选与搜索").click()
        self.page.fill(f"#{field}", text)
        self.next("查询")
        line = self.page.locator("tbody tr")
        expect(line).to_have_count(1)
        return line


@contextmanager
def at_work(browser: Browser, site: Site, name: str, folder: str, **look: Any) -> Iterator[Official]:
    """An official at a browser of their own, logged in; `look` is what kind of screen it has. What axe or the width
    of a page has to say is said in the end."""
    context = browser.new_context(locale="zh-CN", storage_state=_session(browser, site, name), **(DESKTOP | look))
    official = Official(site, context.new_page(), folder, name)
    try:
        yield official
        assert official.faults == [], "\n".join(official.faults)
    finally:
        context.close()


def _session(browser: Browser, site: Site, name: str) -> StorageState:
    if (site.portal, name) not in _SESSIONS:
        context = browser.new_context(locale="zh-CN", **DESKTOP)
        official = Official(site, context.new_page(), "log-in", name)
        official.begin_work()
        official.enter_code()
        context.close()
    return _SESSIONS[site.portal, name]
