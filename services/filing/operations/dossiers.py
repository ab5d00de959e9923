"""Reads and encrypts what applications say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from pydantic import BaseModel
from sqlmodel import Session

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import Section
from kernel.clock import local_date
from kernel.trail_book import Change, changed
from services.filing.domain.details import Details
from services.filing.domain.dossier import Dossier
from services.filing.domain.edits import Edit
from services.filing.domain.enterprise.parties import Parties
from services.filing.domain.held_name import HeldName
from services.filing.domain.matters.kinds import Matter, matter_of, operator_after
from services.filing.domain.operator import Operator
from services.filing.domain.premises import Premises
from services.filing.domain.registered import Registered
from services.filing.operations import refusals
from services.filing.operations.resources import Resources
from services.filing.store import applications, holdings
from services.filing.store.applications import FilingApplication, FilingSection
from services.filing.store.holdings import Holding

REGISTERED = "registered"
"""The kind of section that keeps what the register said when the filing was taken up."""

FORMER_OPERATOR = "former_operator"
"""The kind of section that keeps who ran the business when another took it up."""

Content = TypeVar("Content", bound=BaseModel)


def today(resources: Resources) -> date:
    """The day in China."""
    return local_date(resources.clock.now())


def own(session: Session, subject: str, application_no: str, *, lock: bool = False) -> FilingApplication:
    """`require_own` of the application with this number; with `lock`, everybody else waits."""
    return require_own(applications.application(session, application_no, lock=lock), subject)


def own_holding(session: Session, subject: str, application_no: str) -> Holding:
    """Everything kept of the applicant's own application."""
    found = holdings.holding(session, application_no)
    require_own(found.application if found else None, subject)
    assert found is not None  # else it were not theirs
    return found


def require_own(found: FilingApplication | None, subject: str) -> FilingApplication:
    """The application if it is the applicant's; others' and deleted ones are not found."""
    if found is None or found.subject != subject or found.deleted_at is not None:
        raise refusals.application_not_found()
    return found


def locked(session: Session, application_no: str) -> FilingApplication:
    """The application for a step of its workflow; everybody else waits."""
    return known(session, application_no, lock=True)


def held(session: Session, application_no: str) -> Holding:
    """Everything kept of the application, for a step of its workflow; everybody else waits."""
    locked(session, application_no)
    found = holdings.holding(session, application_no)
    assert found is not None  # it is locked, and none is ever deleted
    return found


def known(session: Session, application_no: str, *, lock: bool = False) -> FilingApplication:
    """The application whoever opened it, for its workflow."""
    found = applications.application(session, application_no, lock=lock)
    if found is None:
        raise refusals.application_not_found()
    return found


def encrypt(resources: Resources, application_no: str, kind: str, content: BaseModel) -> str:
    return resources.ring.encrypt_text(content.model_dump_json(), _bound_to(application_no, kind))


def opened(resources: Resources, row: FilingSection | None, model: type[Content]) -> Content | None:
    if row is None:
        return None
    return model.model_validate_json(
        resources.ring.decrypt_text(row.encrypted, _bound_to(row.application_no, row.kind))
    )


def write(
    resources: Resources,
    session: Session,
    application: FilingApplication,
    kind: str,
    content: BaseModel,
    row: FilingSection | None,
    edit: Edit | None = None,
) -> FilingSection:
    """Keep a section in its next version, `row` being the one there is, `edit` of which open page; what was made from
    the application before is then outdated."""
    encrypted = encrypt(resources, application.application_no, kind, content)
    now = resources.clock.now()
    if row is None:
        row = FilingSection(
            application_no=application.application_no, kind=kind, version=0, encrypted=encrypted, updated_at=now
        )
    row.version += 1
    row.encrypted = encrypted
    row.updated_at = now
    row.edit = str(edit) if edit else None
    application.content_version += 1
    session.add(row)
    session.add(application)
    resources.trail.note(session, "section_saved", row.application_no, of=kind, change=changed(row))
    return row


def remove(resources: Resources, session: Session, application: FilingApplication, row: FilingSection) -> None:
    """Forget a section; what was made from the application before is then outdated."""
    change = Change(before=changed(row).before)
    resources.trail.note(session, "section_removed", row.application_no, of=row.kind, change=change)
    session.delete(row)
    application.content_version += 1
    session.add(application)


def digest_of_section(row: FilingSection) -> str:
    """Proves later, without any key, that the section was not written again."""
    return hashlib.sha256(row.encrypted.encode()).hexdigest()


def dossier(resources: Resources, found: Holding) -> Dossier:
    return assembled(resources, found.application, found.sections, found.media_types)


def assembled(
    resources: Resources,
    application: FilingApplication,
    rows: Mapping[str, FilingSection],
    files: Mapping[str, str],
) -> Dossier:
    filing_type = editions.get(application.filing_type, application.filing_type_edition)
    operator = opened(resources, rows.get(Section.OPERATOR), Operator)
    matter = _matter(resources, filing_type, rows.get(Section.MATTER))
    return Dossier(
        application_no=application.application_no,
        authority_code=application.authority_code,
        county_code=application.county_code,
        type_code=application.type_code,
        filing_type=filing_type,
        premises=opened(resources, rows.get(Section.PREMISES), Premises),
        operator=operator_after(filing_type, operator, matter),
        operator_before=operator,
        former_operator=opened(resources, rows.get(FORMER_OPERATOR), Operator),
        registered=opened(resources, rows.get(REGISTERED), Registered),
        details=opened(resources, rows.get(Section.DETAILS), Details),
        name=opened(resources, rows.get(Section.NAME), HeldName),
        attachments=files,
        matter=matter,
        parties=opened(resources, rows.get(Section.PARTIES), Parties),
    )


def _matter(resources: Resources, filing_type: FilingType, row: FilingSection | None) -> Matter | None:
    return opened(resources, row, matter_of(filing_type).model) if row is not None else None


def _bound_to(application_no: str, kind: str) -> str:
    return f"filing.section/{application_no}/{kind}"
