"""What applicants declared, word for word, and why a declared name could not be held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, select
from uuid_utils import uuid7

from catalogues.filing_types.words import EntityKind

_TIME: Any = DateTime(timezone=True)


class NameDeclaration(SQLModel, table=True):
    """A declaration never changes (企业名称登记管理规定 Art. 16: who declares, answers for it).

    `trade_name`, `industry` and `organisation_form` are cleaned, `typed` holds them exactly as they came. `type_code`
    is that of a sole trader's business, and may be empty for others.
    """

    __tablename__ = "name_declaration"
    __table_args__ = (
        Index("one_declaration_per_request", "account_subject", "request_key", unique=True),
        Index("declarations_by_application", "application_no"),
        {"schema": "naming"},
    )

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    application_no: str
    account_subject: str
    request_key: str | None = None
    authority_code: str
    county_code: str
    type_code: str
    entity_kind: str = EntityKind.SOLE_TRADER
    full_name: str
    division: str
    trade_name: str
    industry: str
    organisation_form: str
    typed: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    uses_own_name: bool
    commitment_accepted: bool
    similar_confirmed: bool
    verdict: str
    findings: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    alternatives: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    catalogue_edition: str
    declared_at: datetime = Field(sa_type=_TIME)


class RefusedReservation(SQLModel, table=True):
    """The judgement at the moment a declared name could not be held: it may differ from that of the declaration."""

    __tablename__ = "refused_reservation"
    __table_args__ = ({"schema": "naming"},)

    declaration_id: str = Field(primary_key=True, foreign_key="naming.name_declaration.id")
    verdict: str
    findings: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    alternatives: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    judged_at: datetime = Field(sa_type=_TIME)


def get(session: Session, declaration_id: str) -> NameDeclaration | None:
    return session.get(NameDeclaration, declaration_id)


def of_request(session: Session, account_subject: str, request_key: str) -> NameDeclaration | None:
    """The declaration that an earlier try of the same request made."""
    return session.exec(
        select(NameDeclaration).where(
            NameDeclaration.account_subject == account_subject, NameDeclaration.request_key == request_key
        )
    ).one_or_none()


def last_of(session: Session, application_no: str, account_subject: str) -> NameDeclaration | None:
    """The newest declaration of an application by this account; ids are in the order of time."""
    return session.exec(
        select(NameDeclaration)
        .where(NameDeclaration.application_no == application_no, NameDeclaration.account_subject == account_subject)
        .order_by(col(NameDeclaration.id).desc())
        .limit(1)
    ).first()


def refusal_of(session: Session, declaration_id: str) -> RefusedReservation | None:
    return session.get(RefusedReservation, declaration_id)


def remember_refusal(session: Session, refused: RefusedReservation) -> None:
    """Keep the latest judgement on a declaration that could not be held."""
    session.merge(refused)
    session.flush()
