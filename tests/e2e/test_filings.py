"""What a shop files after its opening, through the pages on a phone, and what officials see of it on a wide screen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect

from catalogues.filing_types import editions
from services.portal.api.visits import Language
from tests.e2e.applicants import Prepared, prepared
from tests.e2e.officials import at_work
from tests.e2e.walking import PHONE, Walk
from tests.integration.portal.people import newcomer
from tests.site import Site


@contextmanager
def shop(site: Site, browser: Browser, folder: str, language: Language = "zh") -> Iterator[tuple[Prepared, Walk]]:
    """A shop, and its operator at a phone, on its sheet; what was wrong on any page is told in the end."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    with prepared(site, None) as case:
        case.comes_to("ARCHIVED")
        walk = case.walk(context.new_page(), folder, language)
        walk.go("/my/shops")
        walk.page.locator("main .list a").first.click()
        try:
            yield case, walk
        except Exception:  # whatever stopped it, the picture shows where
            walk.look("where-it-stopped")
            raise
    context.close()
    assert not walk.faults, "\n".join(walk.faults)


def begin(walk: Walk, filing_type: str) -> str:
    """A filing opened on the sheet; answers with its number."""
    form = walk.page.locator("#filings form", has=walk.page.locator(f"[value='{filing_type}']"))
    form.locator("button").click()
    walk.page.wait_for_url("**/matter")
    found = re.search(r"[0-9]{23}", walk.page.url)
    assert found
    return found.group()


def test_a_record_and_then_a_lost_licence(site: Site, browser: Browser) -> None:
    """Another liaison person is reached by a code and filed; meanwhile nothing else can be filed, which is said once;
    then the lost licence is printed again, of the version that the record made. Officials see both."""
    mobile = f"138{secrets.randbelow(10**8):08d}"
    with shop(site, browser, "record-phone") as (case, walk):
        page, sheet = walk.page, walk.page.url.removeprefix(site.portal)
        number = begin(walk, editions.RECORD)
        other = newcomer(site)
        page.check("[name=liaison_is][value=other]")
        page.fill("[id='liaison.name']", other["name"])
        page.fill("[id='liaison.id_number']", other["id_number"])
        page.fill("[id='liaison.mobile']", mobile)
        page.fill("[id='liaison.email']", "sister@example.com")
        walk.ask_code()
        walk.code_is_sent()
        code, _ = site.newest_code(mobile, 0)
        page.fill("[id='liaison.sms_code']", code)
        walk.look("record")
        walk.next("保存并生成材料")
        page.wait_for_url("**/preview")
        walk.look("record-preview")
        walk.go(sheet)
        expect(page.get_by_text("个体工商户备案正在办理")).to_have_count(1)
        expect(page.locator("#filings").get_by_role("button")).to_have_count(0)
        walk.look("nothing-else-meanwhile")
        page.locator("#filings").get_by_role("link", name="看正在办理的申请").click()
        page.wait_for_url(f"**/my/cases/{number}**")
        case.applicant.carry_through(number)
        walk.go(f"/my/cases/{number}")
        expect(page.get_by_text("个体工商户备案已办结")).to_be_visible()
        walk.look("record-result")
        walk.go(sheet)
        expect(page.locator("#filed")).to_contain_text(other["name"][0])

        number = begin(walk, editions.REPLACEMENT)
        page.check("[name=reason][value=lost]")
        page.check("[name=copies][value=正本]")
        page.check("#declared")
        page.check("[name=needs_paper_licence][value=yes]")
        page.check("[name='delivery.method'][value=post]")
        page.fill("[id='delivery.recipient']", "王小明")
        page.fill("[id='delivery.phone']", "13800760012")
        page.fill("[id='delivery.address']", walk.shop)
        walk.next("保存并生成材料")
        page.wait_for_url("**/preview")
        walk.look("lost-preview")
        case.applicant.carry_through(number)
        walk.go(f"/my/cases/{number}")
        expect(page.locator(".licence .code")).to_be_visible()
        walk.look("lost-result")
        walk.go(f"/my/licences/{case.number}")
        expect(page.get_by_text("已声明作废").first).to_be_visible()
        walk.look("lost-licence")
        walk.go(sheet)
        expect(page.locator("#licence .badge.good")).to_be_visible()
        walk.look("sheet")
        with at_work(browser, site, "examiner", "record") as examiner:
            examiner.go(sheet.replace("/my/shops", "/entities"))
            examiner.page.get_by_text("各版并排看").click()
            examiner.look("sheet")
