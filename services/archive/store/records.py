"""What happened to filed volumes: every change of their 归档信息, every view. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, select
from uuid_utils import uuid7

from kernel.database import between
from kernel.trails import AskedTrail
from kernel.web.paging import Asked, Piece, of_statement
from services.archive.domain.chain import BEGINNING, link

_TIME: Any = DateTime(timezone=True)


class InformationChange(SQLModel, table=True):
    """One edit; `link` covers the link before it, so a row cannot be changed or left out unnoticed."""

    __tablename__ = "information_change"
    __table_args__: ClassVar = ({"schema": "archive"},)

    volume_name: str = Field(primary_key=True, sa_column_args=[ForeignKey("archive.archive_volume.volume_name")])
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=_TIME)
    actor: str
    fields: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    before: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    after: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    before_digest: str
    after_digest: str
    previous: str = BEGINNING
    link: str = ""

    def expected_link(self) -> str:
        """What `link` must be for the row as it stands."""
        content = {
            "volume_name": self.volume_name,
            "number": self.number,
            "at": int(self.at.timestamp() * 1_000_000),
            "actor": self.actor,
            "fields": self.fields,
            "before": self.before,
            "after": self.after,
            "before_digest": self.before_digest,
            "after_digest": self.after_digest,
        }
        return link(self.previous, content)


class FileAccess(SQLModel, table=True):
    """Who looked at what (实施细则 Art. 61). `document` is its number in the volume; lists name no volume."""

    __tablename__ = "access_log"
    __table_args__: ClassVar = (Index("accesses_of_file", "archive_no", "id"), {"schema": "archive"})

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    at: datetime = Field(sa_type=_TIME)
    subject: str
    role: str
    action: str
    archive_no: str | None = None
    volume_name: str | None = None
    document: int | None = None
    origin: str | None = None


def changes(session: Session, volume_name: str) -> Sequence[InformationChange]:
    query = select(InformationChange).where(col(InformationChange.volume_name) == volume_name)
    return session.exec(query.order_by(col(InformationChange.number))).all()


def accesses(session: Session, archive_no: str, asked: Asked) -> Piece[FileAccess]:
    """Of one file, newest first; ids sort by time."""
    query = select(FileAccess).where(col(FileAccess.archive_no) == archive_no)
    return of_statement(session, query, asked, col(FileAccess.id), newest_first=True)


def trail_of_views(session: Session, asked: AskedTrail) -> Iterator[FileAccess]:
    """The oldest first, narrowed to what is given."""
    ordered = select(FileAccess).order_by(col(FileAccess.id))
    equal = ((col(FileAccess.archive_no), asked.about), (col(FileAccess.subject), asked.actor))
    yield from session.exec(between(ordered, col(FileAccess.at), asked.since, asked.until, equal, asked.of))


def trail_of_edits(session: Session, asked: AskedTrail) -> Iterator[InformationChange]:
    """The oldest first, narrowed to what is given."""
    row = InformationChange
    ordered = select(row).order_by(col(row.at), col(row.volume_name), col(row.number))
    equal = ((col(row.volume_name), asked.about), (col(row.actor), asked.actor))
    yield from session.exec(between(ordered, col(row.at), asked.since, asked.until, equal, asked.of))
