"""Officials at work: two examiners and a refusal, the licence office and a print, the archive and an edit."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.officials import Official, at_work
from tests.e2e.test_hands import Keyboard
from tests.e2e.walking import DESKTOP, PHONE, Walk
from tests.integration.portal.licensed import Licensed, licensed
from tests.integration.portal.office import referred
from tests.integration.portal.people import Carried
from tests.site import Site

_WORDS = "字号含有封建迷信内容，请更换后重新申请"
_WHY = "字号是经营者的外号，请核实后再写明理由"


@pytest.fixture(scope="module")
def case(site: Site) -> Iterator[Carried]:
    """A case that the rules sent to the desk."""
    with referred(site) as case:
        yield case


@pytest.fixture(scope="module")
def shop(site: Site) -> Licensed:
    """A business whose owner wants paper by post."""
    return licensed(site, posted=True)


def test_log_in_with_a_second_factor(site: Site, desktop: Page, case: Carried) -> None:
    """Password, then six digits; a wrong code is told at its field; then the desk with the case that waits."""
    examiner = Official(site, desktop, "log-in", "examiner")
    examiner.begin_work()
    examiner.look("code")
    desktop.fill("#totp_code", "000000")
    examiner.next("登录")
    expect(desktop.locator("#totp_code-fault")).to_be_visible()
    examiner.look("code-wrong")
    examiner.enter_code()
    desktop.wait_for_url("**/desk")
    expect(desktop.locator(f"a[href='/desk/{case.number}']").first).to_be_visible()
    examiner.look("desk")
    assert examiner.faults == []


def test_a_refusal_takes_two(site: Site, browser: Browser, case: Carried, desktop: Page) -> None:
    """Claimed, read, refused; declined by the second examiner with a reason; mended, countersigned; and the applicant
    reads why."""
    number = case.number
    with (
        at_work(browser, site, "examiner", "examiner") as first,
        at_work(browser, site, "countersigner", "countersigner") as second,
    ):
        first.go("/desk?show=unclaimed")
        first.page.locator(f"form[action='/desk/{number}/claim'] button").click()
        first.page.wait_for_url(f"**/desk/{number}")
        expect(first.page.locator(".sheets img").first).not_to_have_js_property("naturalWidth", 0)
        expect(first.page.locator("#by-rules")).to_be_visible()
        first.look("case")
        _refuse(first, _WORDS)
        first.look("waits-for-the-second")

        second.go("/desk?show=countersign")
        second.look("queue-to-countersign")
        second.page.locator(f"a[href='/desk/{number}']").last.click()
        second.page.get_by_text("不同意，退回提出人").click()
        second.page.fill("#reason", " 好 ")
        second.next("退回")
        expect(second.page.locator("#reason-fault")).to_be_visible()
        second.look("reason-too-short")
        second.page.fill("#reason", _WHY)
        second.next("退回")
        expect(second.page.get_by_text("您已退回")).to_be_visible()
        second.look("declined")

        first.go("/desk?show=mine")
        row = first.page.locator("tr", has=first.page.locator(f"a[href='/desk/{number}']"))
        expect(row.get_by_text("复核退回")).to_be_visible()
        first.look("queue-declined")
        row.get_by_role("link", name="继续").click()
        expect(first.page.get_by_text(_WHY)).to_be_visible()
        first.look("case-declined")
        _refuse(first, f"{_WORDS}，已电话核实")

        second.go(f"/desk/{number}")
        expect(second.page.get_by_text("已电话核实")).to_be_visible()
        second.next("复核同意，不予登记")
        expect(second.page.locator("#compared-fault")).to_be_visible()
        second.page.check("#compared")
        second.look("case-to-countersign")
        second.next("复核同意，不予登记")
        expect(second.page.get_by_text("本次提交已作出决定")).to_be_visible()
        second.look("decided")
    _reads_why(site, desktop, case)


def _refuse(examiner: Official, words: str) -> None:
    page = examiner.page
    page.get_by_role("link", name="作出决定").click()
    page.check("input[name=outcome][value=REJECT]")
    page.check("input[name=reason][value='AR-25']")
    page.fill("[id='text.AR-25']", words)
    page.fill("[id='remedy.AR-25']", "请换一个字号")
    expect(page.locator("#notice article")).to_contain_text(words)
    examiner.look("builder")
    examiner.next("提交决定")
    expect(page.get_by_text("等待另一位审查人员或者负责人复核")).to_be_visible()


def _reads_why(site: Site, page: Page, case: Carried) -> None:
    """What is wrong and what to do in the examiner's words, the article found, and what else the law gives."""
    account = case.form.account
    walk = Walk(
        site, page, "staff/applicant", {"name": account["real_name"]}, account["mobile"], account["account_name"]
    )
    walk.log_in(f"/my/cases/{case.number}")
    page.wait_for_url(f"**/my/cases/{case.number}")
    reason = page.locator(".card ol.list li").first
    expect(reason).to_contain_text(f"{_WORDS}，已电话核实")
    expect(reason.locator("small")).to_contain_text("AR-25")
    expect(reason.locator("[lang=zh-CN]").first).to_contain_text("第十一条（五）")
    expect(page.get_by_text("申请行政复议、提起行政诉讼").first).to_be_visible()
    expect(page.get_by_text(_WHY)).to_have_count(0)
    expect(page.get_by_role("link", name="申请人工审查")).to_have_count(0)
    walk.look("refused")
    assert walk.faults == []


def test_claim_and_decide_with_keys_alone(site: Site, browser: Browser) -> None:
    """From the queue to a correction with Tab, arrows, Space and Enter; every stop shows where the focus is."""
    with referred(site) as case, at_work(browser, site, "examiner", "keys") as examiner:
        page, keys = examiner.page, Keyboard(examiner.page)
        examiner.go(f"/desk/{case.number}")
        keys.press("领取")
        page.wait_for_url(f"**/desk/{case.number}")
        expect(page.get_by_text("我在办理")).to_be_visible()
        keys.press("作出决定")
        page.wait_for_url("**/decision")
        keys.choose("outcome")
        expect(page.locator("input[name=outcome][value=CORRECT]")).to_be_checked()
        keys.tick("reason", "AR-25")
        keys.type("text.AR-25", "字号含有封建迷信内容，请更换")
        keys.type("remedy.AR-25", "请换一个字号")
        keys.press("提交决定")
        page.wait_for_url(f"**/desk/{case.number}")
        expect(page.get_by_text("本次提交已作出决定")).to_be_visible()
        assert keys.unseen == []
        assert case.comes_to("CORRECTION_REQUIRED") == "CORRECTION_REQUIRED"


def received(clerk: Official, kind: str, first: str, last: str) -> None:
    """Blank forms are entered into the stock."""
    clerk.go("/licences/stock")
    entering = clerk.page.locator("details", has=clerk.page.locator("#first"))
    if entering.get_attribute("open") is None:
        entering.locator("summary").click()
    clerk.page.check(f"input[name=copy_kind][value={kind}]")
    clerk.page.fill("#first", first)
    clerk.page.fill("#last", last)
    clerk.next("登记入库")
    expect(clerk.page.locator("tbody tr").first).to_contain_text(first)


def test_a_licence_is_printed_and_posted(site: Site, browser: Browser, shop: Licensed) -> None:
    """Found by its name, the four steps, print preview, number of the form, posted, received, and in the records."""
    serial, tracking = f"14000000{secrets.randbelow(10**8):08d}", f"SF{secrets.randbelow(10**10):010d}"
    with at_work(browser, site, "licence_officer", "licences") as clerk:
        page = clerk.page
        clerk.go("/licences")
        line = clerk.find("name", shop.trade_name)
        clerk.look("list")
        line.get_by_role("link", name=re.compile("^查看")).click()
        expect(page.get_by_text("申请人选择了邮寄")).to_be_visible()
        clerk.look("step-1-agent")
        page.locator("summary", has_text="修改").click()
        page.fill("#mobile", "1390")
        clerk.next("校验并继续")
        expect(page.locator("#mobile-fault")).to_be_visible()
        clerk.look("step-1-refused")
        page.fill("#mobile", "13900000025")
        clerk.next("校验并继续")
        for step in ("facts", "certificate"):
            page.wait_for_url(f"**/{step}")
            clerk.look(f"step-{step}")
            page.get_by_role("link", name="下一步").click()
        page.wait_for_url("**/papers")
        clerk.look("step-4-papers")
        page.locator("tbody tr").first.get_by_role("link", name=re.compile("^打印")).click()
        sheet = page.locator(".sheet img")
        expect(sheet).not_to_have_js_property("naturalWidth", 0)
        answer = page.request.get(page.url + "/sheet.pdf")
        assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF")
        clerk.look("print-preview")
        paper = page.url.removeprefix(site.portal)
        received(clerk, "正本", serial, serial)
        clerk.look("stock")
        clerk.go(paper)
        page.fill("#serial_no", serial)
        clerk.next("登记为已打印")
        page.check("input[name=manner][value=COLLECTED]")
        page.check("input[name=signed][value=DRAWN]")
        expect(page.locator("#pad-missing")).to_be_hidden()
        expect(page.locator("#pad")).not_to_have_js_property("width", 0)
        clerk.look("collected")
        page.check("input[name=manner][value=POSTED]")
        page.fill("#tracking_no", tracking)
        clerk.look("claim")
        clerk.next("登记")
        clerk.next("登记为已签收")
        expect(page.locator("h1 + .badge")).to_have_text("已签收")
        clerk.look("received")

        clerk.go("/licences/records")
        expect(clerk.find("serial_no", serial)).to_contain_text(tracking)
        clerk.look("records")


def test_papers_are_printed_together(site: Site, browser: Browser, shop: Licensed) -> None:
    """Copies asked for at the licence stand in the queue, are ticked all at once and numbered one after the other."""
    with at_work(browser, site, "licence_officer", "batch") as clerk:
        page = clerk.page
        for _ in range(2):
            clerk.go(f"/licences/{shop.number}/papers")
            page.get_by_text("再打印一份").click()
            page.check("input[name=copy_kind][value=副本]")
            page.select_option("#reason", "ADDITIONAL")
            clerk.next("加入打印队列")
            page.wait_for_url("**/papers/*")
        first = f"14{secrets.randbelow(10**10):010d}0001"
        received(clerk, "副本", first, f"{first[:-4]}0040")
        clerk.go("/licences/queue")
        page.check("[data-all=print_no]")
        for original in page.locator("tbody tr", has_text="正本").all():
            original.locator("input[name=print_no]").uncheck()
        ticked = page.locator("input[name=print_no]:checked").count()
        assert ticked >= 2
        page.fill("#first", first)
        clerk.look("queue")
        clerk.next("打印选中的执照")
        numbers = [int(field.input_value()) for field in page.locator("input[name$=serial_no]").all()]
        assert numbers == list(range(numbers[0], numbers[0] + ticked))
        clerk.look("numbers")
        clerk.next("登记为已打印")
        expect(page.get_by_text(f"已登记打印 {ticked} 份")).to_be_visible()
        clerk.look("printed")


def test_the_heat_map_has_a_table(site: Site, browser: Browser, shop: Licensed) -> None:
    """Tiles of the authority's streets, darker where more was issued, with the same numbers in the table behind."""
    with at_work(browser, site, "licence_officer", "map") as clerk:
        page = clerk.page
        clerk.go("/licences/map")
        heading = page.locator("h2", has_text="已核发")
        total = int(re.findall(r"\d+", heading.inner_text())[-1])
        counts = page.locator("table").first.locator("tbody td:nth-child(2)").all_inner_texts()
        assert total >= 1 and sum(map(int, counts)) == total
        tile = page.locator("svg.wide-tiles [aria-label^=大庆路街道]")
        expect(tile).to_have_attribute("aria-label", re.compile(r" [1-9]\d*$"))
        clerk.look("county")
        page.get_by_role("link", name="今年").click()
        expect(page.locator("#from")).to_have_value(re.compile(r"-01-01$"))
        expect(heading).to_be_visible()
        clerk.look("this-year")


def test_a_file_is_found_read_and_its_information_edited(site: Site, browser: Browser, shop: Licensed) -> None:
    """Filters, inventory with pages, a document, the package, its verification; the edit stands in the history."""
    place = f"三楼库房{secrets.randbelow(10**6)}"
    with at_work(browser, site, "archivist", "archive") as archivist:
        page = archivist.page
        archivist.go("/archive")
        line = archivist.find("full_name", shop.trade_name)
        archivist.look("list")
        line.get_by_role("link", name=re.compile("^查看")).click()
        page.wait_for_url(f"**/archive/{shop.archive_no}")
        page.locator("details.fold summary").first.click()
        expect(page.locator("details.fold img").first).not_to_have_js_property("naturalWidth", 0)
        archivist.look("file")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载档案包").click()
        assert download.value.suggested_filename == f"{shop.volume_name}.zip"
        archivist.next("现在校验")
        expect(page.get_by_text("档案包完整，与归档时一致")).to_be_visible()
        archivist.look("verified")
        page.get_by_text("编辑归档信息").click()
        page.fill("#place", "")
        page.evaluate("document.getElementById('place').required = false")
        archivist.next("保存")
        expect(page.locator("#place-fault")).to_be_visible()
        archivist.look("place-missing")
        page.fill("#place", place)
        archivist.next("保存")
        history = page.locator("#information .timeline li").first
        expect(history).to_contain_text("归档地点")
        expect(history).to_contain_text(place)
        expect(history).to_contain_text("本人经办")
        archivist.look("edited")


def test_an_auditor_reads_who_did_what(site: Site, browser: Browser, shop: Licensed) -> None:
    """By the number of a case: what each service wrote down, in words, on a wide screen and on a phone."""
    for look in (DESKTOP, PHONE):
        with at_work(browser, site, "auditor", f"auditor-{look['viewport']['width']}", **look) as auditor:
            auditor.go("/audit")
            auditor.page.fill("#about", shop.number)
            auditor.next("查询")
            lines = auditor.page.locator("tbody tr")
            for said in ("提交", "按规则自动审查", "核发执照"):
                expect(lines.filter(has_text=said).first).to_be_visible()
            auditor.look("found")


def test_lists_on_a_phone(site: Site, browser: Browser, shop: Licensed, case: Carried) -> None:
    """Every list and sheet reads on 360 pixels: nothing is wider than the screen, and axe finds nothing. The papers of
    a case lie below its sheet and are opened one by one."""
    rooms = {
        "examiner": (
            "/desk",
            f"/desk/{case.number}",
            "/desk/statistics",
            f"/licences/{shop.number}/facts",
        ),
        "licence_officer": (
            "/licences",
            f"/licences/{shop.number}/papers",
            "/licences/queue",
            "/licences/records",
            "/licences/stock",
            "/licences/map",
        ),
        "archivist": ("/archive", f"/archive/{shop.archive_no}"),
        "head_officer": ("/head", "/head/samples"),
    }
    for name, paths in rooms.items():
        with at_work(browser, site, name, f"phone-{name}", **PHONE) as official:
            for path in paths:
                official.go(path)
                official.look(path.strip("/").replace("/", "-"))
                expect(official.page.locator(".signed-documents details[open]")).to_have_count(0)
