"""Takes the agencies' receipts: each written down once, then told to its event, then acknowledged."""

from __future__ import annotations

import structlog

from services.notice.domain.receipts import Receipt, read_receipt
from services.notice.operations.resources import Resources
from services.notice.store import events, receipts
from services.notice.store.receipts import AgencyReceipt

log = structlog.get_logger()


def take_next_receipt(resources: Resources) -> bool:
    """Take one receipt from the stream, waiting for it a moment; False when there was none.

    Raises Outage `notice.nats_unavailable`. A crash at any point is harmless: the receipt comes again.
    """
    delivery = resources.stream.next_receipt()
    if delivery is None:
        return False
    receipt = read_receipt(delivery.subject, delivery.payload)
    if receipt is None:
        log.warning("receipt_unreadable", agency=delivery.subject.removeprefix("receipts."))
        resources.stream.put_aside(delivery)
    else:
        record_receipt(resources, receipt)
        resources.stream.acknowledge(delivery)
    return True


def record_receipt(resources: Resources, receipt: Receipt) -> None:
    """Idempotency key: agency + receipt_id. An accepted event stays accepted; a rejected one may be accepted when
    it was sent again. A receipt for an event of another agency changes nothing."""
    now = resources.clock.now()
    with resources.database.transaction() as session:
        event = events.locked(session, receipt.event_id)
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
        if not receipts.add_once(session, row):
            return
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
