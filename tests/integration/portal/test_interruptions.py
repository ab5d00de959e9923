"""What the portal answers when a session ended while somebody typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from tests.integration.portal.visitor import PASSWORD, Visitor, logged_in
from tests.site import Site

OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"needs_name": "yes", "detail": "迎宾街18号", "capital_amount": "10", "trade_name": "写到一半"}


@pytest.fixture(scope="module")
def typist(site: Site) -> Iterator[Visitor]:
    """Somebody with a case of their own."""
    with logged_in(site, 60) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def number(typist: Visitor) -> str:
    """The case."""
    return typist.open()


@pytest.fixture
def form(typist: Visitor, number: str) -> Iterator[str]:
    """The page with the form is open; then the session ends, and after the test there is a new one."""
    path = f"/my/cases/{number}/name"
    typist.go(path)
    yield path
    typist.http.cookies.clear()
    typist.log_in()


def _late(visitor: Visitor, path: str, **headers: str) -> httpx.Response:
    """Send the open form after the session ended."""
    fields = visitor.hidden(path) | TYPED
    visitor.http.cookies.delete("kaiye_session")
    visitor.page = visitor.http.post(path, data=fields, headers=headers, follow_redirects=False)
    return visitor.page


def _log_in(visitor: Visitor, account: str) -> httpx.Response:
    return visitor.send("/login", account_name=account, password=PASSWORD)


def test_a_script_is_told_and_not_sent_away(typist: Visitor, form: str) -> None:
    """The page with what was typed stays where it is."""
    answer = _late(typist, form, **OURS, **{"HX-Request": "true"})
    assert answer.status_code == 401
    assert "hx-redirect" not in answer.headers and answer.content == b""


def test_the_login_carries_what_was_typed(typist: Visitor, form: str, number: str) -> None:
    """Sealed in the login page, offered after the login, then sent with the token of the new session."""
    login = _late(typist, form, **OURS)
    assert login.status_code == 401
    assert "写到一半" not in login.text
    offered = _log_in(typist, typist.account)
    assert "提交刚才填写的内容" in offered.text
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', offered.text)}
    assert {name: fields[name] for name in TYPED} == TYPED
    answer = typist.http.post(form, data=fields)
    assert answer.status_code == 422
    assert 'value="写到一半"' in answer.text


def test_a_wrong_password_does_not_lose_it(typist: Visitor, form: str) -> None:
    """The seal stays in the login page until the login succeeds."""
    _late(typist, form, **OURS)
    typist.send("/login", account_name=typist.account, password="Wrong#2026")
    assert "提交刚才填写的内容" in _log_in(typist, typist.account).text


def test_nobody_else_is_offered_it(typist: Visitor, stranger: Visitor, form: str) -> None:
    """Whoever logs in at the same screen must own the case."""
    _late(typist, form, **OURS)
    answer = _log_in(typist, stranger.account)
    assert "提交刚才填写的内容" not in answer.text and "写到一半" not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_a_form_of_another_site_is_not_kept(typist: Visitor, form: str, headers: dict[str, str]) -> None:
    """Only what the browser says came from a page of ours; the login leads back to the page all the same."""
    answer = _late(typist, form, **headers)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next={form}"


def test_a_meddled_seal_is_a_plain_login(typist: Visitor, form: str) -> None:
    """What we did not seal is not offered."""
    _late(typist, form, **OURS)
    typed = typist.hidden("/login") | {"typed_form": "1.AAAA", "account_name": typist.account, "password": PASSWORD}
    answer = typist.http.post("/login", data=typed)
    assert answer.url.path == form


def test_a_form_of_an_earlier_session_is_offered_again(typist: Visitor, form: str) -> None:
    """Logged in anew in another tab, then sent with the old token: nothing is done, and nothing is lost."""
    fields = typist.hidden(form) | TYPED
    typist.http.cookies.clear()
    typist.log_in()
    assert "提交刚才填写的内容" in typist.http.post(form, data=fields, headers=OURS).text
    answer = typist.http.post(form, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "写到一半" not in answer.text


def test_the_token_is_for_pages_of_ours(typist: Visitor, visitor: Visitor, form: str) -> None:
    """The token of the session for those who are logged in; none for other sites, none without a session."""
    token = typist.http.get("/my/session/token", headers=OURS | {"X-CSRF-Token": typist.hidden(form)["csrf"]})
    assert token.json()["known"] is True
    assert not typist.http.get("/my/session/token", headers=OURS | {"X-CSRF-Token": "x" * 64}).json()["known"]
    unfinished = typist.http.post(form, data=TYPED | {"csrf": token.json()["csrf"]}, headers=OURS)
    assert unfinished.status_code == 422, "taken as a form of ours, and found unfinished"
    assert token.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in token.headers
    foreign = typist.http.get("/my/session/token", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert "application/json" not in foreign.headers["content-type"]
    assert visitor.http.get("/my/session/token", headers=OURS | {"HX-Request": "true"}).status_code == 401


def test_a_page_is_told_of_others_and_not_of_itself(typist: Visitor, number: str) -> None:
    """Sent again over what it saved without having heard of it; not over what another page saved."""
    path, draft = f"/my/cases/{number}/name", f"/my/cases/{number}/draft/premises"

    def save(fields: dict[str, str], detail: str) -> str:
        return typist.http.post(draft, data=fields | TYPED | {"detail": detail}, headers={"HX-Request": "true"}).text

    typist.go(path)
    mine = typist.hidden(path)
    assert "已保存" in save(mine, "迎宾街19号")
    assert "已保存" in save(mine, "迎宾街20号")
    typist.go(path)
    assert "已保存" in save(typist.hidden(path), "迎宾街21号")
    assert "另一窗口" in save(mine, "迎宾街22号")
    typist.go(path)
    assert "迎宾街21号" in typist.page.text
