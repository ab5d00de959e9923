"""What agencies publish on `receipts.<agency>`: receipts, replies, marks and requests, read with distrust."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from kernel.canonical import canonical_json

_REASON = re.compile(r"[A-Z][A-Z0-9_]{0,63}(: /[A-Za-z0-9_/~-]{0,100}(, /[A-Za-z0-9_/~-]{0,100}){0,40})?")
_ID = r"^[!-~]{1,200}$"
_NAMED = 20
"""So many problems of one message are named."""

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


@dataclass(frozen=True, repr=False)
class Reply:
    """A department's word about a business that is to end: that it cleared or not, or an objection, with its reason in
    its own words. `event_id` is the question."""

    reply_id: str
    agency: str
    event_id: str
    kind: Literal["clearance", "objection"]
    cleared: bool | None
    certificate_no: str | None
    reason: str | None


@dataclass(frozen=True, repr=False)
class MarkMessage:
    """A department's order to put a mark on a business or to lift it. `signature` is over `signed`, the canonical form
    of everything else; `payload` is the message as it came. Only a mark that is put has `uscc` and `kind`."""

    message_id: str
    agency: str
    act: Literal["put", "lifted"]
    mark_no: str
    document_no: str
    authority: str
    on: date
    uscc: str | None
    kind: str | None
    to_on: date | None
    signed: bytes
    signature: str
    payload: str


@dataclass(frozen=True)
class WantsTest:
    """One test event of each kind is asked for."""

    message_id: str
    agency: str


@dataclass(frozen=True)
class WantsReplay:
    """The events from a sequence of the stream, or from a time on, are asked for; without either, all there are."""

    message_id: str
    agency: str
    start: int | datetime | None


@dataclass(frozen=True)
class Problem:
    """`pointer` is a JSON pointer; empty for the whole message. The texts quote nothing that was sent."""

    pointer: str
    zh: str
    en: str


@dataclass(frozen=True)
class Unreadable:
    """`message_id` is None when none could be read."""

    message_id: str | None
    agency: str
    problems: tuple[Problem, ...]


class ReceiptContent(BaseModel):
    event_id: str = Field(pattern=r"^[!-~]{1,100}$")
    outcome: Outcome
    reason: str | None = None
    received_at: AwareDatetime


_Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class ClearanceContent(BaseModel):
    event_id: str = Field(pattern=r"^[!-~]{1,100}$")
    cleared: bool
    certificate_no: str | None = Field(default=None, pattern=r"^[!-~]{1,40}$")
    reason: _Words | None = None


class ObjectionContent(BaseModel):
    event_id: str = Field(pattern=r"^[!-~]{1,100}$")
    reason: _Words


_Number = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]


class MarkContent(BaseModel):
    mark_no: str = Field(pattern=r"^[!-~]{1,100}$")
    uscc: str = Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")
    kind: str = Field(pattern=r"^[a-z_]{1,40}$")
    authority: _Number
    document_no: _Number
    from_on: date
    to_on: date | None = None


class MarkLiftedContent(BaseModel):
    mark_no: str = Field(pattern=r"^[!-~]{1,100}$")
    authority: _Number
    document_no: _Number
    lifted_on: date


class Position(BaseModel):
    from_sequence: int | None = Field(default=None, ge=1, lt=2**63)
    from_time: AwareDatetime | None = None


class _Event(BaseModel):
    specversion: Literal["1.0"]
    id: str = Field(pattern=_ID)


class _ReceiptEvent(_Event):
    type: Literal["receipt.v1"]
    data: ReceiptContent


class _ClearanceEvent(_Event):
    type: Literal["clearance.v1"]
    data: ClearanceContent


class _ObjectionEvent(_Event):
    type: Literal["objection.v1"]
    data: ObjectionContent


class _MarkEvent(_Event):
    type: Literal["mark.v1"]
    signature: str = Field(pattern=r"^[0-9A-Za-z+/=]{1,200}$")
    data: MarkContent


class _MarkLiftedEvent(_Event):
    type: Literal["mark_lifted.v1"]
    signature: str = Field(pattern=r"^[0-9A-Za-z+/=]{1,200}$")
    data: MarkLiftedContent


class _TestEvent(_Event):
    type: Literal["request.test.v1"]


class _ReplayEvent(_Event):
    type: Literal["request.replay.v1"]
    data: Position = Position()


_AnyEvent = (
    _ReceiptEvent | _ClearanceEvent | _ObjectionEvent | _MarkEvent | _MarkLiftedEvent | _TestEvent | _ReplayEvent
)
_EVENTS: TypeAdapter[_AnyEvent] = TypeAdapter(Annotated[_AnyEvent, Field(discriminator="type")])

TYPES = (
    "receipt.v1",
    "clearance.v1",
    "objection.v1",
    "mark.v1",
    "mark_lifted.v1",
    "request.test.v1",
    "request.replay.v1",
)
"""What an agency may publish."""


FromAgency = Receipt | Reply | MarkMessage | WantsTest | WantsReplay | Unreadable


def id_of(message: FromAgency) -> str | None:
    """The id its sender gave it."""
    match message:
        case Receipt():
            return message.receipt_id
        case Reply():
            return message.reply_id
        case _:
            return message.message_id


def read_message(subject: str, payload: bytes) -> FromAgency:
    """What a CloudEvent published on `receipts.<agency>` says.

    Who sent it is known from the subject, on which only that agency may publish. A reason that is more than a code
    and pointers might quote personal data and is not kept.
    """
    agency = subject.removeprefix("receipts.")
    try:
        event = _EVENTS.validate_json(payload)
    except ValidationError as error:
        return Unreadable(_id_of(payload), agency, _problems(error))
    if isinstance(event, _TestEvent):
        return WantsTest(event.id, agency)
    if isinstance(event, _ReplayEvent):
        return WantsReplay(event.id, agency, event.data.from_sequence or event.data.from_time)
    if isinstance(event, _ClearanceEvent):
        told = event.data
        return Reply(event.id, agency, told.event_id, "clearance", told.cleared, told.certificate_no, told.reason)
    if isinstance(event, _ObjectionEvent):
        return Reply(event.id, agency, event.data.event_id, "objection", None, None, event.data.reason)
    if isinstance(event, _MarkEvent | _MarkLiftedEvent):
        return _mark(agency, event, payload)
    reason = event.data.reason
    if reason is not None and not _REASON.fullmatch(reason):
        reason = "UNREADABLE_REASON"
    return Receipt(event.id, agency, event.data.event_id, event.data.outcome, reason, event.data.received_at)


def _mark(agency: str, event: _MarkEvent | _MarkLiftedEvent, payload: bytes) -> MarkMessage:
    told = event.data
    put = told if isinstance(told, MarkContent) else None
    message = json.loads(payload)
    return MarkMessage(
        message_id=event.id,
        agency=agency,
        act="put" if put else "lifted",
        mark_no=told.mark_no,
        document_no=told.document_no,
        authority=told.authority,
        on=told.from_on if isinstance(told, MarkContent) else told.lifted_on,
        uscc=put.uscc if put else None,
        kind=put.kind if put else None,
        to_on=put.to_on if put else None,
        signed=canonical_json({name: value for name, value in message.items() if name != "signature"}),
        signature=event.signature,
        payload=payload.decode(),
    )


def _id_of(payload: bytes) -> str | None:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    given = found.get("id") if isinstance(found, dict) else None
    return given if isinstance(given, str) and re.fullmatch(_ID, given) else None


def _problems(error: ValidationError) -> tuple[Problem, ...]:
    return tuple(_problem(each["type"], each["loc"]) for each in error.errors()[:_NAMED])


def _problem(kind: str, place: tuple[int | str, ...]) -> Problem:
    # The first step of a place is the type of message that was taken for meant.
    pointer = "".join(f"/{step}" for step in place[1:])
    if kind == "json_invalid":
        return Problem("", "内容不是 JSON（UTF-8）", "The message is no JSON in UTF-8")
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        types = ", ".join(TYPES)
        return Problem("/type", f"type 须为以下之一：{types}", f"`type` is one of: {types}")
    if not pointer:
        return Problem("", "内容不是 CloudEvents 1.0 的 JSON 对象", "The message is no JSON object of CloudEvents 1.0")
    if kind == "missing":
        return Problem(pointer, "缺少该字段", "This field is missing")
    return Problem(pointer, "该字段不符合 JSON Schema", "This field is not what the JSON Schema says")
