"""Opens a filing about a business that is registered, and fills it in from the register."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import PartKind, RegisterEffect, Section, Stage
from kernel.database import violated_constraint
from kernel.errors import Defect
from services.filing.contract.messages import TakenUp, TakeUp
from services.filing.domain.matters.kinds import MATTERS
from services.filing.domain.matters.standing import Standing
from services.filing.domain.registered import Registered
from services.filing.operations import dossiers, refusals
from services.filing.operations.answers import ApplicationOpened, OpenApplication, OpenFiling
from services.filing.operations.applications import Owner, add_application, opened
from services.filing.operations.resources import Resources
from services.filing.operations.timelines import enter
from services.filing.store import applications
from services.filing.store.applications import OWN_REQUEST, FilingApplication

_DONE = frozenset({Stage.LICENSED, Stage.ENTERED, Stage.ARCHIVED})
_COPIED = (Section.PREMISES, Section.OPERATOR, Section.DETAILS)


def open_filing(resources: Resources, subject: str, request: OpenFiling) -> ApplicationOpened:
    """Give a filing about a business its number. Idempotency key: subject + request_id.

    Whoever applied last is the business's operator: one account is one person's, and nobody applies for another.
    Refusals: `filing.application.not_found` for an application of somebody else, `filing.nothing_registered`,
    `filing.type_unknown`, `filing.request_reused` (409).
    """
    try:
        with resources.database.transaction() as session:
            before = dossiers.own(session, subject, request.about)
            kind = _kind(resources, request.filing_type)
            if before.stage not in _DONE:
                raise refusals.nothing_registered()
            before = _registering(session, subject, before)
            known = applications.application_of_request(session, subject, request.request_id)
            if known is None:
                wanted = OpenApplication(
                    request_id=request.request_id, type_code=before.type_code, county_code=before.county_code
                )
                owner = Owner(subject, before.authority_code, before.application_no)
                known = add_application(resources, session, kind, wanted, owner)
    except IntegrityError as error:
        if violated_constraint(error) != OWN_REQUEST:
            raise
        with resources.database.reading() as session:
            known = applications.application_of_request(session, subject, request.request_id)
    if known is None or (known.about, known.filing_type) != (before.application_no, request.filing_type):
        raise refusals.request_reused()
    return opened(known)


def take_up(resources: Resources, request: TakeUp) -> TakenUp:
    """Fill the application in with what stands in the register, and with what its applicant said of it last. Who the
    operator is stands fast. Idempotency key: application_no: what was filled in once is not filled in again. Defect
    `filing.wrong_business`."""
    registered = resources.exchange.collect(request.entity, Registered, PartKind.ENTITY_BEFORE)
    with resources.database.transaction() as session:
        found = dossiers.held(session, request.application_no)
        application = found.application
        if (application.about, application.authority_code) != (registered.application_no, registered.authority_code):
            raise Defect("filing.wrong_business", request.application_no)
        if application.operator_locked_at is None:
            dossiers.write(resources, session, application, dossiers.REGISTERED, registered, None)
            _copy(resources, session, application, registered)
        enter(session, application, found.entries, request.entries)
        assert application.operator_locked_at is not None
        return TakenUp(locked_at=application.operator_locked_at)


def _copy(resources: Resources, session: Session, application: FilingApplication, registered: Registered) -> None:
    about = registered.application_no
    rows = applications.sections(session, about)
    before = applications.application(session, about)
    assert before is not None  # its sections were read
    filed = dossiers.assembled(resources, before, rows, {})
    for kind, content in zip(_COPIED, (filed.premises, filed.operator, filed.details), strict=True):
        if content is None:
            raise Defect("filing.application_incomplete", about)
        row = dossiers.write(resources, session, application, kind, content, None)
        if kind is Section.OPERATOR:
            application.operator_locked_at = resources.clock.now()
            application.operator_digest = dossiers.digest_of_section(row)
    begins = MATTERS[application.filing_type].begins if application.filing_type in MATTERS else None
    if begins and filed.operator:
        dossiers.write(
            resources, session, application, Section.MATTER, begins(Standing(filed.operator, registered)), None
        )


def _registering(session: Session, subject: str, found: FilingApplication) -> FilingApplication:
    """The application that made the version in force when this one ended: of one that made none, the one it was
    about."""
    while found.about and editions.get(found.filing_type, found.filing_type_edition).leaves_register:
        found = dossiers.own(session, subject, found.about)
    return found


def _kind(resources: Resources, key: str) -> FilingType:
    try:
        kind = editions.in_force(key, dossiers.today(resources))
    except UnknownCode:
        raise refusals.type_unknown() from None
    if kind.by_authority or kind.register_effect is RegisterEffect.CREATE:
        raise refusals.type_unknown()
    return kind
