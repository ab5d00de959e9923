"""Paper licences: wished for, printed, handed out; a row is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from services.licence.store.licences import Licence

_TIME: Any = DateTime(timezone=True)


class PaperLicence(SQLModel, table=True):
    """`serial_no` is the number on the blank form; `recipient_sealed` is bound to the print number.

    `printed_by`, `handed_by` and `void_by` are account references.
    """

    __tablename__ = "paper_licence"
    __table_args__ = (
        UniqueConstraint("authority_code", "serial_no", name="one_paper_per_serial_no"),
        UniqueConstraint("request_id", name="one_paper_per_request"),
        CheckConstraint("copy_kind IN ('正本', '副本')", name="copy_known"),
        CheckConstraint("status IN ('UNPRINTED', 'VOID') OR serial_no IS NOT NULL", name="printed_paper_has_serial_no"),
        Index("papers_by_application", "application_no"),
        Index("papers_by_authority", "authority_code", "status"),
        Index("papers_by_recipient", "authority_code", "recipient_hash"),
        {"schema": "licence"},
    )

    print_no: str = Field(primary_key=True)
    application_no: str = Field(foreign_key="licence.licence.application_no")
    authority_code: str
    copy_kind: str
    copy_no: str
    reason: str
    delivery: str
    status: str
    serial_no: str | None = None
    requested_at: datetime = Field(sa_type=_TIME)
    request_id: str | None = None
    printed_at: datetime | None = Field(default=None, sa_type=_TIME)
    printed_by: str | None = None
    handed_at: datetime | None = Field(default=None, sa_type=_TIME)
    handed_by: str | None = None
    recipient_sealed: str | None = None
    recipient_hash: str | None = None
    tracking_no: str | None = None
    received_at: datetime | None = Field(default=None, sa_type=_TIME)
    void_at: datetime | None = Field(default=None, sa_type=_TIME)
    void_by: str | None = None
    void_reason: str | None = None


def of_application(session: Session, application_no: str) -> list[PaperLicence]:
    statement = select(PaperLicence).where(PaperLicence.application_no == application_no)
    return list(session.exec(statement.order_by(col(PaperLicence.print_no))))


def of_serial_no(session: Session, authority_code: str, serial_no: str) -> PaperLicence | None:
    statement = select(PaperLicence).where(
        PaperLicence.authority_code == authority_code, PaperLicence.serial_no == serial_no
    )
    return session.exec(statement).first()


def get(session: Session, print_no: str) -> PaperLicence | None:
    return session.get(PaperLicence, print_no)


def of_request(session: Session, request_id: str) -> PaperLicence | None:
    return session.exec(select(PaperLicence).where(PaperLicence.request_id == request_id)).first()


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """What an examiner looks for; `printed_from` and `printed_before` are instants, the second not included."""

    authority_code: str
    status: str | None = None
    name: str | None = None
    uscc: str | None = None
    print_nos: Sequence[str] = ()
    serial_no: str | None = None
    copy_kind: str | None = None
    reason: str | None = None
    delivery: str | None = None
    recipient_hash: str | None = None
    printed_from: datetime | None = None
    printed_before: datetime | None = None

    def conditions(self) -> list[Any]:
        exact = ("status", "serial_no", "copy_kind", "reason", "delivery", "recipient_hash")
        wanted: list[Any] = [PaperLicence.authority_code == self.authority_code]
        wanted += [getattr(PaperLicence, name) == value for name in exact if (value := getattr(self, name))]
        if self.print_nos:
            wanted.append(col(PaperLicence.print_no).in_(self.print_nos))
        if self.name:
            wanted.append(col(Licence.name).contains(self.name, autoescape=True))
        if self.uscc:
            wanted.append(Licence.uscc == self.uscc)
        if self.printed_from:
            wanted.append(col(PaperLicence.printed_at) >= self.printed_from)
        if self.printed_before:
            wanted.append(col(PaperLicence.printed_at) < self.printed_before)
        return wanted


def search(
    session: Session, wanted: PaperFilter, *, oldest_first: bool, page: int, size: int
) -> tuple[int, list[tuple[PaperLicence, Licence]]]:
    """How many papers there are, and one page of them with their licences."""
    conditions = (PaperLicence.application_no == Licence.application_no, *wanted.conditions())
    total = session.exec(select(func.count()).select_from(PaperLicence, Licence).where(*conditions)).one()
    order = (col(PaperLicence.requested_at), col(PaperLicence.print_no))
    rows = session.exec(
        select(PaperLicence, Licence)
        .where(*conditions)
        .order_by(*(order if oldest_first else (column.desc() for column in order)))
        .offset((page - 1) * size)
        .limit(size)
    )
    return int(total), list(rows)
