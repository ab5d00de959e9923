"""The SMS gateway over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.sandbox.conftest import Sandbox


def send(sandbox: Sandbox, request_id: str, **changes: Any) -> httpx.Response:
    message = {
        "request_id": request_id,
        "to": "13800000025",
        "template": "licensed",
        "text": "您的执照已签发",
        **changes,
    }
    return httpx.post(f"{sandbox.sms}/v1/messages", json=message)


def received(sandbox: Sandbox, to: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = httpx.get(f"{sandbox.sms}/sandbox/messages", params={"to": to}).json()["messages"]
    return messages


def test_sent_once(sandbox: Sandbox) -> None:
    """A repeated request id sends nothing again and gets the same answer, even after a crash."""
    first = send(sandbox, "sms-1", to="13800000101")
    sandbox.restart()
    second = send(sandbox, "sms-1", to="13800000101")
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert len(received(sandbox, "13800000101")) == 1


def test_request_id_for_something_else(sandbox: Sandbox) -> None:
    """A request id cannot be used for another message."""
    send(sandbox, "sms-2").raise_for_status()
    assert send(sandbox, "sms-2", text="别的").status_code == 409


def test_phone_file(sandbox: Sandbox) -> None:
    """What phones show can be read in a text file, one line per message."""
    send(sandbox, "sms-3", to="13800000103", text="验证码 123456 𠮷").raise_for_status()
    lines = (sandbox.home / "sms.txt").read_text(encoding="utf-8").splitlines()
    assert sum(line.endswith("13800000103  验证码 123456 𠮷") for line in lines) == 1


def test_delivery_report(sandbox: Sandbox) -> None:
    """Each message has one report, found by its id and in the list of reports."""
    sent = send(sandbox, "sms-4", to="13800000104").json()
    report = httpx.get(f"{sandbox.sms}/v1/messages/{sent['message_id']}").json()
    assert (report["status"], report["request_id"]) == ("DELIVERED", "sms-4")
    listed = httpx.get(f"{sandbox.sms}/v1/delivery-reports", params={"after": report["report_no"] - 1}).json()
    assert listed["reports"][0] == report
    assert httpx.get(f"{sandbox.sms}/v1/messages/none").status_code == 404


def test_undelivered(sandbox: Sandbox) -> None:
    """On order a message is accepted and reported as undelivered."""
    with sandbox.misbehaving(sandbox.sms, undelivered=True):
        sent = send(sandbox, "sms-5", to="13800000105").json()
    assert httpx.get(f"{sandbox.sms}/v1/messages/{sent['message_id']}").json()["status"] == "UNDELIVERED"
    assert "13800000105" not in (sandbox.home / "sms.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "change", [{"to": "0351-1234567"}, {"to": "１３８００００００２５"}, {"text": ""}, {"text": "x" * 501}]
)
def test_bad_input(sandbox: Sandbox, change: dict[str, str]) -> None:
    """A message that cannot be sent is refused with the field's name."""
    refused = send(sandbox, "sms-bad", **change)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"/{next(iter(change))}")
