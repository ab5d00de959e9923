"""Opens a filing about a business that is registered, and fills it in from the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import PartKind, RegisterEffect, Section, Stage
from kernel.database import violated_constraint
from kernel.errors import Defect
from services.filing.contract.messages import TakenUp, TakeUp
from services.filing.domain import handover
from services.filing.domain.details import Details, PremisesCommitment
from services.filing.domain.matters.kinds import MATTERS
from services.filing.domain.matters.standing import Standing
from services.filing.domain.operator import Operator
from services.filing.domain.premises import Premises
from services.filing.domain.registered import Registered
from services.filing.operations import dossiers, refusals
from services.filing.operations.answers import ApplicationOpened, HandoverGiven, OpenApplication, OpenFiling
from services.filing.operations.applications import Owner, add_application, authority_of, opened
from services.filing.operations.resources import Resources
from services.filing.operations.timelines import enter
from services.filing.store import applications
from services.filing.store.applications import OWN_REQUEST, FilingApplication

Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class _Place:
    """The county a filing speaks of, and the authority it is for."""

    county_code: str
    authority_code: str


_DONE = frozenset({Stage.LICENSED, Stage.ENTERED, Stage.ARCHIVED})
_COPIED = (Section.PREMISES, Section.OPERATOR, Section.DETAILS)


def open_filing(resources: Resources, subject: str, request: OpenFiling) -> ApplicationOpened:
    """Give a filing about a business its number. Idempotency key: subject + request_id.

    Whoever applied last is the business's operator: one account is one person's, and nobody applies for another. A move
    is applied for at the authority of the county it leads to (条例 Art. 27).
    Refusals: `filing.application.not_found` for an application of somebody else, `filing.nothing_registered`,
    `filing.type_unknown`, `filing.county_missing`, `filing.county_not_asked`, `filing.county_not_served`,
    `filing.same_authority`, `filing.request_reused` (409).
    """
    kind = _kind(resources, request.filing_type)
    if kind.changes_operator:
        raise refusals.taken_over_by_another()
    if not kind.moves and request.county_code is not None:
        raise refusals.county_not_asked()
    with resources.database.reading() as session:
        before = _registering(session, dossiers.own(session, subject, request.about))
    return _opened(resources, subject, request.request_id, kind, before, _place(kind, before, request.county_code))


def _place(kind: FilingType, before: FilingApplication, county_code: str | None) -> _Place:
    """Where it is applied for: at the authority that is responsible, or will be."""
    if not kind.moves:
        return _Place(before.county_code, before.authority_code)
    if county_code is None:
        raise refusals.county_missing()
    authority = authority_of(county_code)
    if authority.code == before.authority_code:
        raise refusals.same_authority()
    return _Place(county_code, authority.code)


def give_handover(resources: Resources, subject: str, about: str) -> HandoverGiven:
    """The code with which somebody else can apply to take over the business that one's own application registered, or
    changed last. Asked for again on a day it is the same one. Refusals: `filing.application.not_found`,
    `filing.nothing_registered`."""
    with resources.database.reading() as session:
        before = _registering(session, dossiers.own(session, subject, about))
    until = handover.last_day(dossiers.today(resources))
    given = handover.Handover(before.application_no, until)
    return HandoverGiven(code=handover.written(resources.hash_key, given), until=until)


def open_handover(resources: Resources, subject: str, request_id: str, code: str) -> ApplicationOpened:
    """Give the filing its number by which whoever was given the code takes a business over, or stands for an enterprise
    from then on. Whoever leaves it is asked for nothing here; nothing is granted unless they sign, or whoever owns the
    enterprise does. Idempotency key: subject + request_id. Refusals:
    `filing.handover_unknown`, `filing.request_reused` (409)."""
    given = handover.read(resources.hash_key, code, dossiers.today(resources))
    if given is None:
        raise refusals.handover_unknown()
    with resources.database.reading() as session:
        before = dossiers.known(session, given.about)
    about = editions.get(before.filing_type, before.filing_type_edition).entity_kind
    kind = _kind(resources, f"{about}.operator_change")
    return _opened(resources, subject, request_id, kind, before, _place(kind, before, None))


def _opened(
    resources: Resources, subject: str, request_id: str, kind: FilingType, before: FilingApplication, place: _Place
) -> ApplicationOpened:
    try:
        with resources.database.transaction() as session:
            known = applications.application_of_request(session, subject, request_id)
            if known is None:
                wanted = OpenApplication(
                    request_id=request_id, type_code=before.type_code, county_code=place.county_code
                )
                owner = Owner(subject, place.authority_code, before.application_no)
                known = add_application(resources, session, kind, wanted, owner)
    except IntegrityError as error:
        if violated_constraint(error) != OWN_REQUEST:
            raise
        with resources.database.reading() as session:
            known = applications.application_of_request(session, subject, request_id)
    wanted_before = (before.application_no, kind.key, place.county_code)
    if known is None or (known.about, known.filing_type, known.county_code) != wanted_before:
        raise refusals.request_reused()
    return opened(known)


def take_up(resources: Resources, request: TakeUp) -> TakenUp:
    """Fill the application in with what stands in the register, and with what its applicant said of it last. Who the
    operator is stands fast, unless somebody else is to run it; then who leaves it is kept. Idempotency key:
    application_no: what was filled in once is not filled in again. Defect `filing.wrong_business`."""
    registered = resources.exchange.collect(request.entity, Registered, PartKind.ENTITY_BEFORE)
    with resources.database.transaction() as session:
        found = dossiers.held(session, request.application_no)
        application = found.application
        kind = editions.get(application.filing_type, application.filing_type_edition)
        stays = application.authority_code == registered.authority_code
        if application.about != registered.application_no or stays == kind.moves:
            raise Defect("filing.wrong_business", request.application_no)
        if dossiers.REGISTERED not in found.sections:
            dossiers.write(resources, session, application, dossiers.REGISTERED, registered, None)
            _copy(resources, session, application, registered)
        enter(session, application, found.entries, request.entries)
        return TakenUp(locked_at=application.operator_locked_at)


def _copy(resources: Resources, session: Session, application: FilingApplication, registered: Registered) -> None:
    about = registered.application_no
    rows = applications.sections(session, about)
    before = applications.application(session, about)
    assert before is not None  # its sections were read
    filed = dossiers.assembled(resources, before, rows, {})
    kind_of_filing = editions.get(application.filing_type, application.filing_type_edition)
    taken_over = kind_of_filing.changes_operator
    if filed.parties is not None:
        led = filed.parties.left_by(filed.operator) if taken_over and filed.operator else filed.parties
        dossiers.write(resources, session, application, Section.PARTIES, led, None)
    for kind, content in zip(_COPIED, (filed.premises, filed.operator, filed.details), strict=True):
        if content is None:
            raise Defect("filing.application_incomplete", about)
        if taken_over and isinstance(content, Operator):
            dossiers.write(resources, session, application, dossiers.FORMER_OPERATOR, _to_be_invited(content), None)
            continue
        kept = content.model_copy(update={"delivery": None}) if taken_over and kind is Section.DETAILS else content
        if kind_of_filing.moves:
            kept = _elsewhere(kept)
        row = dossiers.write(resources, session, application, kind, kept, None)
        if kind is Section.OPERATOR:
            application.operator_locked_at = resources.clock.now()
            application.operator_digest = dossiers.digest_of_section(row)
    begins = MATTERS[application.filing_type].begins if application.filing_type in MATTERS else None
    if begins and filed.operator:
        dossiers.write(
            resources, session, application, Section.MATTER, begins(Standing(filed.operator, registered)), None
        )


def _elsewhere(content: Content) -> Content:
    """Without the places of the county that a business leaves, and what was said of them: they are stated anew."""
    if isinstance(content, Premises):
        left: dict[str, Any] = {"street_name": None, "detail": None, "further": ()}
    elif isinstance(content, Details):
        left = {"premises_commitment": PremisesCommitment(), "postcode": None, "delivery": None}
    else:
        return content
    return content.model_copy(update=left)


def _to_be_invited(operator: Operator) -> Operator:
    """What of somebody who leaves is needed to have them sign; the rest is no business of whoever follows."""
    return Operator(
        name=operator.name,
        id_document_type=operator.id_document_type,
        id_number=operator.id_number,
        mobile=operator.mobile,
    )


def _registering(session: Session, found: FilingApplication) -> FilingApplication:
    """The application that made the version in force when this one ended: of one that made none, the one it was
    about."""
    if found.stage not in _DONE:
        raise refusals.nothing_registered()
    while found.about and editions.get(found.filing_type, found.filing_type_edition).leaves_register:
        found = dossiers.known(session, found.about)
    return found


def _kind(resources: Resources, key: str) -> FilingType:
    try:
        kind = editions.in_force(key, dossiers.today(resources))
    except UnknownCode:
        raise refusals.type_unknown() from None
    if kind.by_authority or kind.register_effect is RegisterEffect.CREATE:
        raise refusals.type_unknown()
    return kind
