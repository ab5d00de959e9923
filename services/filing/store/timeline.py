"""The stages an application went through, and its submissions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CHAR, DateTime, PrimaryKeyConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel import Column, Field, Session, SQLModel, col, select

from services.filing.store.applications import FilingApplication


class StageEntry(SQLModel, table=True):
    """`waits_for` and `deadline` are the workflow's word; nobody's, of a line written before it was told."""

    __tablename__ = "stage_entry"
    __table_args__ = (
        PrimaryKeyConstraint("application_no", "number", name="uq_stage_entry_number"),
        {"schema": "filing"},
    )

    application_no: str = Field(sa_type=CHAR(23), foreign_key="filing.application.application_no")
    number: int
    stage: str
    at: datetime = Field(sa_type=DateTime(timezone=True))
    waits_for: str | None = None
    deadline: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class AcceptedSubmission(SQLModel, table=True):
    """What other applications said about this one when it was accepted (AR-33, 38), and the premises registry about
    its places (AR-50)."""

    __tablename__ = "submission"
    __table_args__ = ({"schema": "filing"},)

    application_no: str = Field(sa_type=CHAR(23), primary_key=True, foreign_key="filing.application.application_no")
    number: int = Field(primary_key=True)
    accepted_at: datetime = Field(sa_type=DateTime(timezone=True))
    entities_at_premises: int
    recent_days: int
    recent_applications_of_operator: int
    duplicates: int
    authority_registers: bool
    premises_checks: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )


def timeline(session: Session, application_no: str) -> list[StageEntry]:
    statement = select(StageEntry).where(StageEntry.application_no == application_no)
    return list(session.exec(statement.order_by(col(StageEntry.number))))


def course(session: Session, application_no: str) -> tuple[FilingApplication, list[StageEntry]] | None:
    """An application and its timeline in one question."""
    statement = (
        select(FilingApplication, StageEntry)
        .outerjoin(StageEntry, col(StageEntry.application_no) == col(FilingApplication.application_no))
        .where(FilingApplication.application_no == application_no)
        .order_by(col(StageEntry.number))
    )
    found = list(session.exec(statement))
    return (found[0][0], [entry for _, entry in found if entry is not None]) if found else None


def latest_entries(session: Session, application_nos: Sequence[str]) -> dict[str, StageEntry]:
    """The last line of each of these applications that has one."""
    statement = (
        select(StageEntry)
        .ext(distinct_on(col(StageEntry.application_no)))
        .where(col(StageEntry.application_no).in_(application_nos))
        .order_by(col(StageEntry.application_no), col(StageEntry.number).desc())
    )
    return {row.application_no: row for row in session.exec(statement)}


def submission(session: Session, application_no: str, number: int) -> AcceptedSubmission | None:
    return session.get(AcceptedSubmission, (application_no, number))


def was_accepted(session: Session, application_no: str) -> bool:
    statement = select(AcceptedSubmission.number).where(AcceptedSubmission.application_no == application_no)
    return session.exec(statement.limit(1)).first() is not None


def broken_timelines(session: Session) -> list[str]:
    """Applications whose stages are not numbered 1, 2, 3 … without a gap."""
    rows = session.connection().execute(
        text(
            "SELECT application_no FROM filing.stage_entry GROUP BY application_no"
            " HAVING min(number) <> 1 OR max(number) <> count(*)"
        )
    )
    return [row[0] for row in rows]


def misplaced_applications(session: Session) -> list[str]:
    """Applications whose stage is not the last one of their timeline."""
    rows = session.connection().execute(
        text(
            "SELECT a.application_no FROM filing.application a JOIN LATERAL (SELECT stage FROM filing.stage_entry e"
            " WHERE e.application_no = a.application_no ORDER BY number DESC LIMIT 1) last ON true"
            " WHERE a.stage <> last.stage"
        )
    )
    return [row[0] for row in rows]
