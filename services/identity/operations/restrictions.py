"""Restrictions of persons answerable for false registrations (市场主体登记管理条例 第四十条第三款)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy.exc import IntegrityError
from uuid_utils import uuid7

from catalogues import codes
from kernel.clock import local_date
from kernel.database import violated_constraint
from kernel.errors import Finding, Refusal, not_found
from kernel.masking import mask_id_number
from kernel.numbers import InvalidNumber, ResidentId
from kernel.persons import RESIDENT_ID_CARD, normal_document_number
from kernel.web.paging import Asked, Piece
from services.identity.domain.restrictions import ARTICLE, restriction_end
from services.identity.operations.resources import Resources
from services.identity.store import restrictions

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class ImposeRestriction:
    """`evidence` is the number of the decision that revoked the registration; days are inclusive."""

    id_document_type: str
    id_number: str
    reason: str
    evidence: str
    first_day: date | None
    last_day: date | None
    authority: str
    examiner: str


@dataclass(frozen=True, slots=True, repr=False)
class RestrictionEntry:
    restriction_id: str
    id_number_masked: str
    reason: str
    evidence: str
    authority: str
    first_day: date
    last_day: date
    in_force: bool
    imposed_at: datetime
    lifted_at: datetime | None
    lifting_reason: str | None


def impose_restriction(resources: Resources, request: ImposeRestriction) -> RestrictionEntry:
    """Restrict a person, for three years unless said otherwise. Idempotency key: person + authority + evidence.

    Refusal `identity.restriction_invalid` names all defects at once.
    """
    first_day = request.first_day or local_date(resources.clock.now())
    last_day = request.last_day or restriction_end(first_day)
    if findings := _check(request, first_day, last_day):
        raise Refusal(
            "identity.restriction_invalid", "填写的内容有误", "Some of what was entered is not right", findings=findings
        )
    number = normal_document_number(request.id_document_type, request.id_number)
    person_hashes = resources.person_hashes(request.id_document_type, number)
    restriction_id = str(uuid7())
    row = restrictions.Restriction(
        restriction_id=restriction_id,
        person_hash=person_hashes[0],
        id_number_masked_encrypted=resources.ring.encrypt_text(
            mask_id_number(number), f"restriction:id_number_masked:{restriction_id}"
        ),
        reason_encrypted=resources.ring.encrypt_text(request.reason, f"restriction:reason:{restriction_id}"),
        evidence=request.evidence,
        authority=request.authority,
        first_day=first_day,
        last_day=last_day,
        imposed_by=request.examiner,
        imposed_at=resources.clock.now(),
    )
    try:
        with resources.database.transaction() as session:
            known = restrictions.by_evidence(session, person_hashes, request.authority, request.evidence)
            if known is None:
                session.add(row)
                session.flush()
                resources.record(session, "restriction_imposed", actor_ref=request.examiner, object_ref=restriction_id)
                log.info("restriction_imposed", actor_ref=request.examiner)
    except IntegrityError as error:
        if violated_constraint(error) != restrictions.SAME_EVIDENCE:
            raise
        with resources.database.reading() as session:
            known = restrictions.by_evidence(session, person_hashes, request.authority, request.evidence)
    return _entry(resources, known or row)


def list_restrictions(resources: Resources, authority: str, asked: Asked) -> Piece[RestrictionEntry]:
    """An authority's restrictions in the order of imposing. Raises Refusal `request.cursor_invalid`."""
    with resources.database.reading() as session:
        found = restrictions.of_authority(session, authority, asked)
    return found.shown(lambda row: _entry(resources, row))


def lift_restriction(
    resources: Resources, restriction_id: str, authority: str, examiner: str, reason: str
) -> RestrictionEntry:
    """End a restriction before its time, for example after a successful appeal. Lifting twice changes nothing.

    Refusal `restriction.not_found` for one of another authority.
    """
    with resources.database.transaction() as session:
        row = restrictions.one_of_authority(session, restriction_id, authority)
        if row is None:
            raise not_found("restriction", "没有找到该限制记录", "There is no such restriction")
        if row.lifted_at is None:
            row.lifted_at = resources.clock.now()
            row.lifted_by = examiner
            row.lifting_reason_encrypted = resources.ring.encrypt_text(
                reason, f"restriction:lifting_reason:{restriction_id}"
            )
            session.flush()
            resources.record(session, "restriction_lifted", actor_ref=examiner, object_ref=restriction_id)
            log.info("restriction_lifted", actor_ref=examiner)
    return _entry(resources, row)


def _check(request: ImposeRestriction, first_day: date, last_day: date) -> list[Finding]:
    findings = []
    if request.id_document_type not in codes.items("id_document_type"):
        findings.append(
            Finding(
                "identity.id_document_type_unknown", "不在可选范围内", "Not one of the choices", "/id_document_type"
            )
        )
    elif request.id_document_type == RESIDENT_ID_CARD:
        try:
            ResidentId.parse(request.id_number)
        except InvalidNumber as error:
            findings.append(Finding("identity.id_number_malformed", error.zh, error.en, "/id_number", error.standard))
    if last_day < first_day:
        findings.append(
            Finding(
                "identity.restriction_ends_early", "截止日期早于起始日期", "It ends before it begins", "/to", ARTICLE
            )
        )
    return findings


def _entry(resources: Resources, row: restrictions.Restriction) -> RestrictionEntry:
    def opened(column: str, encrypted: str) -> str:
        return resources.ring.decrypt_text(encrypted, f"restriction:{column}:{row.restriction_id}")

    today = local_date(resources.clock.now())
    return RestrictionEntry(
        restriction_id=row.restriction_id,
        id_number_masked=opened("id_number_masked", row.id_number_masked_encrypted),
        reason=opened("reason", row.reason_encrypted),
        evidence=row.evidence,
        authority=row.authority,
        first_day=row.first_day,
        last_day=row.last_day,
        in_force=row.lifted_at is None and row.first_day <= today <= row.last_day,
        imposed_at=row.imposed_at,
        lifted_at=row.lifted_at,
        lifting_reason=opened("lifting_reason", row.lifting_reason_encrypted) if row.lifting_reason_encrypted else None,
    )
