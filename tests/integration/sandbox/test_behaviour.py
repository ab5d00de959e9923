"""Outside systems misbehave on order, and the switch itself always answers."""

from __future__ import annotations

import threading
import time

import httpx
import pytest

from tests.integration.sandbox.conftest import Sandbox
from tests.integration.sandbox.test_population_registry import ask


def test_down(sandbox: Sandbox) -> None:
    """A system that is down answers not one byte."""
    with (
        sandbox.misbehaving(sandbox.population, down=True),
        pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)),
    ):
        ask(sandbox)
    assert ask(sandbox).status_code == 200


def test_hang(sandbox: Sandbox) -> None:
    """A system that hangs leaves its caller waiting."""
    with sandbox.misbehaving(sandbox.population, hang=True), pytest.raises(httpx.ReadTimeout):
        ask(sandbox)
    assert ask(sandbox).status_code == 200


def test_hang_ends_with_the_switch(sandbox: Sandbox) -> None:
    """Callers who still wait when the switch is set are cut off, so that they may try again."""
    cut: list[Exception] = []

    def wait() -> None:
        try:
            httpx.get(f"{sandbox.population}/v1/persons", timeout=30)
        except httpx.TransportError as error:
            cut.append(error)

    with sandbox.misbehaving(sandbox.population, hang=True):
        caller = threading.Thread(target=wait)
        caller.start()
        time.sleep(0.3)
        assert caller.is_alive()
    caller.join(5)
    assert len(cut) == 1
    assert not isinstance(cut[0], httpx.TimeoutException)


def test_garbage(sandbox: Sandbox) -> None:
    """Garbage says 200 and JSON, and is not."""
    with sandbox.misbehaving(sandbox.population, garbage=True):
        answer = ask(sandbox)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(UnicodeDecodeError):
        answer.json()


def test_errors(sandbox: Sandbox) -> None:
    """Errors come with the ordered status, at the ordered rate."""
    with sandbox.misbehaving(sandbox.population, error_rate=1.0, status=503):
        assert ask(sandbox).status_code == 503
    with sandbox.misbehaving(sandbox.population, error_rate=0.5):
        statuses = {ask(sandbox).status_code for _ in range(60)}
    assert statuses == {200, 500}


def test_latency(sandbox: Sandbox) -> None:
    """Answers come late by the ordered time."""
    with sandbox.misbehaving(sandbox.population, latency_ms=400):
        started = time.monotonic()
        assert ask(sandbox).status_code == 200
    assert time.monotonic() - started >= 0.4


def test_answer_lost_after_the_effect(sandbox: Sandbox) -> None:
    """With `after_effect` the message is sent although its sender never learns of it."""
    message = {"request_id": "lost-1", "to": "13900000001", "template": "t", "text": "只发一次"}
    with sandbox.misbehaving(sandbox.sms, down=True, after_effect=True), pytest.raises(httpx.TransportError):
        httpx.post(f"{sandbox.sms}/v1/messages", json=message)
    assert httpx.post(f"{sandbox.sms}/v1/messages", json=message).status_code == 202
    sent = httpx.get(f"{sandbox.sms}/sandbox/messages", params={"to": "13900000001"}).json()["messages"]
    assert len(sent) == 1


def test_only_some_paths(sandbox: Sandbox) -> None:
    """A prefix limits the trouble: the time-stamp authority fails while the CA works."""
    with sandbox.misbehaving(sandbox.trust, error_rate=1.0, path_prefix="/tsa"):
        assert httpx.post(f"{sandbox.trust}/tsa", content=b"").status_code == 500
        assert httpx.get(f"{sandbox.trust}/ca/crl").status_code == 200


def test_switch_can_be_read(sandbox: Sandbox) -> None:
    """The behaviour in force can be read, each system with its own fields."""
    with sandbox.misbehaving(sandbox.sms, latency_ms=5, undelivered=True):
        current = httpx.get(f"{sandbox.sms}/sandbox/behaviour").json()
    assert current["latency_ms"] == 5
    assert current["undelivered"] is True
    assert current["down"] is False


@pytest.mark.parametrize("order", [{"latency_ms": -1}, {"error_rate": 2}, {"unknown": 1}, {"status": 200}])
def test_wrong_order(sandbox: Sandbox, order: dict[str, object]) -> None:
    """An order that means nothing is refused and changes nothing."""
    refused = httpx.put(f"{sandbox.population}/sandbox/behaviour", json=order)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"/{next(iter(order))}")
    assert ask(sandbox).status_code == 200
