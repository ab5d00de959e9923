"""Opens, lists, shows and deletes applications."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues import authorities, sole_trader_types
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import RegisterEffect, Stage
from kernel.clock import local_date
from kernel.database import violated_constraint
from kernel.tokens import Principal, Role
from kernel.trail_book import changed
from services.filing.domain import scope
from services.filing.domain.numbering import application_number
from services.filing.operations import dossiers, refusals
from services.filing.operations.answers import ApplicationOpened, Labelled, OpenApplication
from services.filing.operations.resources import Resources
from services.filing.store import applications, timeline
from services.filing.store.applications import OWN_REQUEST, FilingApplication


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose application it is and which authority's; `about` as in `FilingApplication`."""

    subject: str
    authority_code: str
    about: str | None = None


def open_application(resources: Resources, subject: str, request: OpenApplication) -> ApplicationOpened:
    """Give a new application its number. Idempotency key: subject + request_id.

    Refusals: `filing.type_unknown`, `filing.type_not_online`, `filing.pre_approval_needed`, `filing.county_not_served`,
    `filing.request_reused` (409).
    """
    authority = authority_of(request.county_code)
    _check_type(resources, request.type_code, authority.code)
    kind = _establishment(resources, request.filing_type)
    try:
        with resources.database.transaction() as session:
            known = applications.application_of_request(session, subject, request.request_id)
            if known is None:
                known = add_application(resources, session, kind, request, Owner(subject, authority.code))
    except IntegrityError as error:
        if violated_constraint(error) != OWN_REQUEST:
            raise
        with resources.database.reading() as session:
            known = applications.application_of_request(session, subject, request.request_id)
    wanted = (request.filing_type, request.type_code, request.county_code)
    if known is None or (known.filing_type, known.type_code, known.county_code) != wanted:
        raise refusals.request_reused()
    return opened(known)


def opened(known: FilingApplication) -> ApplicationOpened:
    """What its applicant is told of an application that has its number."""
    return ApplicationOpened(
        application_no=known.application_no,
        authority=Labelled(code=known.authority_code, name=authorities.get(known.authority_code).name),
        filing_type=known.filing_type,
        filing_type_edition=known.filing_type_edition,
        about=known.about,
    )


def add_application(
    resources: Resources, session: Session, kind: FilingType, request: OpenApplication, owner: Owner
) -> FilingApplication:
    """A new application with its number, of this kind of filing."""
    now = resources.clock.now()
    division, day = owner.authority_code[:6], local_date(now)
    sequence = applications.next_sequence(session, division, day)
    application = FilingApplication(
        application_no=application_number(division, kind.business_type, day, sequence),
        subject=owner.subject,
        request_id=request.request_id,
        authority_code=owner.authority_code,
        county_code=request.county_code,
        type_code=request.type_code,
        filing_type=kind.key,
        filing_type_edition=kind.edition,
        about=owner.about,
        stage=Stage.DRAFT,
        created_at=now,
    )
    session.add(application)
    resources.trail.note(session, "opened", application.application_no, of=kind.key, change=changed(application))
    return application


def delete_application(resources: Resources, subject: str, application_no: str) -> None:
    """Hide an application that was not yet accepted (辽宁 2017 plan: 暂未受理); its data stay for the audit trail."""
    with resources.database.transaction() as session:
        application = dossiers.own(session, subject, application_no, lock=True)
        if timeline.was_accepted(session, application_no):
            raise refusals.already_accepted()
        application.deleted_at = resources.clock.now()
        resources.trail.note(session, "withdrawn_before_acceptance", application_no, change=changed(application))
        session.add(application)
    resources.owners.forget(application_no)


def visible(caller: Principal, found: FilingApplication | None) -> tuple[FilingApplication, bool]:
    """The application and whether the caller sees it masked; not found where the caller may not know of it."""
    if found is not None and found.deleted_at is None:
        if found.subject == caller.subject:
            return found, False
        if {Role.EXAMINER, Role.HEAD} & caller.roles and caller.authority == found.authority_code:
            return found, True
    raise refusals.application_not_found()


def authority_of(county_code: str) -> authorities.RegistrationAuthority:
    """Who registers businesses in a county. Refusal `filing.county_not_served`."""
    try:
        authority = authorities.for_division(county_code)
    except UnknownCode:
        raise refusals.county_not_served() from None
    if not authority.registers_sole_traders:
        raise refusals.county_not_served()
    return authority


def _establishment(resources: Resources, key: str) -> FilingType:
    try:
        kind = editions.in_force(key, dossiers.today(resources))
    except UnknownCode:
        raise refusals.type_unknown() from None
    if kind.register_effect is not RegisterEffect.CREATE:
        raise refusals.type_unknown()
    return kind


def _check_type(resources: Resources, type_code: str, authority_code: str) -> None:
    try:
        kind = sole_trader_types.get(type_code)
    except UnknownCode:
        raise refusals.type_not_online() from None
    if any(map(scope.needs_pre_approval, scope.given_items(kind))):
        raise refusals.type_needs_pre_approval()
    if not kind.smart_approval or resources.closed_types & {type_code, f"{authority_code}/{type_code}"}:
        raise refusals.type_not_online()
