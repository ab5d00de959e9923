"""What a shop files after its opening, through the pages on a phone, and what officials see of it on a wide screen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from playwright.sync_api import Browser, FilePayload, expect

from catalogues.filing_types import editions
from services.portal.api.visits import Language
from tests.e2e.applicants import Prepared, prepared
from tests.e2e.officials import at_work
from tests.e2e.walking import PHONE, Walk
from tests.integration.portal.people import newcomer
from tests.integration.portal.test_window import pages_of_a_scan
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
        expect(page.get_by_text("个体工商户备案还没有办结")).to_have_count(1)
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


def test_the_end_by_either_way(site: Site, browser: Browser) -> None:
    """The simple way waits for objections and is withdrawn; the ordinary one is cleared by the tax authority; then
    nothing can be filed, which the sheet says once, and the official's sheet has both."""
    with shop(site, browser, "deregistration-phone") as (case, walk):
        page, sheet = walk.page, walk.page.url.removeprefix(site.portal)
        for filing_type in (editions.SIMPLE_DEREGISTRATION, editions.DEREGISTRATION):
            walk.go(sheet)
            number = begin(walk, filing_type)
            page.check("[name=reason][value=stopped]")
            page.check("[name=licence][value=returned]")
            page.check("#promised")
            walk.next("保存并生成材料")
            page.wait_for_url("**/preview")
            case.applicant.carry_through(number)
            walk.go(f"/my/cases/{number}")
            if filing_type == editions.SIMPLE_DEREGISTRATION:
                expect(page.get_by_text("正在征询税务等部门").first).to_be_visible()
                walk.look("waits-for-objections")
                page.once("dialog", lambda dialog: dialog.accept())
                walk.press("撤回申请")
                expect(page.locator(".badge").first).to_have_text("已撤回")
                walk.look("withdrawn")
        replace(case, number=number).comes_to("ARCHIVED")
        walk.go(f"/my/cases/{number}")
        expect(page.get_by_text("个体工商户注销登记已办结")).to_be_visible()
        walk.look("ended")
        walk.go(sheet)
        expect(page.locator("h1 + .badge")).to_have_text("已注销")
        expect(page.get_by_text("不能再办理登记")).to_have_count(1)
        walk.look("sheet")
        with at_work(browser, site, "examiner", "deregistration") as examiner:
            examiner.go(sheet.replace("/my/shops", "/entities"))
            examiner.look("sheet")


def test_a_change_on_paper_at_the_window(site: Site, browser: Browser) -> None:
    """A clerk compares person and card, changes the scope on the pages of the person, has it signed on paper and scans
    it; the register has it, and the owner sees it."""
    with (
        shop(site, browser, "window-owner") as (case, owner),
        at_work(browser, site, "window_officer", "window") as clerk,
    ):
        page, sheet = clerk.page, owner.page.url.removeprefix(site.portal)
        clerk.go("/window")
        page.fill("#name", case.form.account["real_name"])
        page.fill("#id_number", case.form.account["id_number"])
        page.check("[name=read][value=card]")
        page.check("#present")
        clerk.look("who-is-here")
        page.locator("main form button.primary, main form .actions button").first.click()
        page.wait_for_url("**/my/cases")
        clerk.look("their-cases")
        clerk.go(sheet)
        clerk.look("their-shop")
        page.locator("#filings form", has=page.locator(f"[value='{editions.CHANGE}']")).locator("button").click()
        page.wait_for_url("**/name")
        clerk.look("name")
        clerk.next()
        page.wait_for_url("**/details")
        page.locator("[name=scope]:checked").last.uncheck()
        clerk.look("details")
        clerk.next("保存并生成材料")
        page.wait_for_url("**/preview")
        clerk.look("preview")
        clerk.read_documents()
        page.check("#documents_confirmed")
        clerk.next("提交")
        page.wait_for_url("**/authentication")
        clerk.look("compared")
        page.check("#compared_in_person")
        page.locator("main form .actions button").first.click()
        page.wait_for_url("**/signing")
        clerk.look("paper")
        pages = int(re.findall(r"共 (\d+) 页。", page.locator("main").inner_text())[0])
        scan = [FilePayload(name=name, mimeType=kind, buffer=sent) for _, (name, sent, kind) in pages_of_a_scan(pages)]
        page.set_input_files("[name=scan]", scan)
        clerk.next("上传扫描件")
        expect(page.get_by_text("全部材料已签名")).to_be_visible()
        clerk.look("scanned")
        clerk.submit()
        expect(page.locator(".licence .code")).to_be_visible(timeout=60_000)
        clerk.look("licence")
        clerk.press("办完，回到窗口")
        page.wait_for_url("**/window")
        owner.go(sheet)
        expect(owner.page.locator(".versions > li")).to_have_count(2)
        owner.look("changed-by-a-clerk")


def test_a_move_to_the_next_county(site: Site, browser: Browser) -> None:
    """Where to, the name there filled in, the place; the file is fetched, and the shop has another authority: the one
    it left has handed its file over, and no sheet of it any more."""
    with shop(site, browser, "move-phone") as (case, walk):
        page, sheet = walk.page, walk.page.url.removeprefix(site.portal)
        page.locator("#filings a[href$='/move']").click()
        for field, code in (("#province", "140000"), ("#city", "140200"), ("#county_code", "140215")):
            walk.choose(field, code)
        walk.look("where-to")
        walk.next("开始申请")
        page.wait_for_url("**/name")
        number = re.findall(r"[0-9]{23}", page.url)[0]
        walk.choose("#street_name", "西坪镇")
        page.fill("#detail", "迎宾街88号1层2号")
        walk.look("place")
        walk.reach("#trade_name")
        expect(page.locator("#trade_name")).to_have_value(case.name)
        expect(page.locator("#verdict .name")).to_contain_text("云州区")
        expect(page.locator("#verdict .notice.bad")).to_have_count(0)
        page.check("#commitment_accepted")
        walk.look("name")
        walk.next()
        page.wait_for_url("**/details")
        walk.shop = "山西省大同市云州区西坪镇迎宾街88号1层2号"
        page.fill("#postcode", "037300")
        walk.fill_premises()
        walk.look("details")
        walk.next("保存并生成材料")
        page.wait_for_url("**/preview")
        walk.look("preview")
        case.applicant.carry_through(number)
        walk.go(f"/my/cases/{number}")
        expect(page.locator(".licence .code")).to_be_visible(timeout=60_000)
        walk.look("licence")
        walk.go(sheet)
        expect(page.locator("#versions")).to_contain_text("大同市云州区市场监督管理局")
        walk.look("sheet")
        with at_work(browser, site, "examiner", "move") as examiner:
            examiner.go("/moves")
            expect(examiner.page.locator("main li", has_text=case.name).locator(".badge").first).to_contain_text("迁出")
            examiner.look("moves")
            examiner.go(sheet.replace("/my/shops", "/entities"))
            examiner.look("sheet-that-is-gone")
