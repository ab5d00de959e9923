"""Other ways in than the application: progress, the unified log-in, a new password, one's sessions, the first log-in of
staff, and the verification of a licence by anybody."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from deploy.local.accounts import totp
from services.portal.operations.pictures import picture
from tests.e2e.applicants import Prepared, prepared
from tests.e2e.walking import DESKTOP, PHONE, Walk
from tests.integration.portal.office import may_be_texted_again
from tests.integration.portal.test_accounts import Newcomer, kaiye_staff
from tests.integration.portal.visitor import PASSWORD
from tests.site import Site
from tests.symbols import read_symbol
from tests.unified_centre.running import UnifiedCentreOfTest

_ANEW = "Anew#2027"
_SHARP = 6
"""Pixels per point: a module of the printed symbol is several pixels wide."""


@pytest.fixture(scope="module")
def case(site: Site) -> Iterator[Prepared]:
    """Somebody with an account and a case that waits for authentication and signature."""
    with prepared(site, "AUTH_PENDING") as case:
        yield case


@dataclass(frozen=True)
class Shop:
    """A business with its licence: the code, and the file that its owner downloaded."""

    uscc: str
    document: bytes


@pytest.fixture(scope="module")
def shop(site: Site, browser: Browser) -> Iterator[Shop]:
    context = browser.new_context(locale="zh-CN", **DESKTOP)
    with prepared(site, None) as case:
        page = context.new_page()
        case.walk(page, "ways-in/owner")
        page.goto(f"{site.portal}/my/cases/{case.number}")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载电子营业执照").click()
        yield Shop(case.case()["licence"]["uscc"], download.value.path().read_bytes())
    context.close()


@contextmanager
def _visiting(site: Site, page: Page, folder: str, case: Prepared | None = None) -> Iterator[Walk]:
    """Somebody at a page, not logged in; nothing on the way is too wide or found by axe."""
    account = case.form.account if case else {"real_name": "", "mobile": "", "account_name": ""}
    walk = Walk(
        site, page, f"ways-in/{folder}", {"name": account["real_name"]}, account["mobile"], account["account_name"]
    )
    yield walk
    assert walk.faults == [], "\n".join(walk.faults)


def _texted(walk: Walk, mobile: str, button: str) -> str:
    """Ask for a code on the open page; the code that comes."""
    may_be_texted_again(walk.site)
    before = walk.site.texts_to(mobile)
    walk.page.get_by_role("button", name=button).click()
    expect(walk.page.get_by_text("验证码已发送")).to_be_visible()
    return walk.site.newest_code(mobile, before)[0]


def test_progress_without_an_account(site: Site, browser: Browser, case: Prepared) -> None:
    """On a phone: number, mobile and a code sent there; a wrong code is told at its field; nobody is named."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    with _visiting(site, context.new_page(), "progress", case) as walk:
        page, mobile = walk.page, case.form.account["mobile"]
        walk.go("/progress")
        walk.look("asked")
        page.fill("#application_no", case.number)
        page.fill("#mobile", mobile)
        page.fill("#captcha_answer", site.captcha)
        code = _texted(walk, mobile, "获取短信验证码")
        page.fill("#sms_code", "000000" if code != "000000" else "111111")
        walk.next("查询")
        expect(page.locator("#sms_code-fault")).to_be_visible()
        walk.look("code-wrong")
        page.fill("#sms_code", code)
        walk.next("查询")
        page.wait_for_url("**/progress/case")
        expect(page.get_by_text("等申请人办理").first).to_be_visible()
        expect(page.locator("body")).not_to_contain_text(case.form.account["real_name"])
        walk.look("case")
    context.close()


def test_unified_log_in_the_first_time_and_after(
    site: Site, desktop: Page, centre: UnifiedCentreOfTest, case: Prepared
) -> None:
    """From the button to the centre and back; the first time the local account is linked with a code; after that
    straight in; and out of both."""
    subject, account = f"s{secrets.token_hex(6)}", case.form.account
    centre.knows_person(subject, account["real_name"], account["id_number"], "13900001234")
    with _visiting(site, desktop, "unified", case) as walk:
        _by_the_centre(walk, subject, "/my/cases")
        desktop.wait_for_url("**/login/unified/first")
        walk.look("first-time")
        code = _texted(walk, account["mobile"], "获取短信验证码")
        desktop.fill("#sms_code", code)
        walk.look("code-sent")
        walk.next("确认并登录")
        desktop.wait_for_url("**/my/cases")
        expect(desktop.locator(f"a[href='/my/cases/{case.number}']").first).to_be_visible()
        walk.next("退出")
        expect(desktop.get_by_role("link", name="退出统一身份认证中心")).to_be_visible()
        walk.look("logged-out")
        _by_the_centre(walk, subject, "/my/account")
        desktop.wait_for_url("**/my/account")
        expect(desktop.get_by_text("统一身份认证").first).to_be_visible()


def _by_the_centre(walk: Walk, subject: str, onwards: str) -> None:
    walk.go(f"/login?next={onwards}")
    walk.look("log-in")
    walk.page.get_by_role("link", name="用统一身份认证登录").click()
    walk.page.fill("input[name=sub]", subject)
    walk.page.press("input[name=sub]", "Enter")


def test_a_forgotten_password_and_log_out_everywhere(site: Site, browser: Browser, desktop: Page) -> None:
    """A new password by a code ends the old one; two sessions on the account's page, and one button ends both."""
    with prepared(site, "DRAFT") as case, _visiting(site, desktop, "password", case) as walk:
        account = case.form.account
        walk.go("/login")
        desktop.get_by_role("link", name="找回密码").click()
        desktop.fill("#mobile", account["mobile"])
        desktop.fill("#captcha_answer", site.captcha)
        code = _texted(walk, account["mobile"], "获取短信验证码")
        desktop.fill("#sms_code", code)
        desktop.fill("#password", "weak")
        desktop.fill("#password_confirm", "weak")
        walk.next("设置新密码")
        expect(desktop.locator("#password-fault")).to_be_visible()
        walk.look("too-weak")
        desktop.fill("#sms_code", code)
        desktop.fill("#password", _ANEW)
        desktop.fill("#password_confirm", _ANEW)
        walk.next("设置新密码")
        expect(desktop.get_by_text("密码已更新")).to_be_visible()
        walk.look("renewed")
        _log_in(walk, desktop, account["account_name"], PASSWORD)
        expect(desktop.get_by_role("alert")).to_be_visible()
        walk.look("old-password")
        _log_in(walk, desktop, account["account_name"], _ANEW)
        desktop.wait_for_url("**/my/cases")

        other = browser.new_context(locale="zh-CN", **DESKTOP)
        elsewhere = other.new_page()
        _log_in(walk, elsewhere, account["account_name"], _ANEW)
        elsewhere.wait_for_url("**/my/cases")
        elsewhere.goto(f"{site.portal}/my/account")
        expect(elsewhere.get_by_text("最近使用")).to_have_count(2)
        walk.look("two-sessions", elsewhere)
        elsewhere.get_by_role("button", name="退出全部设备").click()
        elsewhere.wait_for_url(re.compile(r"/(login)?$"))
        walk.go("/my/account")
        expect(desktop.get_by_text("最近使用")).to_have_count(0)
        walk.look("ended-elsewhere")
        other.close()


def _log_in(walk: Walk, page: Page, name: str, password: str) -> None:
    page.goto(f"{walk.site.portal}/login")
    page.fill("#account_name", name)
    page.fill("#password", password)
    page.locator("form[action='/login'] button:not([type=button])").click()


def test_the_first_log_in_of_staff(site: Site, desktop: Page) -> None:
    """With the one-time password to the QR code of the authenticator, and with a password of one's own to the desk."""
    newcomer = Newcomer(site)
    name = f"clerk_{secrets.token_hex(4)}"
    newcomer.is_given(kaiye_staff(site, "add", name, "--role", "examiner", "--authority", "14021300"))
    newcomer.http.close()
    with _visiting(site, desktop, "first-log-in") as walk:
        _log_in(walk, desktop, name, newcomer.one_time)
        expect(desktop.locator(".qr svg")).to_be_visible()
        shown = desktop.locator("code").first.inner_text().replace(" ", "")
        assert shown == newcomer.secret
        walk.look("device")
        desktop.fill("#totp_code", "000000")
        desktop.fill("#password", "weak")
        desktop.fill("#password_confirm", "other")
        walk.next("完成并登录")
        for field in ("totp_code", "password", "password_confirm"):
            expect(desktop.locator(f"#{field}-fault")).to_be_visible()
        walk.look("device-refused")
        desktop.fill("#totp_code", totp(shown, time.time()))
        desktop.fill("#password", PASSWORD)
        desktop.fill("#password_confirm", PASSWORD)
        walk.next("完成并登录")
        desktop.wait_for_url("**/desk")
        walk.go("/my/account")
        expect(desktop.get_by_text("密码和动态口令")).to_be_visible()
        walk.look("account")


def test_anybody_verifies_a_licence(site: Site, desktop: Page, shop: Shop) -> None:
    """By its code; by the file, genuine and with one byte changed; by nothing that is no licence."""
    document = shop.document
    with _visiting(site, desktop, "verify") as walk:
        walk.go("/verify")
        desktop.fill("#uscc", f" {shop.uscc[:8].lower()} {shop.uscc[8:]}")
        desktop.locator("form:has(#uscc) button").click()
        expect(desktop.get_by_text("登记簿中有此执照，现在有效")).to_be_visible()
        walk.look("by-code")
        desktop.fill("#uscc", shop.uscc[:-1] + ("0" if shop.uscc[-1] != "0" else "1"))
        desktop.locator("form:has(#uscc) button").click()
        expect(desktop.locator("#uscc-fault")).to_be_visible()
        walk.look("code-wrong")
        at = len(document) // 2
        tampered = document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :]
        for name, content, said in (
            ("genuine", document, "真实有效：由登记机关签发，与登记簿一致"),
            ("tampered", tampered, "不能确认为登记机关签发"),
            ("no-pdf", b"nothing", "PDF"),
        ):
            file = FilePayload(name=f"{name}.pdf", mimeType="application/pdf", buffer=content)
            desktop.set_input_files("#document", files=[file])
            walk.next("核验文件")
            expect(desktop.locator(".notice").first).to_contain_text(said)
            walk.look(name)


def test_a_phone_reads_the_symbol_on_the_licence(site: Site, browser: Browser, shop: Shop) -> None:
    """The address in the printed QR code leads to the verdict; the signed part never reaches a server's log; one other
    letter in it, and the licence is not confirmed."""
    address = read_symbol(picture(shop.document, 1, scale=_SHARP))
    assert address.startswith(f"{site.portal}/verify/{shop.uscc}#")
    context = browser.new_context(locale="zh-CN", **PHONE)
    with _visiting(site, context.new_page(), "symbol") as walk:
        page = walk.page
        page.goto(address)
        expect(page.get_by_text("真实有效：由登记机关签发，与登记簿一致")).to_be_visible()
        assert page.url == f"{site.portal}/verify"
        walk.look("genuine")
        at = address.index("#") + 60
        forged = address[:at] + ("A" if address[at] != "A" else "B") + address[at + 1 :]
        page.goto("about:blank")
        page.goto(forged)
        expect(page.get_by_text("不能确认为登记机关签发")).to_be_visible()
        walk.look("forged")
    context.close()
