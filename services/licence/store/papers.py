"""Paper licences: wished for, printed, handed out; a row is never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from catalogues.names.suffix import searched
from kernel.clock import SHANGHAI
from kernel.database import encrypted_column
from kernel.web.paging import Asked, Piece, of_statement
from services.licence.domain.paper import WITH_OWNER, WantedPapers
from services.licence.domain.states import ENDED
from services.licence.store.licences import Licence

_TIME: Any = DateTime(timezone=True)


class PaperLicence(SQLModel, table=True):
    """`serial_no` is the number on the blank form; `recipient_encrypted` and `collector_encrypted` are bound
    to the print number; `told_at`: its owner got the message that it was posted.

    `blank_batch_id` is the batch of that form. `printed_by`, `handed_by` and `void_by` are account references.
    `return_manner` is how it came back once its licence had ended.
    """

    __tablename__ = "paper_licence"
    __table_args__ = (
        UniqueConstraint("authority_code", "serial_no", name="one_paper_per_serial_no"),
        UniqueConstraint("request_id", name="one_paper_per_request"),
        CheckConstraint("copy_kind IN ('正本', '副本')", name="copy_known"),
        CheckConstraint("status IN ('UNPRINTED', 'VOID') OR serial_no IS NOT NULL", name="printed_paper_has_serial_no"),
        Index("papers_by_application", "application_no"),
        Index("papers_by_authority", "authority_code", "status"),
        Index("papers_of_batch", "blank_batch_id"),
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
    blank_batch_id: str | None = Field(default=None, foreign_key="licence.blank_batch.batch_id")
    requested_at: datetime = Field(sa_type=_TIME)
    request_id: str | None = None
    printed_at: datetime | None = Field(default=None, sa_type=_TIME)
    printed_by: str | None = None
    handed_at: datetime | None = Field(default=None, sa_type=_TIME)
    handed_by: str | None = None
    recipient_encrypted: str | None = encrypted_column("recipient", default=None)
    recipient_hash: str | None = None
    collector_encrypted: str | None = encrypted_column("collector", default=None)
    tracking_no: str | None = None
    told_at: datetime | None = Field(default=None, sa_type=_TIME)
    received_at: datetime | None = Field(default=None, sa_type=_TIME)
    void_at: datetime | None = Field(default=None, sa_type=_TIME)
    void_by: str | None = None
    void_reason: str | None = None
    return_manner: str | None = None


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


def search(
    session: Session,
    authority_code: str,
    wanted: WantedPapers,
    asked: Asked,
    *,
    recipient_hash: str | None,
    newest_first: bool,
) -> tuple[int, Piece[tuple[PaperLicence, Licence]]]:
    """How many papers of an authority there are, and a piece of them with their licences. `recipient_hash` stands for
    the recipient's name."""
    conditions = (
        PaperLicence.application_no == Licence.application_no,
        PaperLicence.authority_code == authority_code,
        *_conditions(wanted, recipient_hash),
    )
    total = session.exec(select(func.count()).select_from(PaperLicence, Licence).where(*conditions)).one()
    found = select(PaperLicence, Licence).where(*conditions)
    key = (col(PaperLicence.requested_at), col(PaperLicence.print_no))
    return int(total), of_statement(session, found, asked, *key, newest_first=newest_first)


def _conditions(wanted: WantedPapers, recipient_hash: str | None) -> Iterator[Any]:
    for name in ("status", "serial_no", "copy_kind", "reason", "delivery"):
        if value := getattr(wanted, name):
            yield getattr(PaperLicence, name) == value
    if wanted.outstanding:
        yield col(PaperLicence.status).in_(WITH_OWNER)
        yield col(Licence.state).in_(ENDED)
    if recipient_hash:
        yield PaperLicence.recipient_hash == recipient_hash
    if wanted.print_nos:
        yield col(PaperLicence.print_no).in_(wanted.print_nos)
    if wanted.name:
        yield col(Licence.name).contains(searched(wanted.name), autoescape=True)
    if wanted.uscc:
        yield Licence.uscc == wanted.uscc.upper()
    if wanted.from_day:
        yield col(PaperLicence.printed_at) >= _midnight(wanted.from_day)
    if wanted.to_day:
        yield col(PaperLicence.printed_at) < _midnight(wanted.to_day) + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
