"""Logging in and out, the second factor of staff, a new password, one's own sessions: on the pages."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from deploy.local.accounts import totp
from tests.integration.portal.office import Clerk, may_be_texted_again
from tests.integration.portal.visitor import PASSWORD, Visitor, logged_in
from tests.site import Site
from tests.system.stack import ROOT


def kaiye_staff(site: Site, *arguments: str, code: int = 0) -> str:
    """What the command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "staff", *arguments, "--home", str(site.home)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


class Newcomer(Clerk):
    """Somebody whom the operators have just given an account."""

    secret = one_time = ""

    def is_given(self, printed: str) -> None:
        found = {
            what: re.search(rf"{what}\s+(\S+)", printed)
            for what in ("Account", "One-time password", "Authenticator key")
        }
        assert all(found.values()), printed
        self.account, self.one_time, self.secret = (match[1] for match in found.values() if match)

    def code(self) -> str:
        """A code nobody used: those of the next half minute are good already."""
        return totp(self.secret, time.time() + 30)

    def arrive(self) -> None:
        """The first log-in up to the page of the device."""
        self.go("/login")
        self.send("/login", account_name=self.account, password=self.one_time)

    def settle(self) -> None:
        self.arrive()
        self.send("/login/device", totp_code=self.code(), password=PASSWORD, password_confirm=PASSWORD)
        assert self.path == "/desk", self.page.text


@pytest.fixture
def newcomer(site: Site) -> Iterator[Newcomer]:
    with Newcomer(site) as newcomer:
        name = f"clerk_{secrets.token_hex(4)}"
        newcomer.is_given(kaiye_staff(site, "add", name, "--role", "examiner", "--authority", "14021300"))
        yield newcomer


def test_each_step_of_a_registration_says_what_is_wrong_with_it(visitor: Visitor, member: Visitor) -> None:
    """A taken name before anything else is asked, a wrong number before a code is sent; then straight on."""
    visitor.person = visitor.site.person(22)
    visitor.go("/register?next=/apply/GT002")
    basics = {"password": PASSWORD, "password_confirm": PASSWORD, "agreement_accepted": "yes"}
    taken = visitor.send("/register", account_name=member.account, **basics)
    assert taken.status_code == 422 and 'id="account_name-fault"' in taken.text
    visitor.send("/register", account_name=visitor.account, **basics)
    typed = {
        "real_name": visitor.person["name"],
        "identity_type": "1",
        "id_document_type": "10",
        "id_number": visitor.person["id_number"],
        "mobile": visitor.mobile,
        "captcha_answer": visitor.site.captcha,
    }
    wrong = visitor.hidden("/register") | typed | {"id_number": "140213198801011239"}
    visitor.page = visitor.http.post("/register/code", data=wrong)
    assert visitor.page.status_code == 422 and 'id="id_number-fault"' in visitor.page.text
    assert visitor.site.texts_to(visitor.mobile) == 0
    captcha = visitor.hidden("/register")["captcha_id"]
    exchange = visitor.hidden("/register") | typed | {"exchange": "yes"}
    visitor.page = visitor.http.post("/register/code", data=exchange)
    assert visitor.hidden("/register")["captcha_id"] != captcha and visitor.person["id_number"] in visitor.page.text
    visitor.page = visitor.http.post("/register/code", data=visitor.hidden("/register") | typed)
    code, _ = visitor.site.newest_code(visitor.mobile, 0)
    visitor.send("/register", **typed, sms_code=code)
    assert 'href="/apply/GT002"' in visitor.page.text
    visitor.go("/my/account")
    assert visitor.path == "/my/account", "logged in already"


def test_applicants_are_not_asked_for_a_second_factor(visitor: Visitor) -> None:
    """The field does not stand on the page of names and passwords."""
    assert "totp_code" not in visitor.go("/login").text


def test_first_log_in_of_staff(newcomer: Newcomer) -> None:
    """QR code and key of the operator's, all faults at once, then in; the one-time password is worth nothing after."""
    newcomer.arrive()
    page = newcomer.page.text
    assert "<svg" in page and " ".join(re.findall("....", newcomer.secret)) in page
    assert newcomer.one_time not in page
    wrong = newcomer.send("/login/device", totp_code="000000", password="weak", password_confirm="other")
    assert wrong.status_code == 422
    assert all(f'id="{name}-fault"' in wrong.text for name in ("totp_code", "password", "password_confirm"))
    newcomer.send("/login/device", totp_code=newcomer.code(), password=PASSWORD, password_confirm=PASSWORD)
    assert newcomer.path == "/desk"
    with Visitor(newcomer.site) as other:
        other.go("/login")
        assert other.send("/login", account_name=newcomer.account, password=newcomer.one_time).status_code == 422


def test_the_second_factor_has_its_own_page(newcomer: Newcomer) -> None:
    """Name kept, password gone, a wrong code told at its field, and back to where one wanted to go."""
    newcomer.settle()
    with Newcomer(newcomer.site) as again:
        again.go("/my/account")
        assert again.path == "/login"
        page = again.send("/login", account_name=newcomer.account, password=PASSWORD)
        assert newcomer.account in page.text and PASSWORD not in page.text and 'name="password"' not in page.text
        wrong = again.send("/login/code", totp_code="000000")
        assert wrong.status_code == 422 and 'id="totp_code-fault"' in wrong.text
        time.sleep(30 - time.time() % 30)
        again.send("/login/code", totp_code=newcomer.code())
        assert again.path == "/my/account"
        assert "密码和动态口令" in again.page.text
        again.send("/logout")
        again.go("/login")
        again.send("/login", account_name=newcomer.account, password=PASSWORD)
        time.sleep(30 - time.time() % 30)
        again.send("/login/code", totp_code=newcomer.code())
        assert again.path == "/desk"


@pytest.mark.parametrize("step", ["code", "device"])
def test_a_step_cannot_be_begun_by_its_address(visitor: Visitor, step: str) -> None:
    """Neither opened nor sent without what the password gives."""
    visitor.go(f"/login/{step}")
    assert visitor.path == "/login"
    page = visitor.http.post(f"/login/{step}", data={"csrf": visitor.hidden("/login")["csrf"], "totp_code": "123456"})
    assert page.status_code == 422 and "登录步骤已超时" in page.text


def test_what_operators_do_to_an_account(newcomer: Newcomer) -> None:
    """Listed, suspended, restored, given a new device: each is what the person meets at the door."""
    newcomer.settle()
    site, name = newcomer.site, newcomer.account
    assert re.search(rf"{name}\W+examiner\W+14021300\W+active", kaiye_staff(site, "list"))
    kaiye_staff(site, "suspend", name, "--reason", "left the office")
    newcomer.http.cookies.clear()
    newcomer.go("/login")
    assert "该账号已停用" in newcomer.send("/login", account_name=name, password=PASSWORD).text
    kaiye_staff(site, "restore", name, "--reason", "came back")
    assert "动态口令" in newcomer.send("/login", account_name=name, password=PASSWORD).text
    newcomer.is_given(kaiye_staff(site, "reset-totp", name))
    newcomer.go("/login")
    assert newcomer.send("/login", account_name=name, password=PASSWORD).status_code == 422
    newcomer.settle()


def test_mistakes_of_operators(site: Site) -> None:
    """Said in words, with an exit code, and never with a second set of credentials."""
    assert "authority" in kaiye_staff(site, "add", "clerk_wrong", "--role", "examiner", code=1)
    assert "exists" in kaiye_staff(site, "add", "examiner", "--role", "examiner", "--authority", "14021300", code=1)
    assert "no such account" in kaiye_staff(site, "reset-totp", "nobody_at_all", code=1)


def test_ones_own_account(member: Visitor) -> None:
    """One's own name in full, numbers masked, with the sessions that are open."""
    page = member.go("/my/account").text
    assert member.account in page and f"{member.mobile[:3]}****{member.mobile[-4:]}" in page
    assert member.person["name"] in page
    for hidden in (member.person["id_number"], member.mobile):
        assert hidden not in page
    assert "登录着的设备" in page and "退出全部设备" in page


def test_a_new_password_ends_every_session(site: Site) -> None:
    """On all devices; the old password is wrong from then on and the new one right."""
    with logged_in(site, 11) as phone, Visitor(site) as desk:
        desk.account = phone.account
        desk.log_in()
        assert desk.go("/my/account").text.count("最近使用") == 2
        may_be_texted_again(site)
        before = site.texts_to(phone.mobile)
        with Visitor(site) as elsewhere:
            elsewhere.go("/password")
            typed = {"mobile": phone.mobile, "captcha_answer": site.captcha}
            elsewhere.page = elsewhere.http.post("/password/code", data=elsewhere.hidden("/password") | typed)
            code, _ = site.newest_code(phone.mobile, before)
            new = {"password": "Anew#2027", "password_confirm": "Anew#2027"}
            elsewhere.send("/password", **typed, sms_code=code, **new)
            assert "密码已更新" in elsewhere.page.text
            assert "最近使用" not in desk.go("/my/account").text
            elsewhere.go("/login")
            assert elsewhere.send("/login", account_name=phone.account, password=PASSWORD).status_code == 422
            elsewhere.send("/login", account_name=phone.account, password="Anew#2027")
            assert elsewhere.path == "/my/cases"


def test_logging_out_ends_the_other_devices_too(site: Site) -> None:
    """At once: they, and a copy of the cookie that somebody made before, open no page any more; a new log-in does."""
    with logged_in(site, 12) as phone, Visitor(site) as desk:
        desk.account = phone.account
        desk.log_in()
        phone.go("/my/account")
        copied = httpx.Cookies(phone.http.cookies)
        phone.send("/logout")
        assert "最近使用" not in desk.go("/my/account").text
        assert desk.path == "/login"
        phone.http.cookies = copied
        phone.go("/my/cases")
        assert phone.path == "/login"
        phone.log_in()


def test_five_wrong_passwords(site: Site) -> None:
    """The sixth is told that the name is locked for a while, and what one can do."""
    with Visitor(site) as visitor:
        for _ in range(6):
            visitor.go("/login")
            page = visitor.send("/login", account_name="nobody_here_1", password="Wrong#2026")
        assert "锁定 15 分钟" in page.text and "找回密码" in page.text
