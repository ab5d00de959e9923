"""Ends the licence in force as a filing decided: declared void since it was lost or destroyed."""

from __future__ import annotations

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
from services.licence.domain.copies import Copy
from services.licence.domain.paper import PaperStatus, may_follow
from services.licence.domain.states import LicenceState
from services.licence.operations.collecting import EntityFacts
from services.licence.operations.ending import end
from services.licence.operations.faces import face_of
from services.licence.operations.paper_steps import advance, keep
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence

log = structlog.get_logger()

_REASONS = {"lost": "遗失", "destroyed": "毁坏"}


class _Matter(BaseModel):
    kind: Literal["replacement"]
    reason: str
    copies: tuple[Copy, ...]
    declared: bool


class _Application(BaseModel):
    application_no: str
    authority_code: str
    matter: _Matter


class _Decision(BaseModel):
    application_no: str
    outcome: str


def void_licence(resources: Resources, request: VoidLicence) -> LicenceVoided:
    """Declare the licence in force void where the application does (条例 Art. 37): its QR code says so from then on,
    and the copies that are gone are void papers. One that is only to be exchanged stands until another takes its place.

    Idempotency key: application_no: asked again it tells of the licence that it ended first. Defect
    `licence.no_approval`, `licence.wrong_case`, `licence.none_in_force`.
    """
    number = request.application_no
    application, entity = _approved(resources, request)
    matter = application.matter
    if not matter.declared:
        return LicenceVoided(uscc=entity.uscc, part=None)
    reason = f"{_REASONS[matter.reason]}，声明作废（{'、'.join(matter.copies)}）"
    with resources.database.transaction() as session:
        lock_key(session, f"licence/entity/{entity.uscc}")
        of_entity = licences.of_entity(session, entity.uscc, lock=True)
        row = next((each for each in of_entity if each.ended_by == number), None)
        if row is None:
            row = next((each for each in of_entity if each.state == LicenceState.VALID), None)
            if row is None:
                raise Defect("licence.none_in_force", number)
            now = resources.clock.now()
            end(session, row, LicenceState.LOST, at=now, by=number, reason=reason)
            _void_papers(session, row, matter.copies, now, number, reason)
            log.info("licence_declared_void", application_no=number)
    return LicenceVoided(uscc=entity.uscc, part=_deposit(resources, number, row, matter.copies))


def _approved(resources: Resources, request: VoidLicence) -> tuple[_Application, EntityFacts]:
    collect, number = resources.exchange.collect, request.application_no
    decision = collect(request.part(PartKind.DECISION), _Decision, PartKind.DECISION)
    if decision.application_no != number or decision.outcome != "APPROVE":
        raise Defect("licence.no_approval", number)
    application = collect(request.part(PartKind.APPLICATION), _Application, PartKind.APPLICATION)
    entity = collect(request.part(PartKind.ENTITY_BEFORE), EntityFacts, PartKind.ENTITY_BEFORE)
    if (application.application_no, application.authority_code) != (number, request.authority_code):
        raise Defect("licence.wrong_case", number)
    if entity.authority_code != request.authority_code:
        raise Defect("licence.wrong_case", number)
    return application, entity


def _void_papers(session: Session, row: Licence, copies: tuple[Copy, ...], now: datetime, by: str, reason: str) -> None:
    for paper in papers.of_application(session, row.application_no):
        if paper.copy_kind in copies and may_follow(PaperStatus(paper.status), PaperStatus.VOID):
            advance(paper, PaperStatus.VOID)
            paper.void_at, paper.void_by, paper.void_reason = now, by, reason
            keep(session, row, paper)


def _deposit(resources: Resources, number: str, row: Licence, copies: tuple[Copy, ...]) -> Reference:
    face = face_of(resources, row)
    if row.ended_at is None or row.ended_reason is None:
        raise Defect("licence.none_in_force", number)
    part = LicenceVoidedPart.model_validate(
        {
            **face.model_dump(include={"uscc", "licence_no", "version", "name", "operator_name"}),
            "application_no": number,
            "state": row.state,
            "reason": row.ended_reason,
            "copies": copies,
            "voided_at": row.ended_at,
            "verification_url": resources.verification_url(face.uscc),
        }
    )
    return resources.exchange.deposit(number, PartKind.LICENCE_VOIDED, part)
