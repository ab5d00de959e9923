"""An agency's answer to an event, read with distrust."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

_REASON = re.compile(r"[A-Z][A-Z0-9_]{0,63}(: /[A-Za-z0-9_/~-]{0,100}(, /[A-Za-z0-9_/~-]{0,100}){0,40})?")

Outcome = Literal["ACCEPTED", "REJECTED"]


@dataclass(frozen=True)
class Receipt:
    """`receipt_id` is unique for its agency. `reason` is a code with JSON pointers of fields."""

    receipt_id: str
    agency: str
    event_id: str
    outcome: Outcome
    reason: str | None
    received_at: datetime


class _Content(BaseModel):
    event_id: str = Field(pattern=r"^[\x21-\x7e]{1,100}$")
    outcome: Outcome
    reason: str | None = None
    received_at: AwareDatetime


class _Event(BaseModel):
    specversion: Literal["1.0"]
    type: Literal["receipt.v1"]
    id: str = Field(pattern=r"^[\x21-\x7e]{1,200}$")
    data: _Content


def read_receipt(subject: str, payload: bytes) -> Receipt | None:
    """The receipt in a CloudEvent published on `receipts.<agency>`, or None if there is none in it.

    Who answered is known from the subject, on which only that agency may publish. A reason that is more than a code
    and pointers might quote personal data and is not kept.
    """
    agency = subject.removeprefix("receipts.")
    try:
        event = _Event.model_validate_json(payload)
    except ValidationError:
        return None
    reason = event.data.reason
    if reason is not None and not _REASON.fullmatch(reason):
        reason = "UNREADABLE_REASON"
    return Receipt(event.id, agency, event.data.event_id, event.data.outcome, reason, event.data.received_at)
