"""Licences from the moment they have a code; a row is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, func, select

_TIME: Any = DateTime(timezone=True)


class LicenceState(StrEnum):
    """PREPARED has its code and its face for good, and no document yet."""

    PREPARED = "PREPARED"
    ISSUED = "ISSUED"


class Licence(SQLModel, table=True):
    """`operator_sealed` and `premises_sealed` are bound to the application number; `name` is public.

    `capital_amount` is in 万元, unknown for licences issued before it was kept. `applied_on` is the day of the
    application, `face_digest` the SHA-256 of the canonical face, in hex.
    """

    __tablename__ = "licence"
    __table_args__ = (
        UniqueConstraint("uscc", name="one_licence_per_uscc"),
        UniqueConstraint("licence_no", name="one_licence_per_number"),
        UniqueConstraint("document_sha256", name="one_licence_per_document"),
        CheckConstraint("state IN ('PREPARED', 'ISSUED')", name="licence_state_known"),
        CheckConstraint(
            "state = 'PREPARED' OR (document_key IS NOT NULL AND document_sha256 IS NOT NULL"
            " AND document_sm3 IS NOT NULL AND document_pages IS NOT NULL"
            " AND part_key IS NOT NULL AND part_digest IS NOT NULL)",
            name="issued_licence_has_document",
        ),
        CheckConstraint("registered_on = issued_on AND approved_on = issued_on", name="issued_on_day_of_registration"),
        Index("licences_by_authority", "authority_code", "issued_on"),
        Index("licences_by_operator", "authority_code", "operator_hash"),
        {"schema": "licence"},
    )

    application_no: str = Field(primary_key=True)
    state: str
    uscc: str
    licence_no: str
    version: int
    account_subject: str
    authority_code: str
    authority_name: str
    county_code: str
    street_name: str
    type_name: str
    name: str | None = None
    entity_type: str
    operator_sealed: str
    operator_hash: str
    composition_form: str
    scope_text: str
    capital_amount: Decimal | None = None
    premises_sealed: str
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


def of_uscc(session: Session, uscc: str, *, lock: bool = False) -> Licence | None:
    statement = select(Licence).where(Licence.uscc == uscc)
    return session.exec(statement.with_for_update() if lock else statement).first()


def after(session: Session, application_no: str, limit: int) -> list[Licence]:
    """Those whose application numbers follow, in the order of numbers."""
    statement = select(Licence).where(col(Licence.application_no) > application_no)
    return list(session.exec(statement.order_by(col(Licence.application_no)).limit(limit)))


def of_document(session: Session, sha256: str) -> Licence | None:
    return session.exec(select(Licence).where(Licence.document_sha256 == sha256)).first()


@dataclass(frozen=True, slots=True)
class LicenceFilter:
    """What an examiner looks for; days are days of registration, both included. `paper_status` "" means no paper."""

    authority_code: str
    name: str | None = None
    operator_hash: str | None = None
    uscc: str | None = None
    type_name: str | None = None
    state: str | None = None
    paper_status: str | None = None
    from_day: date | None = None
    to_day: date | None = None


def search(session: Session, wanted: LicenceFilter, *, page: int, size: int) -> tuple[int, list[Licence]]:
    """How many there are, and one page of them, newest first."""
    conditions: list[Any] = [Licence.authority_code == wanted.authority_code]
    if wanted.name:
        conditions.append(col(Licence.name).contains(wanted.name, autoescape=True))
    if wanted.operator_hash:
        conditions.append(Licence.operator_hash == wanted.operator_hash)
    if wanted.type_name:
        conditions.append(Licence.type_name == wanted.type_name)
    if wanted.uscc:
        conditions.append(Licence.uscc == wanted.uscc)
    if wanted.state:
        conditions.append(Licence.state == wanted.state)
    if wanted.paper_status:
        conditions.append(Licence.paper_status == wanted.paper_status)
    elif wanted.paper_status is not None:
        conditions.append(col(Licence.paper_status).is_(None))
    if wanted.from_day:
        conditions.append(Licence.registered_on >= wanted.from_day)
    if wanted.to_day:
        conditions.append(Licence.registered_on <= wanted.to_day)
    total = session.exec(select(func.count()).select_from(Licence).where(*conditions)).one()
    rows = session.exec(
        select(Licence)
        .where(*conditions)
        .order_by(col(Licence.issued_at).desc(), col(Licence.application_no).desc())
        .offset((page - 1) * size)
        .limit(size)
    )
    return int(total), list(rows)


def counts_by_place(
    session: Session, authority_codes: Sequence[str], *, from_day: date | None, to_day: date | None, period: str
) -> list[tuple[str, str, date, int]]:
    """County, street, first day of the period (`day`, `month`, `year`), and how many licences were issued there."""
    begins = func.date_trunc(period, col(Licence.issued_on)).label("begins")
    statement = (
        select(Licence.county_code, Licence.street_name, begins, func.count())
        .where(col(Licence.authority_code).in_(authority_codes), Licence.state == LicenceState.ISSUED)
        .group_by(col(Licence.county_code), col(Licence.street_name), begins)
        .order_by(begins, col(Licence.county_code), func.count().desc(), col(Licence.street_name))
    )
    if from_day:
        statement = statement.where(Licence.issued_on >= from_day)
    if to_day:
        statement = statement.where(Licence.issued_on <= to_day)
    return [(county, street, begin.date(), int(count)) for county, street, begin, count in session.exec(statement)]
