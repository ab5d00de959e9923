"""A registration is revoked through the pages: applied for by whose identity was used, decided by two officials."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.applicants import prepared
from tests.e2e.officials import Official, at_work
from tests.e2e.test_filings import shop
from tests.e2e.walking import PHONE, Walk
from tests.site import Site
from tests.system.stack import until

_STATEMENT = "I never applied for this licence; my identity card was lost last year."


def act(official: Official, entry: str, **typed: str) -> None:
    """Choose an act on the sheet of a revocation, fill it in and send it."""
    page = official.page
    page.locator(f"#acts a[href*='act={entry}#']").click()
    for name, value in typed.items():
        field = page.locator(f"#acts [name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    official.look(entry)
    page.locator("#acts form button").click()
    page.wait_for_url("**/desk/revocations/*")


def _said_of(walk: Walk, sheet: str) -> str:
    """What the sheet of a business says of it when it is opened now."""
    walk.go(sheet)
    return walk.page.locator("h1 + .badge").inner_text()


def test_from_the_application_to_the_decision_of_two(site: Site, browser: Browser) -> None:
    """In English on a phone: what is missing is told, received, where it stands; the operator answers on theirs; the
    examiner accepts, adds evidence and proposes, the head confirms; both sides and the register say what became."""
    context = browser.new_context(locale="en-GB", **PHONE)
    with shop(site, browser, "revocation-owner") as (case, owner), prepared(site, "DRAFT") as other:
        sheet = owner.page.url.removeprefix(site.portal)
        uscc = sheet.rpartition("/")[2]
        victim = other.walk(context.new_page(), "revocation-victim", "en")
        page = victim.page
        victim.go("/my/shops")
        victim.look("shops")
        page.locator("main a[href='/my/revocations']").click()
        victim.press("提交申请")
        victim.look("nothing-said")
        page.fill("#uscc", uscc)
        page.fill("#statement", _STATEMENT)
        page.check("#promised")
        victim.press("提交申请")
        expect(page.locator("#applied")).to_contain_text(uscc)
        victim.look("received")
        with at_work(browser, site, "examiner", "revocation") as examiner:
            examiner.go("/desk/revocations")
            examiner.look("list")
            examiner.page.locator("main li", has_text=uscc).locator("a").first.click()
            expect(examiner.page.get_by_text(_STATEMENT)).to_be_visible()
            act(examiner, "accepted", about=case.number, verified="窗口核验居民身份证原件")
            revocation = examiner.page.url.removeprefix(site.portal).partition("?")[0]
            act(examiner, "evidence", kind="police_penalty", document_no="平公（治）罚决字〔2026〕9号", what="冒用身份")
            owner.go(sheet)
            owner.look("examined")
            owner.page.fill("#statement", "登记是我本人办理的")
            owner.press("提交意见")
            expect(owner.page.locator("#revocations")).to_be_visible()
            reason = "公安机关查明系冒用他人身份办理登记。"
            act(examiner, "proposed", outcome="revoke", ground="police_penalty", reason=reason)
            expect(examiner.page.get_by_text("须由另一人复核")).to_be_visible()
            examiner.look("waits-for-the-second")
            with at_work(browser, site, "head_officer", "revocation-head") as head:
                head.go(revocation)
                act(head, "confirmed")
                expect(head.page.locator("h1 + .badge")).to_have_text("已撤销登记")
                head.look("decided")
            until(lambda: _said_of(owner, sheet) == "已撤销", 30, "the register has it")
            owner.look("revoked")
            examiner.go(f"/entities/{uscc}")
            examiner.look("entity")
        victim.go("/my/revocations")
        expect(page.locator("#applied .badge")).to_have_text(victim.said("已撤销登记"))
        victim.look("revoked")
    context.close()
    assert not victim.faults, "\n".join(victim.faults)
