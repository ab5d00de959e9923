"""Copies that were given out of volumes: rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, select

from kernel.database import encrypted_column

_TIME: Any = DateTime(timezone=True)


class ArchiveCopy(SQLModel, table=True):
    """One copy. `documents` are those in it, each with its number, title and digest; `left_out` the numbers of those
    whose class its reader may not see. `asked_encrypted` is who asked, with which letter and what for, encrypted
    under `archive_copy:asked:<copy_no>`. Idempotency key: asked_by + request_id."""

    __tablename__ = "archive_copy"
    __table_args__: ClassVar = ({"schema": "archive"},)

    copy_no: str = Field(primary_key=True)
    volume_name: str = Field(sa_column_args=[ForeignKey("archive.archive_volume.volume_name")])
    code: str
    reader: str
    asked_by: str
    request_id: str
    asked_encrypted: str = encrypted_column("asked")
    documents: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    left_out: list[int] = Field(sa_column=Column(JSONB, nullable=False))
    pages: int
    made_at: datetime = Field(sa_type=_TIME)
    copy_key: str
    copy_size: int
    copy_sha256: str


def of_request(session: Session, asked_by: str, request_id: str) -> ArchiveCopy | None:
    query = select(ArchiveCopy).where(col(ArchiveCopy.asked_by) == asked_by, col(ArchiveCopy.request_id) == request_id)
    return session.exec(query).one_or_none()


def of_volumes(session: Session, volume_names: Sequence[str]) -> Sequence[ArchiveCopy]:
    """Newest first."""
    query = select(ArchiveCopy).where(col(ArchiveCopy.volume_name).in_(volume_names))
    return session.exec(query.order_by(col(ArchiveCopy.made_at).desc(), col(ArchiveCopy.copy_no))).all()


def named(session: Session, copy_no: str) -> ArchiveCopy | None:
    return session.get(ArchiveCopy, copy_no)


def of_code(session: Session, code: str) -> ArchiveCopy | None:
    return session.exec(select(ArchiveCopy).where(col(ArchiveCopy.code) == code)).one_or_none()


def of_digest(session: Session, sha256: str) -> ArchiveCopy | None:
    return session.exec(select(ArchiveCopy).where(col(ArchiveCopy.copy_sha256) == sha256)).first()


def made_since(session: Session, asked_by: str, since: datetime) -> int:
    query = select(func.count()).select_from(ArchiveCopy)
    return session.exec(query.where(col(ArchiveCopy.asked_by) == asked_by, col(ArchiveCopy.made_at) > since)).one()
