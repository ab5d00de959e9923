"""Takes what agencies publish: receipts, each written down once and told to its event, replies, marks, and requests.
Everything is answered, then acknowledged."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import IntegrityError

from kernel.database import violated_constraint
from kernel.errors import Refusal
from services.notice.domain.answers import ANSWER, Answer, write_answer
from services.notice.domain.from_agencies import (
    FromAgency,
    MarkMessage,
    Problem,
    Receipt,
    Reply,
    Unreadable,
    WantsReplay,
    WantsTest,
    id_of,
)
from services.notice.domain.schemas import schema_address
from services.notice.operations.agency_keys import heard
from services.notice.operations.departments import record_reply
from services.notice.operations.marks import hand_on_mark
from services.notice.operations.requests import begin_replay, send_test_events
from services.notice.operations.resources import Resources
from services.notice.store import agencies, events, receipts
from services.notice.store.receipts import AgencyReceipt

log = structlog.get_logger()


def take_next_receipt(resources: Resources) -> bool:
    """Take one message from the stream, waiting for it a moment; False when there was none.

    Raises Outage `notice.nats_unavailable`. A crash at any point is harmless: the message comes again, and is answered
    again. What cannot be read is answered with what is wrong, and stays in the stream for inspection.
    """
    delivery = resources.stream.next_receipt()
    if delivery is None:
        return False
    message = heard(resources, delivery)
    answer = _carry_out(resources, message)
    payload = write_answer(
        answer,
        sequence=delivery.sequence,
        at=resources.clock.now(),
        schema=schema_address(resources.public_url, ANSWER),
    )
    resources.stream.answer(message.agency, payload, f"answer-{delivery.sequence}")
    if isinstance(message, Unreadable):
        resources.stream.put_aside(delivery)
    else:
        resources.stream.acknowledge(delivery)
    return True


def _carry_out(resources: Resources, message: FromAgency) -> Answer:
    try:
        match message:
            case Receipt():
                known = record_receipt(resources, message)
                return Answer(message.receipt_id, "RECORDED" if known else "UNKNOWN_EVENT")
            case Reply():
                known = record_reply(resources, message)
                return Answer(message.reply_id, "RECORDED" if known else "UNKNOWN_EVENT")
            case MarkMessage():
                hand_on_mark(resources, message)
                return Answer(message.message_id, "RECORDED")
            case WantsTest():
                sent = send_test_events(resources, message.agency, f"agency:{message.agency}")
                return Answer(message.message_id, "DONE", event_ids=sent)
            case WantsReplay():
                consumer = begin_replay(resources, message.agency, message.start)
                return Answer(message.message_id, "DONE", consumer=consumer)
            case Unreadable():
                log.warning("receipt_unreadable", agency=message.agency)
                return Answer(message.message_id, "UNREADABLE", message.problems)
    except Refusal as refusal:
        problems = tuple(Problem(one.pointer or "", one.zh, one.en) for one in refusal.all_findings())
        return Answer(id_of(message), "REFUSED", problems)


def record_receipt(resources: Resources, receipt: Receipt) -> bool:
    """Idempotency key: agency + receipt_id. An accepted event stays accepted; a rejected one may be accepted when
    it was sent again. A receipt for an event of another agency changes nothing, and False is returned; one for a test
    event is noted beside it and stands in no books."""
    try:
        return _record(resources, receipt)
    except IntegrityError as error:
        if violated_constraint(error) != receipts.ONCE:
            raise
        with resources.database.reading() as session:
            return receipts.first(session, receipt.agency, receipt.receipt_id).known


def _record(resources: Resources, receipt: Receipt) -> bool:
    now = resources.clock.now()
    with resources.database.transaction() as session:
        event = events.locked(session, receipt.event_id)
        if event is None and agencies.note_test_receipt(
            session, receipt.agency, receipt.event_id, receipt.outcome, now
        ):
            log.info("test_event_answered", agency=receipt.agency, event_id=receipt.event_id, outcome=receipt.outcome)
            return True
        known = event is not None and event.agency == receipt.agency
        row = AgencyReceipt(
            agency=receipt.agency,
            receipt_id=receipt.receipt_id,
            event_id=receipt.event_id,
            outcome=receipt.outcome,
            reason=receipt.reason,
            received_at=receipt.received_at,
            stored_at=now,
            known=known,
        )
        session.add(row)
        if event is not None and known and event.receipt_state != events.ACCEPTED:
            event.receipt_state = receipt.outcome
            event.receipt_reason = receipt.reason
            event.receipt_at = now
            event.next_resend_at = None
            session.add(event)
    if not known:
        log.warning("receipt_without_event", agency=receipt.agency)
    elif receipt.outcome == events.REJECTED:
        log.warning("event_rejected", agency=receipt.agency, event_id=receipt.event_id)
    else:
        log.info("event_accepted", agency=receipt.agency, event_id=receipt.event_id)
    return known
