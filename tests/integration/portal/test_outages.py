"""A service of our own does not answer: the portal says so, and gives back what was typed."""

from __future__ import annotations

import re
import socket
import warnings
from collections.abc import Iterator
from html import unescape

import pytest

from deploy.local.environment import compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.running import read_run
from services.portal.main import build
from services.portal.settings import PortalSettings
from tests.integration.portal.visitor import Visitor
from tests.site import Site

with warnings.catch_warnings():
    # The client's own notice about a successor of httpx says nothing about this service.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


@pytest.fixture
def lonely(site: Site, member: Visitor, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Another portal of the same stack, which finds nobody where the filing service should be, visited by the same
    person with the same session."""
    run = read_run(site.home)
    assert run
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    for name, value in compute(SecretFile(site.home / "secrets.json"), run.ports, site.home).of("portal").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KAIYE_FILING_URL", nobody)
    service = build(PortalSettings())
    client = TestClient(service.app, base_url="http://127.0.0.1", cookies=dict(member.http.cookies))
    yield client
    client.close()
    if service.close:
        service.close()


def test_a_page_says_that_it_is_nobodys_fault(lonely: TestClient) -> None:
    """503, when to come again, and a way to try."""
    answer = lonely.get("/my/cases")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert "也不是对您的申请的否定" in answer.text
    assert 'class="button" href="/my/cases"' in answer.text


def test_trying_again_sends_what_was_typed(lonely: TestClient, member: Visitor) -> None:
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


def test_a_draft_that_was_not_saved_is_no_success(lonely: TestClient, member: Visitor) -> None:
    """The script learns it from the status and keeps trying."""
    number = member.open()
    member.go(f"/my/cases/{number}/name")
    fields = member.hidden(f"/my/cases/{number}/name") | {"needs_name": "no", "detail": "迎宾街18号"}
    answer = lonely.post(f"/my/cases/{number}/draft/premises", data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 503


def test_no_page_holds_a_password(site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log-in that nobody answered is typed again."""
    run = read_run(site.home)
    assert run
    for name, value in compute(SecretFile(site.home / "secrets.json"), run.ports, site.home).of("portal").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KAIYE_IDENTITY_URL", "http://127.0.0.1:9")
    visitor.go("/login")
    fields = visitor.hidden("/login") | {"account_name": "somebody", "password": "Secret#2026"}
    service = build(PortalSettings())
    with TestClient(service.app, base_url="http://127.0.0.1", cookies=dict(visitor.http.cookies)) as client:
        answer = client.post("/login", data=fields)
    assert answer.status_code == 503
    assert "Secret#2026" not in answer.text and 'href="/login"' in answer.text
