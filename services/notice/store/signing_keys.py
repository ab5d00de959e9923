"""The keys events were ever signed with: public ones to check old events, private ones only as encrypted text."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from kernel.database import encrypted_column

_TIME: Any = DateTime(timezone=True)

KEY = "event_signing_key:key"


class EventSigningKey(SQLModel, table=True):
    """`key_encrypted` is empty for a key that comes from the settings."""

    __tablename__ = "event_signing_key"
    __table_args__: ClassVar = ({"schema": "notice"},)

    key_id: str = Field(primary_key=True)
    public_hex: str
    key_encrypted: str | None = encrypted_column("key", default=None)
    created_at: datetime = Field(sa_type=_TIME)


def own(session: Session) -> EventSigningKey | None:
    """The latest key this service made itself."""
    query = (
        select(EventSigningKey)
        .where(col(EventSigningKey.key_encrypted).is_not(None))
        .order_by(col(EventSigningKey.created_at).desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def remember(session: Session, key: EventSigningKey) -> None:
    """Once; a key that is known stays as it is."""
    session.execute(insert(EventSigningKey).values(**key.model_dump()).on_conflict_do_nothing())


def all_keys(session: Session) -> list[EventSigningKey]:
    """Newest first."""
    return list(session.scalars(select(EventSigningKey).order_by(col(EventSigningKey.created_at).desc())))
