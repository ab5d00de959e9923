"""Adds a version of who is to get a paper licence, inside the transaction of whoever learns of it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from kernel.trail_book import Change, changed
from services.licence.domain.addressee import Addressee, Manner
from services.licence.domain.paper import Delivery, PaperStatus
from services.licence.operations.resources import Resources
from services.licence.store import addressees, papers
from services.licence.store.addressees import LicenceAddressee
from services.licence.store.licences import Licence


def keep_addressee(
    resources: Resources, session: Session, row: Licence, addressee: Addressee, now: datetime, subject: str
) -> LicenceAddressee:
    """Add a version, for papers that are not printed yet; the caller holds the licence's row."""
    before = addressees.newest(session, row.application_no)
    version = before.version + 1 if before else 1
    kept = LicenceAddressee(
        application_no=row.application_no,
        version=version,
        manner=addressee.manner,
        encrypted=resources.encrypt_addressee(row.application_no, version, addressee.model_dump_json()),
        recorded_at=now,
        recorded_by=subject,
    )
    session.add(kept)
    change = Change(changed(before).after if before else None, changed(kept).after)
    resources.trail.note(session, "addressee_recorded", row.application_no, of=str(version), change=change)
    delivery = Delivery.POST if addressee.manner is Manner.POST else Delivery.COLLECT
    for paper in papers.of_application(session, row.application_no):
        if paper.status == PaperStatus.UNPRINTED:
            paper.delivery = delivery
            session.add(paper)
    session.flush()
    return kept


def opened(resources: Resources, row: LicenceAddressee) -> Addressee:
    """Who was recorded, with everything known of them."""
    return Addressee.model_validate_json(resources.decrypt_addressee(row.application_no, row.version, row.encrypted))
