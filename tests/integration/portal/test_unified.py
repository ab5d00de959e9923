"""Logging in through the unified authentication centre: on the pages, with a provider of its own."""

from __future__ import annotations

import secrets

import httpx
import pytest

from tests.integration.portal.office import may_be_texted_again
from tests.integration.portal.visitor import Visitor
from tests.unified_centre.running import UnifiedCentreOfTest


def someone(visitor: Visitor, centre: UnifiedCentreOfTest, number: int) -> str:
    """A subject of the centre who is somebody of the population."""
    visitor.person = visitor.site.person(number)
    subject = f"s{secrets.token_hex(6)}"
    centre.knows_person(subject, visitor.person["name"], visitor.person["id_number"], visitor.mobile)
    return subject


def leave_for_the_centre(visitor: Visitor, after: str = "") -> str:
    """Begin on the page; the address the browser is sent to."""
    assert "用统一身份认证登录" in visitor.go(f"/login{after}").text
    answer = visitor.http.get(f"/login/unified{after}", follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def come_back(visitor: Visitor, centre: UnifiedCentreOfTest, address: str, subject: str) -> httpx.Response:
    brought = centre.log_in(address, subject)
    visitor.page = visitor.http.get("/login/unified/back", params=brought)
    return visitor.page


def test_a_newcomer(visitor: Visitor, centre: UnifiedCentreOfTest) -> None:
    """First the agreement, then one's own pages, then back to where one wanted to go without any question; and out,
    with the way out of the centre."""
    subject = someone(visitor, centre, 13)
    page = come_back(visitor, centre, leave_for_the_centre(visitor), subject)
    assert visitor.path == "/login/unified/first"
    assert visitor.person["name"] not in page.text and visitor.mobile not in page.text
    assert 'id="agreement_accepted-fault"' in visitor.send("/login/unified/first").text
    visitor.send("/login/unified/first", agreement_accepted="yes")
    assert visitor.path == "/my/cases"
    visitor.send("/logout")
    assert "end_session" in visitor.page.text
    assert visitor.go("/my/cases").url.path == "/login"
    come_back(visitor, centre, leave_for_the_centre(visitor, "?next=/my/account"), subject)
    assert visitor.path == "/my/account" and "统一身份认证" in visitor.page.text


def test_a_local_account_is_linked(visitor: Visitor, centre: UnifiedCentreOfTest) -> None:
    """With a code sent to the account's own mobile; a wrong one is told at its field."""
    visitor.register(14)
    visitor.send("/logout")
    subject = f"s{secrets.token_hex(6)}"
    centre.knows_person(subject, visitor.person["name"], visitor.person["id_number"], "13900001234")
    come_back(visitor, centre, leave_for_the_centre(visitor), subject)
    assert f"{visitor.mobile[:3]}****{visitor.mobile[-4:]}" in visitor.page.text
    may_be_texted_again(visitor.site)
    before = visitor.site.texts_to(visitor.mobile)
    visitor.page = visitor.http.post("/login/unified/first/code", data=visitor.hidden("/login/unified/first"))
    assert "验证码已发送" in visitor.page.text
    code, _ = visitor.site.newest_code(visitor.mobile, before)
    assert 'id="sms_code-fault"' in visitor.send("/login/unified/first", sms_code="x").text
    visitor.send("/login/unified/first", sms_code=code)
    assert visitor.path == "/my/cases"
    assert f"{visitor.mobile[:3]}****{visitor.mobile[-4:]}" in visitor.go("/my/account").text


def test_an_address_from_somebody_else(visitor: Visitor, centre: UnifiedCentreOfTest) -> None:
    """An attacker's way back does nothing in a browser that began nothing, or began something else."""
    with Visitor(visitor.site) as attacker:
        subject = someone(attacker, centre, 15)
        theirs = centre.log_in(leave_for_the_centre(attacker), subject)
    page = visitor.http.get("/login/unified/back", params=theirs)
    assert page.status_code == 422 and "重新从统一身份认证中心登录" in page.text
    leave_for_the_centre(visitor)
    page = visitor.http.get("/login/unified/back", params=theirs)
    assert page.status_code == 422 and "这次登录已失效" in page.text
    assert visitor.go("/my/cases").url.path == "/login"


def test_the_same_address_twice(visitor: Visitor, centre: UnifiedCentreOfTest) -> None:
    """The back button after a log-in does no harm and lets nobody in again."""
    subject = someone(visitor, centre, 16)
    brought = centre.log_in(leave_for_the_centre(visitor), subject)
    assert visitor.http.get("/login/unified/back", params=brought).url.path == "/login/unified/first"
    again = visitor.http.get("/login/unified/back", params=brought)
    assert again.status_code == 422 and "这次登录已失效" in again.text


@pytest.mark.parametrize("query", ["?error=access_denied&state=x", "", "?code=", "?state=%00&code=%00"])
def test_whoever_turns_round_at_the_centre(visitor: Visitor, query: str) -> None:
    """Is told so on the page of the log-in, whatever the address says."""
    leave_for_the_centre(visitor)
    page = visitor.go(f"/login/unified/back{query}")
    assert page.status_code == 422 and 'role="alert"' in page.text


def test_a_centre_that_does_not_answer(visitor: Visitor, centre: UnifiedCentreOfTest) -> None:
    """Said as what it is, with the other way in on the same page."""
    subject = someone(visitor, centre, 17)
    brought = centre.log_in(leave_for_the_centre(visitor), subject)
    with centre.misbehaving(down=True):
        page = visitor.http.get("/login/unified/back", params=brought)
    assert page.status_code == 503
    assert "这不代表您的信息有误" in page.text and 'name="password"' in page.text


def test_the_first_page_cannot_be_opened_by_its_address(visitor: Visitor) -> None:
    """Without a log-in at the centre it leads to the door."""
    assert visitor.go("/login/unified/first").url.path == "/login"
