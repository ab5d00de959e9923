"""Who looked at which entity; rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel
from uuid_utils import uuid7

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
