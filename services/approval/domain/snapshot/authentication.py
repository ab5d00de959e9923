"""What the identity service found out about the persons who must sign."""

from __future__ import annotations

from datetime import date, datetime

from services.approval.domain.snapshot.seen import Seen


class PersonFacts(Seen):
    barred_profession: bool
    serious_violation: bool
    restricted_until: date | None
    litigation: bool


class Person(Seen):
    person_ref: str
    role: str
    name: str
    id_document_type: str
    id_number: str
    face_score: float
    authenticated_at: datetime
    valid_until: datetime
    facts: PersonFacts


class Authentication(Seen):
    """What the identity service found out about the persons who must sign."""

    application_no: str
    window: int
    account_subject: str
    account_verified: bool
    account_is_operator: bool
    persons: tuple[Person, ...]
