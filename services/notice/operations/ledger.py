"""The ledger as operations see it: where every event stands, and sending one again."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

import structlog
from pydantic import BaseModel, ConfigDict

from kernel.errors import Refusal, not_found
from kernel.web.paging import Asked, Page
from services.notice.domain.masked_events import masked
from services.notice.operations.dispatching import dispatch_again, publish_events
from services.notice.operations.enrolment import titles
from services.notice.operations.resources import Resources
from services.notice.store import events, receipts
from services.notice.store.events import PAYLOAD, OutgoingEvent

log = structlog.get_logger()

State = Literal["UNSENT", "OPEN", "ACCEPTED", "REJECTED"]

_EXAMPLE: dict[str, Any] = {
    "event_id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "application_no": "14021301202202220000013",
    "type": "tax.registration.v1",
    "agency": "tax",
    "uscc": "92140213MA0MU7MP45",
    "sequence": 1,
    "state": "REJECTED",
    "created_at": "2022-02-22T02:00:00Z",
    "published_at": "2022-02-22T02:00:01Z",
    "stream_seq": 17,
    "receipt_at": "2022-02-22T02:00:02Z",
    "receipt_reason": "MISSING_FIELD: /data/fundam",
    "resends": 0,
    "next_resend_at": None,
}


class EventLine(BaseModel):
    """One event without its content. UNSENT: not yet stored by JetStream; OPEN: no receipt yet.

    An OPEN event without `next_resend_at` whose resends are used up waits for operations.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    event_id: str
    application_no: str
    type: str
    agency: str
    uscc: str
    sequence: int
    state: State
    created_at: datetime
    published_at: datetime | None
    stream_seq: int | None
    receipt_at: datetime | None
    receipt_reason: str | None
    resends: int
    next_resend_at: datetime | None


class DispatchLine(BaseModel):
    number: int
    requested_by: str
    requested_at: datetime
    attempts: int
    last_attempt_at: datetime | None
    published_at: datetime | None
    stream_seq: int | None


class ReceiptLine(BaseModel):
    receipt_id: str
    outcome: str
    reason: str | None
    received_at: datetime
    stored_at: datetime


class EventSheet(EventLine):
    """`data` is the content with personal data masked."""

    data: dict[str, Any]
    signature_key_id: str
    dispatches: tuple[DispatchLine, ...]
    receipts: tuple[ReceiptLine, ...]


class EventRepublished(BaseModel):
    event_id: str
    number: int
    published_at: datetime | None


def list_events(
    resources: Resources, asked: Asked, *, agency: str | None, state: State | None, overdue: bool = False
) -> Page[EventLine]:
    """Newest first; with `overdue` those to which the agency's answer should have come.

    Raises Refusal `request.cursor_invalid`, `notice.agency_unknown`.
    """
    since = resources.clock.now() - resources.receipt_timeout if overdue else None
    with resources.database.reading() as session:
        if agency is not None and agency not in titles(session):
            raise Refusal("notice.agency_unknown", "没有这个接收机构", "There is no such agency", pointer="/agency")
        found = events.newest(session, asked, agency=agency, state=state, unanswered_since=since)
    return found.page(lambda row: EventLine(**_line(row)))


def read_event(resources: Resources, event_id: str) -> EventSheet:
    """Raises Refusal `event.not_found`."""
    with resources.database.reading() as session:
        event = events.get(session, event_id)
        if event is None:
            raise not_found("event", "没有这条信息", "There is no such event")
        sent = events.dispatches(session, event_id)
        answers = receipts.of_event(session, event_id)
    content = json.loads(resources.decrypt(PAYLOAD, event_id, event.payload_encrypted))
    return EventSheet(
        **_line(event),
        data=masked(content["data"]),
        signature_key_id=content["signaturekeyid"],
        dispatches=tuple(DispatchLine.model_validate(row, from_attributes=True) for row in sent),
        receipts=tuple(ReceiptLine.model_validate(row, from_attributes=True) for row in answers),
    )


def republish_event(
    resources: Resources, event_id: str, actor_ref: str, request_key: str | None = None
) -> EventRepublished:
    """Send an event again, unchanged; a rejected one waits for a receipt anew, an accepted one stays accepted.

    Idempotency key: request_key, where given; an order that is not carried out yet is not given twice either way.
    Raises Refusal `event.not_found`, Outage `notice.nats_unavailable` (the order stands and is carried out later).
    """
    with resources.database.transaction() as session:
        event = events.locked(session, event_id)
        if event is None:
            raise not_found("event", "没有这条信息", "There is no such event")
        ordered = events.of_request(session, event_id, request_key) if request_key else None
        sent = events.dispatches(session, event_id)
        if ordered is None and sent[-1].published_at is None:
            ordered = sent[-1]
        if ordered is None:
            ordered = dispatch_again(event, sent[-1].number + 1, resources, actor_ref, request_key)
            if event.receipt_state == events.REJECTED:
                event.receipt_state, event.receipt_at, event.receipt_reason = events.NONE, None, None
            event.resends, event.next_resend_at = 0, None
            session.add_all([event, ordered])
            log.info("event_republication_ordered", event_id=event_id, agency=event.agency, actor_ref=actor_ref)
    publish_events(resources, [event])
    with resources.database.transaction() as session:
        carried_out = events.dispatches(session, event_id)[ordered.number]
    return EventRepublished(event_id=event_id, number=ordered.number, published_at=carried_out.published_at)


def _line(event: OutgoingEvent) -> dict[str, Any]:
    state = event.receipt_state
    if state == events.NONE:
        state = "OPEN" if event.published_at else "UNSENT"
    return {
        **event.model_dump(include=set(EventLine.model_fields)),
        "type": event.event_type,
        "state": state,
    }
