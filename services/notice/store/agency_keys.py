"""Public keys of agencies, and what they signed, every statement once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, DateTime, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from kernel.database import encrypted_column

_TIME: Any = DateTime(timezone=True)

STATEMENT = "agency_statement:content"


class AgencyKey(SQLModel, table=True):
    """`key_id` is its thumbprint, `jwk` the public key; nothing is encrypted to it, and nothing believed under it, from
    `ended_at` on."""

    __tablename__ = "agency_key"
    __table_args__: ClassVar = ({"schema": "notice"},)

    agency: str = Field(primary_key=True)
    key_id: str = Field(primary_key=True)
    use: str
    jwk: str
    added_at: datetime = Field(sa_type=_TIME)
    added_by: str
    ended_at: datetime | None = Field(default=None, sa_type=_TIME)

    @property
    def key(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.jwk)
        return found


class AgencyStatement(SQLModel, table=True):
    """What an agency signed, as it came; the database refuses to change or delete it."""

    __tablename__ = "agency_statement"
    __table_args__: ClassVar = ({"schema": "notice"},)

    agency: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    message_id: str
    content_encrypted: str = encrypted_column("content")
    stored_at: datetime = Field(sa_type=_TIME)


def in_force(session: Session, agency: str, now: datetime) -> Sequence[AgencyKey]:
    """Newest first."""
    query = (
        select(AgencyKey)
        .where(col(AgencyKey.agency) == agency, or_(col(AgencyKey.ended_at).is_(None), col(AgencyKey.ended_at) > now))
        .order_by(col(AgencyKey.added_at).desc())
    )
    return list(session.scalars(query))


def end(session: Session, agency: str, but: Sequence[str], at: datetime) -> None:
    """All but these end at a moment, unless they ended or end earlier."""
    ending = (
        update(AgencyKey)
        .where(
            col(AgencyKey.agency) == agency,
            col(AgencyKey.key_id).not_in(but),
            or_(col(AgencyKey.ended_at).is_(None), col(AgencyKey.ended_at) > at),
        )
        .values(ended_at=at)
    )
    session.connection().execute(ending)


def keep(connection: Connection, statement: AgencyStatement) -> None:
    """Once."""
    connection.execute(insert(AgencyStatement).values(**statement.model_dump()).on_conflict_do_nothing())
