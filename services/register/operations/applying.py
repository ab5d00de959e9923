"""Writes into the register what a decision lets stand there."""

from __future__ import annotations

from dataclasses import replace

import structlog
from sqlmodel import Session

from catalogues import entity_states
from catalogues.entity_states import EntityStatus
from catalogues.filing_types import editions
from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect, Outage
from services.register.contract.messages import ApplyFiling, FilingApplied
from services.register.operations.allocation import allocate_code
from services.register.operations.collecting import ApprovedFiling, application_of, collect_filing
from services.register.operations.persons import check_persons
from services.register.operations.resources import Resources
from services.register.operations.suspending import rest_after, status_in
from services.register.operations.versions import Effect, deposit, facts_in, write_version
from services.register.store import entities, filings
from services.register.store.entities import Entity, EntityVersion

log = structlog.get_logger()


def apply_filing(resources: Resources, request: ApplyFiling) -> FilingApplied:
    """The entity, its version, its parties and for a new one its code, all or nothing (条例 Art. 21; GB 32100-2015).

    Idempotency key: application_no: a retry is answered with the version of the first try. Established and in force
    from the day in China on which the transaction runs. The naming service is told afterwards: while it is silent this
    is tried again, and finds what was written. Raises Refusal `register.person_restricted` before anything is written;
    Defect `register.no_approval`, `register.wrong_case`, `register.name_differs`, `register.filing_not_open`,
    `register.code_block_exhausted`; Outage `identity.facts_unavailable`, `register.taking_over`, `naming.unavailable`.
    """
    with resources.database.reading() as session:
        written = entities.version_of_application(session, request.application_no)
    if written is None:
        filing = collect_filing(resources, request)
        filing = _with_rest(resources, request, filing)
        if not _closes(request):
            check_persons(resources, request)
        written = _apply(resources, request, filing)
    entity, version = written
    asked_at = version.recorded_at if PartKind.AUTHENTICATION in request.parts else None
    left = deposit(resources, entity, version, request.application_no, persons_asked_at=asked_at)
    if request.tells_naming:
        resources.naming.registered(request.application_no, left)
    return FilingApplied(
        uscc=entity.uscc,
        version=version.version,
        established_on=entity.established_on,
        effective_on=version.effective_on,
        entity=left,
    )


def _with_rest(resources: Resources, request: ApplyFiling, filing: ApprovedFiling) -> ApprovedFiling:
    """With its rest: as it was, or as this filing has it."""
    with resources.database.reading() as session:
        before = entities.in_force(session, request.uscc) if request.uscc else None
    application = application_of(resources, request.part(PartKind.APPLICATION), request.application_no)
    rest = rest_after(application, facts_in(resources, before[1]) if before else None)
    return replace(filing, facts=filing.facts.model_copy(update={"suspension": rest}))


def lock_application(session: Session, application_no: str) -> None:
    """Whoever writes down the same filing waits for the one before."""
    lock_key(session, f"register/application/{application_no}")


def _apply(resources: Resources, request: ApplyFiling, filing: ApprovedFiling) -> tuple[Entity, EntityVersion]:
    number = request.application_no
    with resources.database.transaction() as session:
        lock_application(session, number)
        earlier = entities.version_of_application(session, number)
        if earlier is not None:
            return earlier
        entity = _new(resources, session, request) if request.uscc is None else _kept(resources, session, request)
        # Read after the locks were got: who waited over midnight is registered on the new day.
        now = resources.clock.now()
        today = local_date(now)
        if request.uscc is None:
            entity.established_on = today
        if _closes(request):
            entity.status = _ended(entity)
        elif filing.facts.suspension and entity.status in {EntityStatus.ACTIVE, EntityStatus.SUSPENDED}:
            entity.status = status_in(filing.facts.suspension, today)
        effect = Effect(today, now, request.filing_type, request.edition)
        version = write_version(resources, session, entity, filing, effect)
    log.info("filing_applied", application_no=number)
    return entity, version


def _closes(request: ApplyFiling) -> bool:
    """Whether the entity ends with it (实施细则 Art. 44); nobody is kept from ending what they have."""
    return editions.get(request.filing_type, request.edition).closes_register


def _ended(entity: Entity) -> EntityStatus:
    """That its licence was revoked before stays visible."""
    withdrawn = entity.status == EntityStatus.LICENCE_WITHDRAWN
    return EntityStatus.WITHDRAWN_DEREGISTERED if withdrawn else EntityStatus.DEREGISTERED


def _new(resources: Resources, session: Session, request: ApplyFiling) -> Entity:
    if filings.take_over_end(session) is None:
        raise Outage("register.taking_over")
    now = resources.clock.now()
    return Entity(
        uscc=allocate_code(resources, session, request.application_no, request.authority_code, request.entity_kind),
        kind=request.entity_kind,
        status=EntityStatus.ACTIVE,
        authority_code=request.authority_code,
        established_on=local_date(now),
        version=1,
        recorded_at=now,
    )


def _kept(resources: Resources, session: Session, request: ApplyFiling) -> Entity:
    """The entity that this filing keeps for itself, with the number of its next version; it is let go of."""
    assert request.uscc is not None
    entity = entities.entity(session, request.uscc, lock=True)
    kept = filings.filing(session, request.application_no)
    if entity is None or kept is None or kept.closed_at is not None or kept.uscc != entity.uscc:
        raise Defect("register.filing_not_open", request.application_no)
    if entity_states.get(entity.status).ended:
        raise Defect("register.entity_ended", request.application_no)
    kept.closed_at = resources.clock.now()
    session.add(kept)
    entity.version += 1
    return entity
