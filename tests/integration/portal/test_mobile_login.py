"""Logging in with a code by text message, on the pages."""

from __future__ import annotations

from tests.integration.portal.office import may_be_texted_again
from tests.integration.portal.visitor import Visitor
from tests.site import Site


def _ask(visitor: Visitor, mobile: str) -> str:
    """Ask for a code; the page that answers."""
    visitor.go("/login/mobile")
    typed = {"mobile": mobile, "captcha_answer": visitor.site.captcha}
    visitor.page = visitor.http.post("/login/mobile/code", data=visitor.hidden("/login/mobile") | typed)
    return visitor.page.text


def test_a_code_logs_in_and_leads_where_one_wanted_to_go(site: Site, member: Visitor, visitor: Visitor) -> None:
    """The login page offers it, and the code that arrives is enough; a wrong one is said at its field."""
    may_be_texted_again(site)
    before = site.texts_to(member.mobile)
    assert 'href="/login/mobile?next=/my/account"' in visitor.go("/login?next=/my/account").text
    assert "验证码已发送" in _ask(visitor, member.mobile)
    code, _ = site.newest_code(member.mobile, before)
    wrong = "000000" if code != "000000" else "111111"
    visitor.send("/login/mobile", mobile=member.mobile, sms_code=wrong, next="/my/account")
    assert visitor.page.status_code == 422 and 'id="sms_code-fault"' in visitor.page.text
    visitor.send("/login/mobile", mobile=member.mobile, sms_code=code, next="/my/account")
    assert visitor.path == "/my/account", visitor.page.text
    assert "短信验证码" in visitor.page.text


def test_nobody_learns_who_has_an_account(site: Site, visitor: Visitor) -> None:
    """A number without one is answered as every other; no text leaves."""
    unknown = "13900000417"
    assert "验证码已发送" in _ask(visitor, unknown)
    assert "只有已注册的手机号会收到短信" in visitor.page.text
    assert site.texts_to(unknown) == 0
