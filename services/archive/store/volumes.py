"""Files of entities, their volumes, the documents in them, and the numbers each authority has given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import DateTime, ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Column, Field, Session, SQLModel, col, select

from catalogues.names.suffix import searched
from kernel.clock import SHANGHAI
from kernel.database import encrypted_column
from kernel.web.paging import Asked, Piece, of_statement
from services.archive.domain.chain import BEGINNING

_TIME: Any = DateTime(timezone=True)


ELECTRONIC, SCANNED = "电子", "扫描"
"""How what the applicant handed in came to the file: signed electronically, or on paper at the window and scanned."""


class VolumeStatus(StrEnum):
    """NUMBERED: the number is taken for good, the package not yet stored (未归档); FILED: 已归档; DESTROYED: 已销毁, of
    which the row, without its person, and the list of its destruction are left."""

    NUMBERED = "NUMBERED"
    FILED = "FILED"
    DESTROYED = "DESTROYED"


class ArchiveCounter(SQLModel, table=True):
    """The last number of an authority and class, and the head of the log of all its volumes."""

    __tablename__ = "archive_counter"
    __table_args__: ClassVar = ({"schema": "archive"},)

    authority_code: str = Field(primary_key=True)
    class_letter: str = Field(primary_key=True)
    last_number: int = 0
    last_index: int = 0
    log_root: str = BEGINNING


class EntityFile(SQLModel, table=True):
    """One file per entity, many volumes (一户一档、一档多卷). Without `uscc`: an application that led to no entity."""

    __tablename__ = "entity_file"
    __table_args__: ClassVar = ({"schema": "archive"},)

    archive_no: str = Field(primary_key=True)
    authority_code: str
    class_letter: str
    sequence: int
    uscc: str | None = None
    opened_at: datetime = Field(sa_type=_TIME)


class Volume(SQLModel, table=True):
    """One volume per application; of a move one more, `moved_out`, in the file of the authority that it left.

    `log_index`, `log_previous` and `log_root` are its link in the authority's log; the link covers the manifest.
    `operator_encrypted` is encrypted under `archive_volume:operator:<volume_name>`. `reason` to `information_filed_at`
    are the 归档信息 at revision `revision`; everything else is fixed once the volume is filed.
    """

    __tablename__ = "archive_volume"
    __table_args__: ClassVar = ({"schema": "archive"},)

    volume_name: str = Field(primary_key=True)
    archive_no: str = Field(sa_column_args=[ForeignKey("archive.entity_file.archive_no")])
    application_no: str
    account_subject: str
    authority_code: str
    authority_name: str
    business_type: str
    category: str
    outcome: str
    uscc: str | None = None
    full_name: str | None = None
    shop_name: str | None = None
    operator_encrypted: str = encrypted_column("operator")
    operator_hash: str
    type_code: str | None = None
    type_name: str | None = None
    approved_at: datetime | None = Field(default=None, sa_type=_TIME)
    reviewer: str | None = None
    manifest_sha256: str
    manifest_sm3: str
    class_letter: str
    log_index: int
    log_previous: str
    log_root: str
    filed_at: datetime = Field(sa_type=_TIME)
    status: str = VolumeStatus.NUMBERED
    package_key: str | None = None
    package_sha256: str | None = None
    package_size: int | None = None
    stored_at: datetime | None = Field(default=None, sa_type=_TIME)
    locked_until: datetime | None = Field(default=None, sa_type=_TIME)
    checks: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    reason: str
    institution: str
    archivist: str
    place: str
    information_filed_at: datetime = Field(sa_type=_TIME)
    revision: int = 1
    moved_out: bool = False
    medium: str = ELECTRONIC


class FiledDocument(SQLModel, table=True):
    """A document in a package: `number` 0 is the inventory of the volume, which lies on no page of its own. One with
    a `supplement_name` came later, and lies in that package."""

    __tablename__ = "filed_document"
    __table_args__: ClassVar = ({"schema": "archive"},)

    volume_name: str = Field(primary_key=True, sa_column_args=[ForeignKey("archive.archive_volume.volume_name")])
    number: int = Field(primary_key=True)
    kind: str
    group: str | None = None
    subgroup: str | None = None
    title: str
    page_from: int
    page_to: int
    file_name: str
    size: int
    sha256: str
    sm3: str
    made_at: datetime = Field(sa_type=_TIME)
    supplement_name: str | None = Field(default=None, sa_column_args=[ForeignKey("archive.supplement.supplement_name")])


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; days are days in China, both included. `operator_hash` finds a whole name only."""

    archive_no: str | None = None
    application_no: str | None = None
    uscc: str | None = None
    full_name: str | None = None
    operator_hash: str | None = None
    category: str | None = None
    status: str | None = None
    outcome: str | None = None
    reviewer: str | None = None
    type_name: str | None = None
    medium: str | None = None
    filed_from: date | None = None
    filed_to: date | None = None
    approved_from: date | None = None
    approved_to: date | None = None


def of_application(session: Session, application_no: str, *, moved_out: bool = False) -> Volume | None:
    """The volume with the authority that the application was made to, or with the one that the business left."""
    query = select(Volume).where(col(Volume.application_no) == application_no, col(Volume.moved_out) == moved_out)
    return session.exec(query).one_or_none()


def named(session: Session, volume_name: str, *, for_update: bool = False) -> Volume | None:
    query = select(Volume).where(col(Volume.volume_name) == volume_name)
    return session.exec(query.with_for_update() if for_update else query).one_or_none()


def documents(session: Session, volume_name: str) -> Sequence[FiledDocument]:
    query = select(FiledDocument).where(col(FiledDocument.volume_name) == volume_name)
    return session.exec(query.order_by(col(FiledDocument.number))).all()


def document(session: Session, volume_name: str, number: int) -> FiledDocument | None:
    return session.get(FiledDocument, (volume_name, number))


def file_of_entity(session: Session, authority_code: str, uscc: str) -> EntityFile | None:
    query = select(EntityFile).where(col(EntityFile.authority_code) == authority_code, col(EntityFile.uscc) == uscc)
    return session.exec(query).one_or_none()


def volumes_of_file(session: Session, archive_no: str) -> Sequence[Volume]:
    query = select(Volume).where(col(Volume.archive_no) == archive_no)
    return session.exec(query.order_by(col(Volume.filed_at), col(Volume.volume_name))).all()


def counter(session: Session, authority_code: str, class_letter: str) -> ArchiveCounter:
    """The counter, locked until the transaction ends, so that numbers have no gaps and no number is given twice."""
    kept = (
        insert(ArchiveCounter)
        .values(
            authority_code=authority_code, class_letter=class_letter, last_number=0, last_index=0, log_root=BEGINNING
        )
        # What changes nothing locks the row that is there, and tells how it stands.
        .on_conflict_do_update(
            index_elements=["authority_code", "class_letter"], set_={"last_number": col(ArchiveCounter.last_number)}
        )
        .returning(ArchiveCounter)
    )
    return session.scalars(kept, execution_options={"populate_existing": True}).one()


def search(session: Session, authority_code: str, wanted: Filter, asked: Asked) -> tuple[int, Piece[Volume]]:
    """How many volumes of the authority match, and a piece of them, newest first."""
    conditions = [col(Volume.authority_code) == authority_code, *_conditions(wanted)]
    total = session.exec(select(func.count()).select_from(Volume).where(*conditions)).one()
    found = select(Volume).where(*conditions)
    key = (col(Volume.filed_at), col(Volume.volume_name))
    return total, of_statement(session, found, asked, *key, newest_first=True)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    equal = {
        Volume.archive_no: wanted.archive_no,
        Volume.application_no: wanted.application_no,
        Volume.uscc: wanted.uscc,
        Volume.operator_hash: wanted.operator_hash,
        Volume.category: wanted.category,
        Volume.status: wanted.status,
        Volume.outcome: wanted.outcome,
        Volume.reviewer: wanted.reviewer,
        Volume.type_name: wanted.type_name,
        Volume.medium: wanted.medium,
    }
    found: list[ColumnElement[bool]] = [col(column) == value for column, value in equal.items() if value is not None]
    if wanted.full_name:
        found.append(col(Volume.full_name).contains(searched(wanted.full_name), autoescape=True))
    for column, first, last in (
        (col(Volume.filed_at), wanted.filed_from, wanted.filed_to),
        (col(Volume.approved_at), wanted.approved_from, wanted.approved_to),
    ):
        if first:
            found.append(column >= _start(first))
        if last:
            found.append(column < _start(last) + timedelta(days=1))
    return found


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
