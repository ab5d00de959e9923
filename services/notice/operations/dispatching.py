"""Carries out what the ledger says is to be published, and records that it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from kernel.counters import idling
from kernel.errors import Defect, Outage
from services.notice.domain.events import agency_of
from services.notice.domain.resending import wait_for_receipt
from services.notice.operations.agency_keys import for_agency
from services.notice.operations.resources import Resources
from services.notice.store import events
from services.notice.store.events import PAYLOAD, EventDispatch, OutgoingEvent, Unpublished

log = structlog.get_logger()

SERVICE = "service"
"""Who ordered a dispatch that nobody ordered in person."""

SOON = timedelta(seconds=10)
"""Agencies that were cut off in the middle of something have it delivered again within this time."""


def first_dispatch(event: OutgoingEvent) -> EventDispatch:
    """Its message id is known before anything is written, so that every retry of the announcement has the same."""
    return EventDispatch(
        event_id=event.event_id,
        number=events.FIRST,
        message_id=_message_id(event),
        requested_by=SERVICE,
        requested_at=event.created_at,
    )


def dispatch_again(
    event: OutgoingEvent, number: int, resources: Resources, requested_by: str, request_key: str | None = None
) -> EventDispatch:
    """A message id of its own: the stream stores it as another message, and the agency knows the event by its id."""
    return EventDispatch(
        event_id=event.event_id,
        number=number,
        message_id=f"{_message_id(event)}/resend/{number}",
        requested_by=requested_by,
        request_key=request_key,
        requested_at=resources.clock.now(),
    )


def _message_id(event: OutgoingEvent) -> str:
    """An agency that gets another one's kind of event gets a message of its own."""
    own = event.agency == agency_of(event.event_type)
    return f"{event.application_no}/{event.event_type}" + ("" if own else f"/{event.agency}")


def publish_events(resources: Resources, of: Sequence[OutgoingEvent]) -> datetime | None:
    """Publish what is not yet known to be stored of these events, and before it what precedes it about the same
    entity; returns when the last one was, if any. Idempotent by message id. Raises Outage `notice.nats_unavailable`,
    and once the others are published Defect `notice.agency_key_missing`."""
    with resources.database.reading() as session:
        waiting = events.unpublished(session, of)
    unpublishable: Defect | None = None
    last: datetime | None = None
    for one in waiting:
        try:
            last = _publish(resources, one)
        except Defect as defect:
            # One event that cannot be published must not hold up those for others.
            unpublishable = unpublishable or defect
    if unpublishable:
        raise unpublishable
    return last


def republish(resources: Resources) -> int:
    """One look at the ledger: publish what was recorded and never acknowledged, and send again what was never
    answered. Returns how many messages were published. Raises Outage `notice.nats_unavailable`."""
    for event_id in _due(resources):
        _order_again(resources, event_id)
    with idling(), resources.database.reading() as session:
        waiting = events.unpublished(session)
    published = 0
    for one in waiting:
        try:
            _publish(resources, one)
            published += 1
        except Defect as defect:
            # One event that cannot be read must not hold up the others.
            log.error("event_not_publishable", event_id=one.event.event_id, error_code=defect.code, exc_info=defect)
    return published


def expect_answers_soon(resources: Resources) -> int:
    """After a crash, of the server or of ourselves: what was sent once and not answered may never have arrived, and is
    sent again soon. An agency that has it knows it by its id and answers again. Returns how many events wait so."""
    with resources.database.transaction() as session:
        brought = events.expect_answers_by(session, resources.clock.now() + SOON)
    if brought:
        log.info("answers_expected_soon", count=brought)
    return brought


def _publish(resources: Resources, one: Unpublished) -> datetime:
    event, dispatch = one.event, one.dispatch
    written = resources.decrypt(PAYLOAD, event.event_id, event.payload_encrypted).encode()
    payload = for_agency(resources, event.agency, event.event_type, written)
    try:
        stream_seq = resources.stream.publish(event.subject, payload, dispatch.message_id)
    except Outage:
        with resources.database.transaction() as session:
            events.mark_attempt(session, event.event_id, dispatch.number, resources.clock.now())
        raise
    now = resources.clock.now()
    wait = wait_for_receipt(event.resends, resources.receipt_timeout)
    with resources.database.transaction() as session:
        events.mark_published(
            session,
            event.event_id,
            dispatch.number,
            stream_seq=stream_seq,
            at=now,
            next_resend_at=now + wait if wait else None,
        )
    log.info(
        "event_published",
        application_no=event.application_no,
        event_id=event.event_id,
        agency=event.agency,
        attempt=dispatch.number,
    )
    return now


def _due(resources: Resources) -> Sequence[str]:
    with idling(), resources.database.reading() as session:
        return events.due_to_send_again(session, resources.clock.now())


def _order_again(resources: Resources, event_id: str) -> None:
    """Order one more dispatch, unless the receipt came or somebody else ordered it meanwhile."""
    now = resources.clock.now()
    with resources.database.transaction() as session:
        event = events.locked(session, event_id)
        if (
            event is None
            or event.receipt_state != events.NONE
            or not event.next_resend_at
            or event.next_resend_at > now
        ):
            return
        number = events.dispatches(session, event_id)[-1].number + 1
        event.resends += 1
        event.next_resend_at = None
        session.add_all([event, dispatch_again(event, number, resources, SERVICE)])
    log.warning("event_sent_again", event_id=event_id, agency=event.agency, attempt=number)
