"""Supplements of filed volumes: a volume is sealed, and what comes later lies in packages beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, ForeignKey
from sqlmodel import Field, Session, SQLModel, col, select

_TIME: Any = DateTime(timezone=True)


class Supplement(SQLModel, table=True):
    """`number` counts a volume's supplements from 1; `first_document` and `first_page` are those with which it goes on
    in the volume's inventory. `previous_sha256` is the digest of the package before it: the volume's, or the last
    supplement's. Stored when it has a package."""

    __tablename__ = "supplement"
    __table_args__: ClassVar = ({"schema": "archive"},)

    supplement_name: str = Field(primary_key=True)
    volume_name: str = Field(sa_column_args=[ForeignKey("archive.archive_volume.volume_name")])
    number: int
    occasion: str
    first_document: int
    first_page: int
    previous_sha256: str
    added_at: datetime = Field(sa_type=_TIME)
    package_key: str | None = None
    package_sha256: str | None = None
    package_size: int | None = None
    stored_at: datetime | None = Field(default=None, sa_type=_TIME)
    locked_until: datetime | None = Field(default=None, sa_type=_TIME)


def of_volume(session: Session, volume_name: str) -> Sequence[Supplement]:
    """In the order in which they were added."""
    query = select(Supplement).where(col(Supplement.volume_name) == volume_name)
    return session.exec(query.order_by(col(Supplement.number))).all()


def named(session: Session, supplement_name: str, *, for_update: bool = False) -> Supplement | None:
    query = select(Supplement).where(col(Supplement.supplement_name) == supplement_name)
    return session.exec(query.with_for_update() if for_update else query).one_or_none()
