"""The audit trail: who did what to whose account, when; each entry sealed by the digest of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import lock_key

BEGINNING = "0" * 64


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
    previous: str
    digest: str


def append(
    session: Session,
    at: datetime,
    event: str,
    *,
    actor_ref: str,
    object_ref: str,
    reason: str | None = None,
    request_id: str | None = None,
) -> None:
    """Add an entry as part of the caller's transaction; call it last, since it makes all others wait."""
    lock_key(session, "identity.audit")
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(1)).one_or_none()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=at,
        event=event,
        actor_ref=actor_ref,
        object_ref=object_ref,
        reason=reason,
        request_id=request_id,
        previous=last.digest if last else BEGINNING,
        digest="",
    )
    entry.digest = digest(entry)
    session.add(entry)
    session.flush()


def digest(entry: AuditEntry) -> str:
    """SM3 (GB/T 32905) over everything else in the entry, in hex."""
    content = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        *(entry.event, entry.actor_ref, entry.object_ref, entry.reason, entry.request_id, entry.previous),
    ]
    return hashlib.new("sm3", json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def entries(session: Session) -> Iterator[AuditEntry]:
    yield from session.exec(select(AuditEntry).order_by(col(AuditEntry.number)).execution_options(yield_per=1000))
