"""Adds a version of who is to get a paper licence, inside the transaction of whoever learns of it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from services.licence.domain.paper import Delivery, PaperStatus
from services.licence.domain.receiver import Manner, Receiver
from services.licence.operations.resources import Resources
from services.licence.store import papers, receivers
from services.licence.store.licences import Licence
from services.licence.store.receivers import LicenceReceiver


def keep_receiver(
    resources: Resources, session: Session, row: Licence, receiver: Receiver, now: datetime, subject: str
) -> LicenceReceiver:
    """Add a version, for papers that are not printed yet; the caller holds the licence's row."""
    before = receivers.newest(session, row.application_no)
    version = before.version + 1 if before else 1
    kept = LicenceReceiver(
        application_no=row.application_no,
        version=version,
        manner=receiver.manner,
        sealed=resources.seal_receiver(row.application_no, version, receiver.model_dump_json()),
        recorded_at=now,
        recorded_by=subject,
    )
    session.add(kept)
    delivery = Delivery.POST if receiver.manner is Manner.POST else Delivery.COLLECT
    for paper in papers.of_application(session, row.application_no):
        if paper.status == PaperStatus.UNPRINTED:
            paper.delivery = delivery
            session.add(paper)
    session.flush()
    return kept
