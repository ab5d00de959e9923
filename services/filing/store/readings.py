"""What was read in attached pictures: one row for each picture and what was sought in it, whoever attached it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, DateTime, and_, delete, or_, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, select

from services.filing.store.attachments import FilingAttachment


class FilingReading(SQLModel, table=True):
    """`begun_at` is set while somebody reads, to when they last said so; `ended_at` once there is an answer for good:
    `encrypted` holds it. `attempts` are those that failed."""

    __tablename__ = "reading"
    __table_args__ = ({"schema": "filing"},)

    sha256: str = Field(primary_key=True)
    sought: str = Field(primary_key=True)
    attempts: int = 0
    begun_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    encrypted: str | None = None


def claim(connection: Connection, sha256: str, sought: str, now: datetime, *, given_up: datetime, most: int) -> bool:
    """Whether the caller is the one who reads now: nobody else does since `given_up`, nobody ended it, and fewer
    than `most` failed."""
    values: dict[str, Any] = {"sha256": sha256, "sought": sought, "attempts": 0, "begun_at": now}
    statement = (
        insert(FilingReading)
        .values(values)
        .on_conflict_do_update(
            index_elements=["sha256", "sought"],
            set_={"begun_at": now},
            where=and_(
                col(FilingReading.ended_at).is_(None),
                col(FilingReading.attempts) < most,
                or_(col(FilingReading.begun_at).is_(None), col(FilingReading.begun_at) < given_up),
            ),
        )
        .returning(col(FilingReading.sha256))
    )
    return connection.execute(statement).first() is not None


def say(connection: Connection, sha256: str, sought: str, now: datetime) -> None:
    """That it is still being read."""
    connection.execute(
        update(FilingReading)
        .where(
            col(FilingReading.sha256) == sha256,
            col(FilingReading.sought) == sought,
            col(FilingReading.begun_at).is_not(None),
            col(FilingReading.ended_at).is_(None),
        )
        .values(begun_at=now)
    )


def release(connection: Connection, sha256: str, sought: str, *, failed: bool) -> None:
    """Let the next one try; `failed` if an attempt was made."""
    connection.execute(
        update(FilingReading)
        .where(col(FilingReading.sha256) == sha256, col(FilingReading.sought) == sought)
        .values(begun_at=None, attempts=col(FilingReading.attempts) + int(failed))
    )


def keep(connection: Connection, sha256: str, sought: str, encrypted: str, now: datetime) -> None:
    connection.execute(
        update(FilingReading)
        .where(col(FilingReading.sha256) == sha256, col(FilingReading.sought) == sought)
        .values(encrypted=encrypted, ended_at=now)
    )


def readings(session: Session, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], FilingReading]:
    """Those that exist, by digest and what was sought."""
    if not wanted:
        return {}
    statement = select(FilingReading).where(
        tuple_(col(FilingReading.sha256), col(FilingReading.sought)).in_(list(wanted))
    )
    return {(row.sha256, row.sought): row for row in session.exec(statement)}


def forget(session: Session, sha256: str) -> None:
    """Delete what was read in a picture that nobody has attached any more."""
    session.connection().execute(
        delete(FilingReading).where(
            col(FilingReading.sha256) == sha256,
            ~select(FilingAttachment.sha256).where(col(FilingAttachment.sha256) == sha256).exists(),
        )
    )
