"""Reading receipts with distrust, and when to send again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from services.notice.domain.receipts import read_receipt
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


def test_receipt() -> None:
    """Who answered is known from the subject; the rest is in the event."""
    receipt = read_receipt("receipts.tax", payload())
    assert receipt is not None
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
    assert read_receipt("receipts.tax", wrong) is None


@pytest.mark.parametrize("reason", ["穆静 140102198801011232", "CODE: /data/name=穆静", "free text", "X" * 500])
def test_talkative_reason(reason: str) -> None:
    """A reason that is more than a code and pointers is not kept."""
    receipt = read_receipt("receipts.tax", payload({"reason": reason}))
    assert receipt is not None and receipt.reason == "UNREADABLE_REASON"


@pytest.mark.parametrize("reason", ["REFUSED_ON_ORDER: /", "UNKNOWN_TYPE: /type", "BUSY", None])
def test_reason(reason: str | None) -> None:
    """A code with or without pointers is kept."""
    receipt = read_receipt("receipts.tax", payload({"reason": reason}))
    assert receipt is not None and receipt.reason == reason


def test_waits_grow() -> None:
    """Each wait is twice the one before, a day at most, and there is a last one."""
    timeout = timedelta(minutes=10)
    waits = [wait_for_receipt(number, timeout) for number in range(RESENDS + 2)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
    assert waits[RESENDS - 1] == timedelta(days=1)
    assert waits[RESENDS:] == [None, None]
