"""Ends the licence in force as a filing decided: declared void since it was lost or destroyed, or with its business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from pydantic import BaseModel
from sqlmodel import Session

from catalogues.filing_types.words import PartKind
from kernel.database import lock_key
from kernel.errors import Defect
from kernel.exchange import Reference
from services.licence.contract import LicenceVoided, LicenceVoidedPart, VoidLicence
from services.licence.domain.copies import DUPLICATE, ORIGINAL, Copy
from services.licence.domain.paper import PaperStatus, may_follow
from services.licence.domain.states import LicenceState
from services.licence.operations.collecting import OfAuthority, collect_approved
from services.licence.operations.ending import end
from services.licence.operations.faces import face_of
from services.licence.operations.paper_steps import advance, keep
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence

log = structlog.get_logger()

_REASONS = {"lost": "遗失", "destroyed": "毁坏"}
_BOTH: tuple[Copy, ...] = (ORIGINAL, DUPLICATE)


class _Replacement(BaseModel):
    kind: Literal["replacement"]
    reason: str
    copies: tuple[Copy, ...]
    declared: bool


class _Deregistration(BaseModel):
    kind: Literal["deregistration"]


class _Application(OfAuthority):
    matter: _Replacement | _Deregistration


@dataclass(frozen=True, slots=True)
class _End:
    """How a licence ends, why, and which copies of it are void papers from then on."""

    state: LicenceState
    reason: str
    copies: tuple[Copy, ...]


def void_licence(resources: Resources, request: VoidLicence) -> LicenceVoided:
    """Declare the licence in force void where the application does (条例 Art. 37), or end it with its business
    (实施细则 Art. 44): its QR code says so from then on. One that is only to be exchanged stands until another takes
    its place. Where it ended before (a registration revoked, a penalty, an official), nothing is left to declare, and
    the end of the business tells of that end. What is to stand in the register first is handed on to it.

    Idempotency key: application_no: asked again it tells of the licence that it ended first. Outage
    `register.unavailable`; Defect `licence.no_approval`, `licence.wrong_case`, `licence.none_in_force`.
    """
    number = request.application_no
    _, application, entity = collect_approved(resources, request, _Application, PartKind.ENTITY_BEFORE)
    entered = None
    if request.enters is not None:
        path = f"/filings/{number}/entry"
        entered = resources.register.hand_on(path, request.part(PartKind.DECISION), request.enters)
    how = _end_of(application)
    if how is None:
        return LicenceVoided(uscc=entity.uscc, part=None, entered=entered)
    with resources.database.transaction() as session:
        lock_key(session, f"licence/entity/{entity.uscc}")
        of_entity = licences.of_entity(session, entity.uscc, lock=True)
        row = next((each for each in of_entity if each.ended_by == number), None)
        if row is None:
            row = next((each for each in of_entity if each.state == LicenceState.VALID), None)
            if row is None:
                row = _ended_before(of_entity, how, number)
            else:
                now = resources.clock.now()
                end(resources, session, row, how.state, at=now, by=number, reason=how.reason)
                void_papers(resources, session, row, how.copies, now, number, how.reason)
                log.info("licence_voided", application_no=number)
    if row is None:
        return LicenceVoided(uscc=entity.uscc, part=None, entered=entered)
    part = _deposit(resources, number, row, how.copies)
    return LicenceVoided(uscc=entity.uscc, part=part, entered=entered)


def _ended_before(of_entity: Sequence[Licence], how: _End, number: str) -> Licence | None:
    """The last one, for whoever ends the business with it; none for whoever only wants another print."""
    last = next((each for each in of_entity if each.ended_at is not None), None)
    if last is None:
        raise Defect("licence.none_in_force", number)
    return last if how.state is LicenceState.VOID else None


def _end_of(application: _Application) -> _End | None:
    matter = application.matter
    if isinstance(matter, _Deregistration):
        return _End(LicenceState.VOID, "注销登记，营业执照作废", _BOTH)
    if not matter.declared:
        return None
    reason = f"{_REASONS[matter.reason]}，声明作废（{'、'.join(matter.copies)}）"
    return _End(LicenceState.LOST, reason, matter.copies)


def void_papers(
    resources: Resources,
    session: Session,
    row: Licence,
    copies: tuple[Copy, ...],
    now: datetime,
    by: str,
    reason: str,
) -> None:
    """Papers of a licence that ended, which are with its owner or on their way, are void as well."""
    for paper in papers.of_application(session, row.application_no):
        if paper.copy_kind in copies and may_follow(PaperStatus(paper.status), PaperStatus.VOID):
            advance(paper, PaperStatus.VOID)
            paper.void_at, paper.void_by, paper.void_reason = now, by, reason
            keep(resources, session, row, paper)


def _deposit(resources: Resources, number: str, row: Licence, copies: tuple[Copy, ...]) -> Reference:
    face = face_of(resources, row)
    if row.ended_at is None or row.ended_reason is None:
        raise Defect("licence.none_in_force", number)
    part = LicenceVoidedPart.model_validate(
        {
            **face.model_dump(include={"uscc", "licence_no", "version", "name", "operator_name"}),
            "application_no": number,
            "state": LicenceState.LOST if row.state == LicenceState.LOST else LicenceState.VOID,
            "reason": row.ended_reason,
            "copies": copies,
            "voided_at": row.ended_at,
            "verification_url": resources.verification_url(face.uscc),
        }
    )
    return resources.exchange.deposit(number, PartKind.LICENCE_VOIDED, part)
