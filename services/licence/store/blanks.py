"""Blank forms received and spoiled; which were used, the papers say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select
from uuid_utils import uuid7

from kernel.web.paging import Asked, Piece, of_statement
from services.licence.domain.blanks import BlankRange
from services.licence.store.papers import PaperLicence

_TIME: Any = DateTime(timezone=True)


class BlankBatch(SQLModel, table=True):
    """A range of numbers as it was received; `received_by` is an account reference."""

    __tablename__ = "blank_batch"
    __table_args__ = (
        UniqueConstraint("authority_code", "head", "width", "first_number", name="one_batch_per_first_number"),
        CheckConstraint("copy_kind IN ('正本', '副本')", name="blank_kind_known"),
        CheckConstraint("first_number >= 0 AND last_number >= first_number", name="blank_batch_has_a_range"),
        Index("blank_batches_by_authority", "authority_code", "received_at"),
        {"schema": "licence"},
    )

    batch_id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    authority_code: str
    copy_kind: str
    head: str
    width: int
    first_number: int = Field(sa_type=BigInteger)
    last_number: int = Field(sa_type=BigInteger)
    note: str = ""
    received_at: datetime = Field(sa_type=_TIME)
    received_by: str

    @property
    def range(self) -> BlankRange:
        return BlankRange(self.head, self.width, self.first_number, self.last_number)


class SpoiledBlank(SQLModel, table=True):
    """A form that nothing can be printed on any more; `spoiled_by` is an account reference."""

    __tablename__ = "spoiled_blank"
    __table_args__ = (Index("spoiled_blanks_of_batch", "batch_id"), {"schema": "licence"})

    authority_code: str = Field(primary_key=True)
    serial_no: str = Field(primary_key=True)
    batch_id: str = Field(foreign_key="licence.blank_batch.batch_id")
    reason: str
    spoiled_at: datetime = Field(sa_type=_TIME)
    spoiled_by: str


def batches(session: Session, authority_code: str) -> list[BlankBatch]:
    """Every batch of an authority, the oldest first."""
    statement = select(BlankBatch).where(BlankBatch.authority_code == authority_code)
    return list(session.exec(statement.order_by(col(BlankBatch.received_at), col(BlankBatch.batch_id))))


def list_batches(session: Session, authority_code: str, asked: Asked) -> Piece[BlankBatch]:
    statement = select(BlankBatch).where(BlankBatch.authority_code == authority_code)
    key = (col(BlankBatch.received_at), col(BlankBatch.batch_id))
    return of_statement(session, statement, asked, *key, newest_first=True)


def batch_of(session: Session, authority_code: str, serial_no: str) -> BlankBatch | None:
    """The batch that a number belongs to; batches never overlap."""
    statement = select(BlankBatch).where(
        BlankBatch.authority_code == authority_code,
        func.length(BlankBatch.head) + BlankBatch.width == len(serial_no),
    )
    return next((batch for batch in session.exec(statement) if batch.range.covers(serial_no)), None)


def used(session: Session, batch_ids: Collection[str]) -> dict[str, int]:
    """How many forms of each batch something was printed on."""
    statement = select(PaperLicence.blank_batch_id, func.count()).where(col(PaperLicence.blank_batch_id).in_(batch_ids))
    return {str(batch): count for batch, count in session.exec(statement.group_by(col(PaperLicence.blank_batch_id)))}


def spoiled(session: Session, batch_ids: Collection[str]) -> dict[str, int]:
    statement = select(SpoiledBlank.batch_id, func.count()).where(col(SpoiledBlank.batch_id).in_(batch_ids))
    return dict(session.exec(statement.group_by(col(SpoiledBlank.batch_id))).all())


def gone(session: Session, batch_id: str) -> set[str]:
    """The numbers of a batch that were used or spoiled."""
    printed = session.exec(select(PaperLicence.serial_no).where(PaperLicence.blank_batch_id == batch_id))
    ruined = session.exec(select(SpoiledBlank.serial_no).where(SpoiledBlank.batch_id == batch_id))
    return {serial_no for serial_no in printed if serial_no} | set(ruined)


def printed_before(session: Session, batch: BlankBatch) -> list[PaperLicence]:
    """Papers printed on forms of a batch before it was entered."""
    statement = select(PaperLicence).where(
        PaperLicence.authority_code == batch.authority_code,
        col(PaperLicence.blank_batch_id).is_(None),
        func.length(PaperLicence.serial_no) == len(batch.head) + batch.width,
    )
    return [paper for paper in session.exec(statement) if batch.range.covers(paper.serial_no or "")]


def get_spoiled(session: Session, authority_code: str, serial_no: str) -> SpoiledBlank | None:
    return session.get(SpoiledBlank, (authority_code, serial_no))


def list_spoiled(session: Session, authority_code: str, asked: Asked) -> tuple[int, Piece[SpoiledBlank]]:
    own = SpoiledBlank.authority_code == authority_code
    total = session.exec(select(func.count()).select_from(SpoiledBlank).where(own)).one()
    key = (col(SpoiledBlank.spoiled_at), col(SpoiledBlank.serial_no))
    return int(total), of_statement(session, select(SpoiledBlank).where(own), asked, *key, newest_first=True)
