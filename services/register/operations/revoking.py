"""Undoes what a filing registered, as two persons decided, and restores it where that was wrong (条例 Art. 40-42)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import structlog
from pydantic import BaseModel
from sqlmodel import Session

from catalogues import registered_items
from catalogues.entity_states import EntityStatus
from catalogues.filing_types import founding
from catalogues.filing_types.words import PartKind
from catalogues.marks import MarkKind
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect
from services.register.contract.messages import ExamineRevocation, FilingApplied, RevocationExamined, RevokeFiling
from services.register.contract.parts import EntityFacts
from services.register.domain.parts import Premises
from services.register.operations.applying import lock_application
from services.register.operations.collecting import ApprovedFiling
from services.register.operations.marking import WITHDRAWAL, stand
from services.register.operations.refusals import entity_unknown
from services.register.operations.resources import Resources
from services.register.operations.versions import Effect, deposit, facts_in, write_version
from services.register.store import entities, filings, marks
from services.register.store.entities import Entity, EntityVersion
from services.register.store.marks import Mark, MarkLifted

log = structlog.get_logger()


class Revoked(BaseModel):
    """What the approval service left of a decision."""

    application_no: str
    uscc: str
    about: str
    filing_type: str
    filing_type_edition: str
    decision_no: str
    decided_at: datetime
    authority_name: str
    outcome: Literal["REVOKED", "WITHDRAWN"]


def examine_revocation(resources: Resources, request: ExamineRevocation) -> RevocationExamined:
    """A business whose registration is examined does not end meanwhile (实施细则 Art. 52). Raises Refusal
    `register.entity_unknown`."""
    number = request.revocation_no
    now = resources.clock.now()
    with resources.database.transaction() as session:
        lock_key(session, f"register/mark/{number}")
        made = entities.version_of_application(session, request.about)
        if made is None or made[0].uscc != request.uscc:
            raise entity_unknown()
        known = next((mark for mark in marks.of_entity(session, request.uscc) if mark.mark_no == number), None)
        if known is None and not request.over:
            source = f"{made[1].authority_name}，撤销登记案件{number}"
            session.add(
                Mark(
                    uscc=request.uscc,
                    kind=MarkKind.UNDER_REVOCATION,
                    source=source,
                    from_on=local_date(now),
                    mark_no=number,
                    recorded_at=now,
                )
            )
        elif known is not None and request.over and marks.lifting(session, known.id) is None:
            lifted = MarkLifted(mark_id=known.id, source=known.source, lifted_on=local_date(now), recorded_at=now)
            session.add(lifted)
    return RevocationExamined(marked=not request.over)


def revoke_filing(resources: Resources, request: RevokeFiling) -> FilingApplied:
    """One transaction writes the version; then the licence service and the naming service are told, who are told again
    by a retry. Idempotency key: revocation_no + outcome.

    Raises Refusal `register.entity_unknown`; Defect `register.no_approval`, `register.wrong_case`; Outages
    `licence.unavailable`, `naming.unavailable`.
    """
    decided = resources.exchange.collect(request.part(PartKind.REVOCATION), Revoked, PartKind.REVOCATION)
    if (decided.application_no, decided.uscc) != (request.revocation_no, request.uscc):
        raise Defect("register.wrong_case", request.revocation_no)
    key = decided.application_no if decided.outcome == "REVOKED" else decided.decision_no
    with resources.database.transaction() as session:
        lock_application(session, decided.application_no)
        written = entities.version_of_application(session, key) or _write(resources, session, request, decided, key)
    entity, version = written
    left = deposit(resources, entity, version, decided.application_no)
    if decided.outcome == "REVOKED":
        told = deposit(resources, entity, version, version.application_no)
        state = {"state": "VOID", "reason": f"登记被撤销，营业执照作废：{decided.decision_no}"}
        path = WITHDRAWAL.format(application_no=version.application_no)
        resources.licence.hand_on(path, told, {"application_no": version.application_no, "uscc": entity.uscc, **state})
        if entity.status == EntityStatus.REVOKED:
            resources.naming.registered(version.application_no, told)
    return FilingApplied(
        uscc=entity.uscc,
        version=version.version,
        established_on=entity.established_on,
        effective_on=version.effective_on,
        entity=left,
    )


def _write(
    resources: Resources, session: Session, request: RevokeFiling, decided: Revoked, key: str
) -> tuple[Entity, EntityVersion]:
    entity = entities.entity(session, decided.uscc, lock=True)
    made = entities.version_of_application(session, decided.about)
    found = entities.in_force(session, decided.uscc)
    if entity is None or found is None or made is None or made[0].uscc != entity.uscc:
        raise entity_unknown()
    current = found[1]
    facts, account = facts_in(resources, current), current.account_subject
    if decided.outcome == "WITHDRAWN":
        facts, account = _before_revocation(resources, session, decided)
        entity.status = EntityStatus.ACTIVE
    elif made[1].version == 1:
        entity.status = EntityStatus.REVOKED
    else:
        facts, account = _without(resources, session, made[1], facts, account)
    under_way = filings.under_way(session, entity.uscc)
    if under_way is not None:
        under_way.closed_at = resources.clock.now()
        session.add(under_way)
    entity.version += 1
    now = resources.clock.now()
    filing = ApprovedFiling(
        application_no=key,
        account_subject=account,
        authority_code=current.authority_code,
        authority_name=current.authority_name,
        premises=Premises.model_validate(facts.premises.model_dump()),
        facts=facts,
        decision=request.part(PartKind.REVOCATION),
        decision_no=decided.decision_no,
    )
    effect = Effect(local_date(now), now, decided.filing_type, decided.filing_type_edition)
    version = write_version(resources, session, entity, filing, effect)
    session.flush()
    stand(resources, session, entity, version)
    log.info("registration_revoked" if decided.outcome == "REVOKED" else "registration_restored", application_no=key)
    return entity, version


def _without(
    resources: Resources, session: Session, made: EntityVersion, facts: EntityFacts, account: str | None
) -> tuple[EntityFacts, str | None]:
    """The facts with every item as it was before the version that is revoked, unless it was changed since: only what is
    false goes (实施细则 Art. 57, 58). Where that is who runs it, it is the former operator's again."""
    before_row = entities.version(session, made.uscc, made.version - 1)
    assert before_row is not None  # versions follow one another
    before, after = facts_in(resources, before_row), facts_in(resources, made)
    now = dict(registered_items.of(facts))
    restored: dict[str, object] = {}
    for item, _then, stated in registered_items.differing(before, after):
        if now[item] == stated:
            restored |= {field: getattr(before, field) for field in _fields(item)}
            if item in registered_items.heads():
                account = before_row.account_subject
    return facts.model_copy(update=restored), account


def _fields(item: str) -> tuple[str, ...]:
    """Where the facts have an item. Whoever stands for an enterprise and who contributes stand in one list."""
    words = [founding.get(kind).words for kind in founding.kinds()]
    known: dict[str, tuple[str, ...]] = {
        **dict.fromkeys((each.capital for each in words), ("capital_amount",)),
        **dict.fromkeys((each.place for each in words), ("premises",)),
        **dict.fromkeys((*registered_items.heads(), *registered_items.of_contributions()), ("parties",)),
        registered_items.NAME: ("name",),
        registered_items.COMPOSITION_FORM: ("composition_form", "parties"),
        registered_items.PREMISES: ("premises",),
        registered_items.SCOPE: ("scope_text",),
    }
    return known[item]


def _before_revocation(resources: Resources, session: Session, decided: Revoked) -> tuple[EntityFacts, str | None]:
    revoked = entities.version_of_application(session, decided.application_no)
    if revoked is None:
        raise Defect("register.no_approval", decided.application_no)
    before = entities.version(session, decided.uscc, revoked[1].version - 1)
    assert before is not None  # versions follow one another
    return facts_in(resources, before), before.account_subject
