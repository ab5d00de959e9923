"""Who did what in which case and when; the entries of a case are chained by their digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.audit import follow, instant
from kernel.database import between
from kernel.trails import AskedTrail


class ReviewAuditEntry(SQLModel, table=True):
    """References only, no personal data. The database refuses to change or delete entries."""

    __tablename__ = "audit_entry"
    __table_args__: ClassVar = ({"schema": "approval"},)

    application_no: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=DateTime(timezone=True))
    event: str
    actor_ref: str
    object_ref: str
    role: str | None = None
    origin: str | None = None
    request_id: str | None = None
    previous: str
    digest: str

    def chained(self) -> Sequence[str | int | None]:
        seen = (self.event, self.actor_ref, self.object_ref)
        return self.application_no, self.number, instant(self.at), *seen, self.previous


def append(
    session: Session,
    application_no: str,
    at: datetime,
    event: str,
    *,
    actor_ref: str,
    object_ref: str,
    role: str | None = None,
    origin: str | None = None,
    request_id: str | None = None,
) -> None:
    """Add an entry as part of the caller's transaction, who holds the lock on the application."""
    with session.no_autoflush:  # what the caller wrote goes with the entry
        last = session.exec(
            select(ReviewAuditEntry)
            .where(ReviewAuditEntry.application_no == application_no)
            .order_by(col(ReviewAuditEntry.number).desc())
            .limit(1)
        ).one_or_none()
    unwritten = [
        row for row in session.new if isinstance(row, ReviewAuditEntry) and row.application_no == application_no
    ]
    entry = ReviewAuditEntry(
        application_no=application_no,
        number=0,
        at=at,
        event=event,
        actor_ref=actor_ref,
        object_ref=object_ref,
        role=role,
        origin=origin,
        request_id=request_id,
        previous="",
        digest="",
    )
    session.add(follow(entry, unwritten[-1] if unwritten else last))


def of_application(session: Session, application_no: str) -> list[ReviewAuditEntry]:
    """What was done in one case, in the order in which it was written."""
    statement = select(ReviewAuditEntry).where(ReviewAuditEntry.application_no == application_no)
    return list(session.exec(statement.order_by(col(ReviewAuditEntry.number))))


def entries(session: Session) -> Iterator[ReviewAuditEntry]:
    """By application, in the order in which they were written."""
    ordered = select(ReviewAuditEntry).order_by(col(ReviewAuditEntry.application_no), col(ReviewAuditEntry.number))
    yield from session.exec(ordered.execution_options(yield_per=1000))


def trail(session: Session, asked: AskedTrail) -> Iterator[ReviewAuditEntry]:
    """The oldest first, narrowed to what is given."""
    row = ReviewAuditEntry
    ordered = select(row).order_by(col(row.at), col(row.application_no), col(row.number))
    equal = ((col(row.application_no), asked.about), (col(row.actor_ref), asked.actor))
    yield from session.exec(between(ordered, col(row.at), asked.since, asked.until, equal, asked.of))
