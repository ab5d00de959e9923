"""Persons who may not register for a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, DateTime, UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column
from kernel.web.paging import Asked, Piece, of_statement

SAME_EVIDENCE = "restriction_evidence_unique"


class Restriction(SQLModel, table=True):
    """The person is known by keyed hash; `id_number_masked_encrypted` and `reason_encrypted` are encrypted under
    `restriction:<column>:<restriction_id>`. `evidence` is the number of the decision."""

    __tablename__ = "restriction"
    __table_args__: ClassVar = (
        UniqueConstraint("person_hash", "authority", "evidence", name=SAME_EVIDENCE),
        CheckConstraint("last_day >= first_day", name="restriction_days"),
        {"schema": "identity"},
    )

    restriction_id: str = Field(primary_key=True)
    person_hash: str
    id_number_masked_encrypted: str = encrypted_column("id_number_masked")
    reason_encrypted: str = encrypted_column("reason")
    evidence: str
    authority: str
    first_day: date
    last_day: date
    imposed_by: str
    imposed_at: datetime = Field(sa_type=DateTime(timezone=True))
    lifted_by: str | None = None
    lifted_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    lifting_reason_encrypted: str | None = encrypted_column("lifting_reason", default=None)


def by_evidence(session: Session, person_hashes: Sequence[str], authority: str, evidence: str) -> Restriction | None:
    query = select(Restriction).where(
        col(Restriction.person_hash).in_(person_hashes),
        col(Restriction.authority) == authority,
        col(Restriction.evidence) == evidence,
    )
    return session.exec(query).first()


def of_evidence(session: Session, authority: str, evidence: str) -> list[Restriction]:
    """Those that rest on one decision."""
    return list(
        session.exec(select(Restriction).where(Restriction.authority == authority, Restriction.evidence == evidence))
    )


def of_authority(session: Session, authority: str, asked: Asked) -> Piece[Restriction]:
    """In the order of imposing."""
    query = select(Restriction).where(col(Restriction.authority) == authority)
    return of_statement(session, query, asked, col(Restriction.restriction_id))


def one_of_authority(session: Session, restriction_id: str, authority: str) -> Restriction | None:
    """Locked."""
    query = select(Restriction).where(
        col(Restriction.restriction_id) == restriction_id, col(Restriction.authority) == authority
    )
    return session.exec(query.with_for_update()).one_or_none()


def restricted_until(session: Session, person_hashes: Sequence[str], today: date) -> date | None:
    """The last day of every restriction in force on `today`; None if there is none."""
    query = select(func.max(col(Restriction.last_day))).where(
        col(Restriction.person_hash).in_(person_hashes),
        col(Restriction.lifted_at).is_(None),
        col(Restriction.first_day) <= today,
        col(Restriction.last_day) >= today,
    )
    return session.exec(query).one()
