"""Who looked at which entity; rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime
from sqlmodel import Field, Session, SQLModel, col, select
from uuid_utils import uuid7

from kernel.database import between
from kernel.trails import AskedTrail

_TIME: Any = DateTime(timezone=True)


class EntityAccess(SQLModel, table=True):
    """`subject` is an account; a list names no entity."""

    __tablename__ = "access_log"
    __table_args__: ClassVar = ({"schema": "register"},)

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    at: datetime = Field(sa_type=_TIME)
    subject: str
    role: str
    action: str
    uscc: str | None = None
    origin: str | None = None


def trail(session: Session, asked: AskedTrail) -> Iterator[EntityAccess]:
    """The oldest first, narrowed to what is given."""
    ordered = select(EntityAccess).order_by(col(EntityAccess.id))
    equal = ((col(EntityAccess.uscc), asked.about), (col(EntityAccess.subject), asked.actor))
    yield from session.exec(between(ordered, col(EntityAccess.at), asked.since, asked.until, equal, asked.of))
