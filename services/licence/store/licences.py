"""Licences from the moment they have a number, each a print of one version of an entity; a row is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, func, select

from catalogues.names.suffix import searched
from kernel.web.paging import Asked, Piece, of_statement
from services.licence.domain.states import LicenceState

_TIME: Any = DateTime(timezone=True)


class Licence(SQLModel, table=True):
    """`issue` counts the licences printed of one version: the first, then those for a lost or damaged one.

    `content_encrypted` holds the face and what the office must know besides, bound to the application number; what
    can be searched for stands beside it, `name` as it is public. `applied_on` is the day of the application,
    `face_digest` the SHA-256 of the canonical face, in hex. `ended_by` is an application number or account reference.
    """

    __tablename__ = "licence"
    __table_args__ = (
        UniqueConstraint("application_no", name="one_licence_per_application"),
        UniqueConstraint("licence_no", name="one_licence_per_number"),
        UniqueConstraint("document_sha256", name="one_licence_per_document"),
        CheckConstraint(
            "state IN ('PREPARED', 'VALID', 'REPLACED', 'LOST', 'VOID', 'REVOKED')", name="licence_state_known"
        ),
        CheckConstraint(
            "state = 'PREPARED' OR (document_key IS NOT NULL AND document_sha256 IS NOT NULL"
            " AND document_sm3 IS NOT NULL AND document_pages IS NOT NULL"
            " AND part_key IS NOT NULL AND part_digest IS NOT NULL)",
            name="issued_licence_has_document",
        ),
        CheckConstraint(
            "(state IN ('PREPARED', 'VALID')) = (ended_at IS NULL)"
            " AND (ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL)",
            name="ended_licence_says_why",
        ),
        Index("one_valid_licence_per_entity", "uscc", unique=True, postgresql_where="state = 'VALID'"),
        Index("licences_by_authority", "authority_code", "issued_on"),
        Index("licences_by_operator", "authority_code", "operator_hash"),
        {"schema": "licence"},
    )

    uscc: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    issue: int = Field(primary_key=True)
    application_no: str
    state: str
    licence_no: str
    account_subject: str
    authority_code: str
    county_code: str
    street_name: str
    type_name: str
    name: str | None = None
    operator_hash: str
    content_encrypted: str
    applied_on: date
    registered_on: date
    approved_on: date
    issued_on: date
    issued_at: datetime = Field(sa_type=_TIME)
    face_digest: str
    decision_key: str
    decision_digest: str
    decision_no: str
    paper_status: str | None = None
    document_key: str | None = None
    document_sha256: str | None = None
    document_sm3: str | None = None
    document_pages: int | None = None
    part_key: str | None = None
    part_digest: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=_TIME)
    ended_by: str | None = None
    ended_reason: str | None = None


class LicenceSequence(SQLModel, table=True):
    """The last licence number an authority gave in a year."""

    __tablename__ = "licence_sequence"
    __table_args__ = ({"schema": "licence"},)

    authority_code: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


def next_sequence(session: Session, authority_code: str, year: int) -> int:
    """The next number; who asks at the same time waits, and a number that was rolled back is given again."""
    values: dict[str, Any] = {"authority_code": authority_code, "year": year, "last": 1}
    statement = (
        insert(LicenceSequence)
        .values(values)
        .on_conflict_do_update(index_elements=["authority_code", "year"], set_={"last": col(LicenceSequence.last) + 1})
        .returning(col(LicenceSequence.last))
    )
    return int(session.connection().execute(statement).scalar_one())


def of_application(session: Session, application_no: str, *, lock: bool = False) -> Licence | None:
    """With `lock`, everybody else who wants to change the licence waits."""
    statement = select(Licence).where(Licence.application_no == application_no)
    return session.exec(statement.with_for_update() if lock else statement).first()


def of_entity(session: Session, uscc: str, *, lock: bool = False) -> list[Licence]:
    """Every licence an entity had, newest first. With `lock`, everybody else who wants to change one waits."""
    statement = (
        select(Licence).where(Licence.uscc == uscc).order_by(col(Licence.version).desc(), col(Licence.issue).desc())
    )
    return list(session.exec(statement.with_for_update() if lock else statement))


def current(session: Session, uscc: str, *, lock: bool = False) -> Licence | None:
    """The newest licence of an entity that has its document, whatever became of it."""
    rows = of_entity(session, uscc, lock=lock)
    return next((row for row in rows if row.state != LicenceState.PREPARED), None)


def after(session: Session, application_no: str, limit: int) -> list[Licence]:
    """First licences whose application numbers follow, in the order of numbers."""
    statement = select(Licence).where(
        col(Licence.application_no) > application_no, Licence.version == 1, Licence.issue == 1
    )
    return list(session.exec(statement.order_by(col(Licence.application_no)).limit(limit)))


def of_document(session: Session, sha256: str) -> Licence | None:
    return session.exec(select(Licence).where(Licence.document_sha256 == sha256)).first()


@dataclass(frozen=True, slots=True)
class LicenceFilter:
    """What an examiner looks for; days are days of registration, both included. `finished` tells licences with their
    document from those without; `paper_status` "" means no paper."""

    authority_code: str
    name: str | None = None
    operator_hash: str | None = None
    uscc: str | None = None
    type_name: str | None = None
    state: str | None = None
    finished: bool | None = None
    paper_status: str | None = None
    from_day: date | None = None
    to_day: date | None = None


def search(session: Session, wanted: LicenceFilter, asked: Asked) -> tuple[int, Piece[Licence]]:
    """How many there are, and a piece of them, newest first."""
    conditions: list[Any] = [Licence.authority_code == wanted.authority_code]
    if wanted.name:
        conditions.append(col(Licence.name).contains(searched(wanted.name), autoescape=True))
    if wanted.operator_hash:
        conditions.append(Licence.operator_hash == wanted.operator_hash)
    if wanted.type_name:
        conditions.append(Licence.type_name == wanted.type_name)
    if wanted.uscc:
        conditions.append(Licence.uscc == wanted.uscc)
    if wanted.state:
        conditions.append(Licence.state == wanted.state)
    if wanted.finished is not None:
        conditions.append((col(Licence.state) != LicenceState.PREPARED) == wanted.finished)
    if wanted.paper_status:
        conditions.append(Licence.paper_status == wanted.paper_status)
    elif wanted.paper_status is not None:
        conditions.append(col(Licence.paper_status).is_(None))
    if wanted.from_day:
        conditions.append(Licence.registered_on >= wanted.from_day)
    if wanted.to_day:
        conditions.append(Licence.registered_on <= wanted.to_day)
    total = session.exec(select(func.count()).select_from(Licence).where(*conditions)).one()
    key = (col(Licence.issued_at), col(Licence.application_no))
    return int(total), of_statement(session, select(Licence).where(*conditions), asked, *key, newest_first=True)


def counts_by_place(
    session: Session, authority_codes: Sequence[str], *, from_day: date | None, to_day: date | None, period: str
) -> list[tuple[str, str, date, int]]:
    """County, street, first day of the period (`day`, `month`, `year`), and how many licences were issued there."""
    begins = func.date_trunc(period, col(Licence.issued_on)).label("begins")
    statement = (
        select(Licence.county_code, Licence.street_name, begins, func.count())
        .where(col(Licence.authority_code).in_(authority_codes), col(Licence.state) != LicenceState.PREPARED)
        .group_by(col(Licence.county_code), col(Licence.street_name), begins)
        .order_by(begins, col(Licence.county_code), func.count().desc(), col(Licence.street_name))
    )
    if from_day:
        statement = statement.where(Licence.issued_on >= from_day)
    if to_day:
        statement = statement.where(Licence.issued_on <= to_day)
    return [(county, street, begin.date(), int(count)) for county, street, begin, count in session.exec(statement)]
