"""Restricts who is directly responsible for a revoked registration, as two persons decided (条例 Art. 40)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Defect
from services.identity.contract import PersonsRestricted, RestrictPersons
from services.identity.operations.resources import Resources
from services.identity.operations.restrictions import ImposeRestriction, impose_restriction, lift_restriction
from services.identity.store import restrictions

_ACTOR = "revocation"


class _Person(BaseModel):
    id_document_type: str
    id_number: str
    took_part: str


class Revoked(BaseModel):
    """What the approval service left of the decision."""

    application_no: str
    authority_code: str
    decision_no: str
    decided_at: datetime
    outcome: Literal["REVOKED", "WITHDRAWN"]
    persons: tuple[_Person, ...]


def restrict_persons(resources: Resources, request: RestrictPersons) -> PersonsRestricted:
    """Idempotency key: revocation + person. Raises Defect `identity.wrong_case`, and Refusal
    `identity.restriction_invalid` for a document number that cannot be."""
    decided = resources.exchange.collect(request.part(PartKind.REVOCATION), Revoked, PartKind.REVOCATION)
    if decided.application_no != request.application_no:
        raise Defect("identity.wrong_case", request.application_no)
    if decided.outcome == "WITHDRAWN":
        return PersonsRestricted(persons=_lift(resources, decided))
    for person in decided.persons:
        impose_restriction(
            resources,
            ImposeRestriction(
                id_document_type=person.id_document_type,
                id_number=person.id_number,
                reason=f"虚假登记直接责任人：{person.took_part}（{decided.decision_no}）",
                evidence=decided.application_no,
                first_day=local_date(decided.decided_at),
                last_day=None,
                authority=decided.authority_code,
                examiner=_ACTOR,
            ),
        )
    return PersonsRestricted(persons=len(decided.persons))


def _lift(resources: Resources, decided: Revoked) -> int:
    with resources.database.reading() as session:
        found = restrictions.of_evidence(session, decided.authority_code, decided.application_no)
    for row in found:
        lift_restriction(
            resources,
            row.restriction_id,
            decided.authority_code,
            _ACTOR,
            f"原撤销登记决定已撤销（{decided.decision_no}）",
        )
    return len(found)
