"""Filings that keep an entity for themselves, what was answered to them, and the end of the take-over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, select

_TIME: Any = DateTime(timezone=True)

ONE_OPEN = "one_open_filing_per_entity"


class OpenFilingRow(SQLModel, table=True):
    """A filing about an entity. While `closed_at` is absent no other one can change it."""

    __tablename__ = "open_filing"
    __table_args__ = (
        Index(ONE_OPEN, "uscc", unique=True, postgresql_where=text("closed_at IS NULL")),
        {"schema": "register"},
    )

    application_no: str = Field(primary_key=True)
    uscc: str = Field(foreign_key="register.entity.uscc")
    submission: int
    filing_type: str
    filing_type_edition: str
    opened_at: datetime = Field(sa_type=_TIME)
    closed_at: datetime | None = Field(default=None, sa_type=_TIME)


class FactsAnswered(SQLModel, table=True):
    """What was counted for a submission; asking again is answered alike."""

    __tablename__ = "facts_answered"
    __table_args__ = ({"schema": "register"},)

    application_no: str = Field(primary_key=True)
    submission: int = Field(primary_key=True)
    entities_at_premises: int
    entities_of_operator: int
    duplicates: int
    marks: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]"))
    organisations: dict[str, str] | None = Field(default=None, sa_column=Column(JSONB, nullable=True))
    read_at: datetime = Field(sa_type=_TIME)


class TakeOverEnd(SQLModel, table=True):
    """One row at most: since when every business licensed earlier is here."""

    __tablename__ = "take_over_end"
    __table_args__ = (CheckConstraint("id = 1", name="one_take_over"), {"schema": "register"})

    id: int = Field(default=1, primary_key=True)
    entities: int
    ended_at: datetime = Field(sa_type=_TIME)


def filing(session: Session, application_no: str) -> OpenFilingRow | None:
    """Locked until the transaction ends."""
    return session.get(OpenFilingRow, application_no, with_for_update=True)


def under_way(session: Session, uscc: str) -> OpenFilingRow | None:
    """The filing that keeps an entity for itself."""
    statement = select(OpenFilingRow).where(OpenFilingRow.uscc == uscc, col(OpenFilingRow.closed_at).is_(None))
    return session.exec(statement).first()


def kept_now(session: Session, usccs: Sequence[str]) -> dict[str, str]:
    """Which filing keeps which of these entities for itself."""
    statement = select(OpenFilingRow).where(col(OpenFilingRow.uscc).in_(usccs), col(OpenFilingRow.closed_at).is_(None))
    return {row.uscc: row.application_no for row in session.exec(statement)}


def about(session: Session, uscc: str) -> list[OpenFilingRow]:
    """Every filing that ever kept an entity for itself, the first one first."""
    statement = select(OpenFilingRow).where(OpenFilingRow.uscc == uscc)
    return list(session.exec(statement.order_by(col(OpenFilingRow.opened_at), col(OpenFilingRow.application_no))))


def facts_answered(session: Session, application_no: str, submission: int) -> FactsAnswered | None:
    return session.get(FactsAnswered, (application_no, submission))


def take_over_end(session: Session) -> TakeOverEnd | None:
    return session.get(TakeOverEnd, 1)
