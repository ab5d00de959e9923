"""The audit trail: who did what to whose account, when; each entry chained by the digest of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.audit import follow, instant
from kernel.database import between, lock_key
from kernel.trails import AskedTrail


class AuditEntry(SQLModel, table=True):
    """References only, no personal data. The database refuses to change or delete entries."""

    __tablename__ = "audit_entry"
    __table_args__: ClassVar = ({"schema": "identity"},)

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=DateTime(timezone=True))
    event: str
    actor_ref: str
    object_ref: str
    reason: str | None = None
    request_id: str | None = None
    role: str | None = None
    origin: str | None = None
    previous: str
    digest: str

    def chained(self) -> Sequence[str | int | None]:
        seen = (self.event, self.actor_ref, self.object_ref, self.reason, self.request_id)
        return self.number, instant(self.at), *seen, self.previous


def append(
    session: Session,
    at: datetime,
    event: str,
    *,
    actor_ref: str,
    object_ref: str,
    reason: str | None = None,
    request_id: str | None = None,
    role: str | None = None,
    origin: str | None = None,
) -> None:
    """Add an entry as part of the caller's transaction; call it last, since it makes all others wait."""
    with session.no_autoflush:  # what the caller wrote goes with the entry
        lock_key(session, "identity.audit")
        last = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(1)).one_or_none()
    unwritten = [row for row in session.new if isinstance(row, AuditEntry)]
    entry = AuditEntry(
        number=0,
        at=at,
        event=event,
        actor_ref=actor_ref,
        object_ref=object_ref,
        reason=reason,
        request_id=request_id,
        role=role,
        origin=origin,
        previous="",
        digest="",
    )
    session.add(follow(entry, unwritten[-1] if unwritten else last))


def entries(session: Session) -> Iterator[AuditEntry]:
    yield from session.exec(select(AuditEntry).order_by(col(AuditEntry.number)).execution_options(yield_per=1000))


def trail(session: Session, asked: AskedTrail) -> Iterator[AuditEntry]:
    """The oldest first, narrowed to what is given."""
    ordered = select(AuditEntry).order_by(col(AuditEntry.number))
    equal = ((col(AuditEntry.object_ref), asked.about), (col(AuditEntry.actor_ref), asked.actor))
    yield from session.exec(between(ordered, col(AuditEntry.at), asked.since, asked.until, equal, asked.of))
