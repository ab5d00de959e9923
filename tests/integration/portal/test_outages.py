"""A service of our own does not answer: the portal says so, and gives back what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from tests.integration.portal.lonely import portal_without
from tests.integration.portal.visitor import Visitor
from tests.site import Site


@pytest.fixture
def lonely(site: Site, member: Visitor) -> Iterator[httpx.Client]:
    """A portal that finds nobody where the filing service should be."""
    with portal_without(site, "filing", member) as client:
        yield client


def test_a_page_says_that_it_is_nobodys_fault(lonely: httpx.Client) -> None:
    """503, when to come again, and a way to try."""
    answer = lonely.get("/my/cases")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert "也不是对您的申请的否定" in answer.text
    assert 'class="button" href="/my/cases"' in answer.text


def test_trying_again_sends_what_was_typed(lonely: httpx.Client, member: Visitor) -> None:
    """The page of the outage carries the form; sent to a portal that finds its services it is the same form."""
    number = member.open()
    path = f"/my/cases/{number}/name"
    member.go(path)
    typed = {"needs_name": "yes", "detail": "迎宾街18号", "capital_amount": "10", "trade_name": "写到一半"}
    answer = lonely.post(path, data=member.hidden(path) | typed)
    assert answer.status_code == 503
    form = re.search(rf'<form method="post" action="{path}">.*?</form>', answer.text, re.DOTALL)
    assert form
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[0])}
    assert {name: fields[name] for name in typed} == typed
    again = member.http.post(path, data=fields)
    assert again.status_code == 422
    assert 'value="写到一半"' in again.text


def test_a_draft_that_was_not_saved_is_no_success(lonely: httpx.Client, member: Visitor) -> None:
    """The script learns it from the status and keeps trying."""
    number = member.open()
    member.go(f"/my/cases/{number}/name")
    fields = member.hidden(f"/my/cases/{number}/name") | {"needs_name": "no", "detail": "迎宾街18号"}
    answer = lonely.post(f"/my/cases/{number}/draft/premises", data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 503


def test_no_page_holds_a_password(site: Site, visitor: Visitor) -> None:
    """A log-in that nobody answered is typed again."""
    visitor.go("/login")
    fields = visitor.hidden("/login") | {"account_name": "somebody", "password": "Secret#2026"}
    with portal_without(site, "identity", visitor) as client:
        answer = client.post("/login", data=fields)
    assert answer.status_code == 503
    assert "Secret#2026" not in answer.text and 'href="/login"' in answer.text


@pytest.mark.parametrize("path", ["/progress", "/password"])
def test_a_code_that_cannot_be_sent_is_told_at_its_button(site: Site, visitor: Visitor, path: str) -> None:
    """503, and what was typed is still there."""
    visitor.go(path)
    typed = {"mobile": "13600000025", "captcha_answer": site.captcha}
    with portal_without(site, "identity", visitor) as client:
        answer = client.post(f"{path}/code", data=visitor.hidden(path) | typed)
    assert answer.status_code == 503
    assert 'role="alert"' in answer.text and "填写的内容都在，不用重填。" in answer.text
    assert all(f'value="{text}"' in answer.text for text in typed.values())
