"""Reading receipts with distrust, and when to send again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notice.domain.from_agencies import Receipt, Unreadable, WantsReplay, WantsTest, read_message
from services.notice.domain.resending import RESENDS, wait_for_receipt


def payload(data: dict[str, Any] | None = None, **changes: Any) -> bytes:
    content = {
        "event_id": "e-1",
        "outcome": "REJECTED",
        "reason": "MISSING_FIELD: /data/fundam, /data/name",
        "received_at": "2022-02-22T02:00:00+00:00",
        **(data or {}),
    }
    event = {"specversion": "1.0", "id": "e-1/receipt", "type": "receipt.v1", "data": content, **changes}
    return json.dumps(event).encode()


def without_content() -> bytes:
    return json.dumps({**json.loads(payload()), "data": {}}).encode()


def test_receipt() -> None:
    """Who answered is known from the subject; the rest is in the event."""
    receipt = read_message("receipts.tax", payload())
    assert isinstance(receipt, Receipt)
    assert (receipt.agency, receipt.receipt_id, receipt.event_id) == ("tax", "e-1/receipt", "e-1")
    assert (receipt.outcome, receipt.reason) == ("REJECTED", "MISSING_FIELD: /data/fundam, /data/name")


@pytest.mark.parametrize(
    "wrong",
    [
        b"\xff",
        b"[]",
        b"{}",
        payload(id=""),
        payload(id="a\x00b"),
        payload(type="other.v1"),
        payload(specversion="0.3"),
        payload({"outcome": "PERHAPS"}),
        payload({"event_id": "\x00"}),
        payload({"received_at": "yesterday"}),
        payload({"received_at": "2022-02-22T02:00:00"}),
    ],
)
def test_no_receipt(wrong: bytes) -> None:
    """What is no receipt is told apart and never raises."""
    message = read_message("receipts.tax", wrong)
    assert isinstance(message, Unreadable) and message.problems


@pytest.mark.parametrize("reason", ["穆静 140102198801011232", "CODE: /data/name=穆静", "free text", "X" * 500])
def test_talkative_reason(reason: str) -> None:
    """A reason that is more than a code and pointers is not kept."""
    receipt = read_message("receipts.tax", payload({"reason": reason}))
    assert isinstance(receipt, Receipt) and receipt.reason == "UNREADABLE_REASON"


@pytest.mark.parametrize("reason", ["REFUSED_ON_ORDER: /", "UNKNOWN_TYPE: /type", "BUSY", None])
def test_reason(reason: str | None) -> None:
    """A code with or without pointers is kept."""
    receipt = read_message("receipts.tax", payload({"reason": reason}))
    assert isinstance(receipt, Receipt) and receipt.reason == reason


@pytest.mark.parametrize(
    ("wrong", "message_id", "pointers"),
    [
        (b"{", None, [""]),
        (b"[]", None, [""]),
        (payload(type="other.v1"), "e-1/receipt", ["/type"]),
        (
            payload({"outcome": "PERHAPS", "received_at": "yesterday"}),
            "e-1/receipt",
            ["/data/outcome", "/data/received_at"],
        ),
        (payload(id="a b"), None, ["/id"]),
        (without_content(), "e-1/receipt", ["/data/event_id", "/data/outcome", "/data/received_at"]),
    ],
)
def test_what_is_wrong(wrong: bytes, message_id: str | None, pointers: list[str]) -> None:
    """Everything that is wrong is named at its field, in both languages, and nothing that was sent is quoted."""
    message = read_message("receipts.tax", wrong)
    assert isinstance(message, Unreadable)
    assert (message.agency, message.message_id) == ("tax", message_id)
    assert [problem.pointer for problem in message.problems] == pointers
    assert all(problem.zh and problem.en for problem in message.problems)
    assert "PERHAPS" not in repr(message.problems)


def test_requests() -> None:
    """A request names itself by its type; a replay begins at a sequence, at a time, or at the beginning."""
    plain = {"specversion": "1.0", "id": "r-1"}

    def read(**changes: Any) -> Any:
        return read_message("receipts.tax", json.dumps({**plain, **changes}).encode())

    assert read(type="request.test.v1") == WantsTest("r-1", "tax")
    assert read(type="request.replay.v1") == WantsReplay("r-1", "tax", None)
    assert read(type="request.replay.v1", data={"from_sequence": 7}) == WantsReplay("r-1", "tax", 7)
    from_time = read(type="request.replay.v1", data={"from_time": "2022-02-22T10:00:00+08:00"})
    assert from_time.start == datetime(2022, 2, 22, 2, tzinfo=UTC)
    for wrong in ({"from_sequence": 0}, {"from_time": "2022-02-22T10:00:00"}, {"from_sequence": "x"}):
        assert isinstance(read(type="request.replay.v1", data=wrong), Unreadable)


def test_waits_grow() -> None:
    """Each wait is twice the one before, a day at most, and there is a last one."""
    timeout = timedelta(minutes=10)
    waits = [wait_for_receipt(number, timeout) for number in range(RESENDS + 2)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
    assert waits[RESENDS - 1] == timedelta(days=1)
    assert waits[RESENDS:] == [None, None]
