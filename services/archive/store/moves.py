"""Files that move from one authority to another, each with the clock that runs until it is received."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import DateTime, or_
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, select

from catalogues.filing_types.words import DocumentKind
from kernel.web.paging import Asked, Piece, of_statement

PAPERS = (DocumentKind.MOVE_LETTER, DocumentKind.MOVE_MANIFEST, DocumentKind.MOVE_RECEIPT)
"""Who asks for the file writes the letter, who hands it over the manifest, who receives it the receipt."""

_TIME: Any = DateTime(timezone=True)


class MoveStatus(StrEnum):
    """REQUESTED: the file was asked for; HANDED_OVER: it left; RECEIVED: the receipt is made; OVERDUE: it did not come
    in time; ENDED: the filing ended otherwise; MOVED: the business is registered with the new authority."""

    REQUESTED = "REQUESTED"
    HANDED_OVER = "HANDED_OVER"
    RECEIVED = "RECEIVED"
    OVERDUE = "OVERDUE"
    ENDED = "ENDED"
    MOVED = "MOVED"


class FileMove(SQLModel, table=True):
    """One per application that asks for a move. `alarms` counts those that are over; `handed_over_by` and `received_by`
    are accounts, empty where the systems did it; `papers` are references of letter, manifest and receipt."""

    __tablename__ = "file_move"
    __table_args__: ClassVar = ({"schema": "archive"},)

    application_no: str = Field(primary_key=True)
    uscc: str
    full_name: str | None = None
    from_authority: str
    to_authority: str
    way: str
    from_archive_no: str
    to_archive_no: str | None = None
    status: str = MoveStatus.REQUESTED
    asked_at: datetime = Field(sa_type=_TIME)
    due: datetime = Field(sa_type=_TIME)
    alarms: int = 0
    handed_over_at: datetime | None = Field(default=None, sa_type=_TIME)
    handed_over_by: str | None = None
    received_at: datetime | None = Field(default=None, sa_type=_TIME)
    received_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=_TIME)
    volumes: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    papers: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    package_key: str | None = None
    package_sha256: str | None = None
    package_sm3: str | None = None
    package_size: int | None = None
    locked_until: datetime | None = Field(default=None, sa_type=_TIME)

    def made_at(self, kind: str) -> datetime:
        """When one of its papers was made."""
        times = {
            DocumentKind.MOVE_LETTER: self.asked_at,
            DocumentKind.MOVE_MANIFEST: self.handed_over_at,
            DocumentKind.MOVE_RECEIPT: self.received_at,
        }
        return times[DocumentKind(kind)] or self.asked_at

    def writer(self, kind: str) -> str:
        """The code of the authority whose paper it is."""
        return self.from_authority if kind == DocumentKind.MOVE_MANIFEST else self.to_authority

    @property
    def package_name(self) -> str:
        """What the package and the folder in it are called."""
        return f"{self.from_archive_no}-{self.application_no}"


def of_application(session: Session, application_no: str, *, lock: bool = False) -> FileMove | None:
    query = select(FileMove).where(col(FileMove.application_no) == application_no)
    return session.exec(query.with_for_update() if lock else query).one_or_none()


def of_authority(session: Session, authority_code: str, asked: Asked) -> Piece[FileMove]:
    """In and out, the latest first."""
    found = select(FileMove).where(
        or_(col(FileMove.from_authority) == authority_code, col(FileMove.to_authority) == authority_code)
    )
    key = (col(FileMove.asked_at), col(FileMove.application_no))
    return of_statement(session, found, asked, *key, newest_first=True)
