"""Paper licences: wished for, printed, handed out; a row is never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

_TIME: Any = DateTime(timezone=True)


class PaperLicence(SQLModel, table=True):
    """`serial_no` is the number on the blank form; `recipient_sealed` is bound to the print number.

    `printed_by` and `handed_by` are account references.
    """

    __tablename__ = "paper_licence"
    __table_args__ = (
        UniqueConstraint("authority_code", "serial_no", name="one_paper_per_serial_no"),
        CheckConstraint("copy_kind IN ('正本', '副本')", name="copy_known"),
        CheckConstraint("status IN ('UNPRINTED', 'VOID') OR serial_no IS NOT NULL", name="printed_paper_has_serial_no"),
        Index("papers_by_application", "application_no"),
        Index("papers_by_authority", "authority_code", "status"),
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
    printed_at: datetime | None = Field(default=None, sa_type=_TIME)
    printed_by: str | None = None
    handed_at: datetime | None = Field(default=None, sa_type=_TIME)
    handed_by: str | None = None
    recipient_sealed: str | None = None
    tracking_no: str | None = None
    received_at: datetime | None = Field(default=None, sa_type=_TIME)
    void_at: datetime | None = Field(default=None, sa_type=_TIME)
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


def queue(
    session: Session, authority_code: str, status: str, *, page: int, size: int
) -> tuple[int, list[PaperLicence]]:
    """How many papers of an authority have a status, and one page of them, oldest first."""
    conditions = (PaperLicence.authority_code == authority_code, PaperLicence.status == status)
    total = session.exec(select(func.count()).select_from(PaperLicence).where(*conditions)).one()
    rows = session.exec(
        select(PaperLicence)
        .where(*conditions)
        .order_by(col(PaperLicence.requested_at), col(PaperLicence.print_no))
        .offset((page - 1) * size)
        .limit(size)
    )
    return int(total), list(rows)
