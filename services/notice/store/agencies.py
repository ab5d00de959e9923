"""Who was enrolled, from when to when, and the test events that agencies were sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Index, func, select, update
from sqlmodel import Field, Session, SQLModel, col
from sqlmodel import select as select_rows

_TIME: Any = DateTime(timezone=True)


class EnrolledAgency(SQLModel, table=True):
    """One enrolment; `number` counts those of one name from 1. Only the end of an enrolment is ever added to it.
    `kinds` has blanks between the types of events, `marks` between the kinds of marks that it may put on businesses;
    `marks_key` is the key under which it signs those."""

    __tablename__ = "agency"
    __table_args__: ClassVar = (
        Index("one_enrolment_of_an_agency", "name", unique=True, postgresql_where="removed_at IS NULL"),
        {"schema": "notice"},
    )

    name: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    title: str
    kinds: str
    basis: str
    marks: str = ""
    marks_key: str | None = None
    enrolled_at: datetime = Field(sa_type=_TIME)
    enrolled_by: str
    removed_at: datetime | None = Field(default=None, sa_type=_TIME)
    removed_by: str | None = None


class AgencyTest(SQLModel, table=True):
    """A test event. No part of the ledger: it tells of no entity."""

    __tablename__ = "test_event"
    __table_args__: ClassVar = (Index("test_events_of_agency", "agency", "sent_at"), {"schema": "notice"})

    event_id: str = Field(primary_key=True)
    agency: str
    event_type: str
    ordered_by: str
    sent_at: datetime = Field(sa_type=_TIME)
    outcome: str | None = None
    receipt_at: datetime | None = Field(default=None, sa_type=_TIME)


def enrolled(session: Session) -> Sequence[EnrolledAgency]:
    """Those enrolled now, by name."""
    query = select_rows(EnrolledAgency).where(col(EnrolledAgency.removed_at).is_(None)).order_by(EnrolledAgency.name)
    return session.exec(query).all()


def enrolments(session: Session) -> Sequence[EnrolledAgency]:
    """All there ever were, by name and then in order."""
    return session.exec(select_rows(EnrolledAgency).order_by(EnrolledAgency.name, col(EnrolledAgency.number))).all()


def of_name(session: Session, name: str) -> EnrolledAgency | None:
    """The enrolment in force, held against everybody else until the transaction ends."""
    query = select_rows(EnrolledAgency).where(EnrolledAgency.name == name, col(EnrolledAgency.removed_at).is_(None))
    return session.exec(query.with_for_update()).one_or_none()


def last_number(session: Session, name: str) -> int:
    query = select(func.coalesce(func.max(EnrolledAgency.number), 0)).where(col(EnrolledAgency.name) == name)
    return int(session.scalars(query).one())


def tests_since(session: Session, agency: str, since: datetime) -> int:
    """How many test events an agency was sent."""
    query = select(func.count()).where(col(AgencyTest.agency) == agency, col(AgencyTest.sent_at) >= since)
    return int(session.scalars(query).one())


def tested(session: Session) -> dict[str, datetime]:
    """When each agency last accepted a test event."""
    query = (
        select(col(AgencyTest.agency), func.max(AgencyTest.receipt_at))
        .where(col(AgencyTest.outcome) == "ACCEPTED")
        .group_by(col(AgencyTest.agency))
    )
    return {name: at for name, at in session.connection().execute(query) if at is not None}


def note_test_receipt(session: Session, agency: str, event_id: str, outcome: str, at: datetime) -> bool:
    """False when the agency was sent no such test event. The latest answer counts."""
    noted = (
        update(AgencyTest)
        .where(col(AgencyTest.event_id) == event_id, col(AgencyTest.agency) == agency)
        .values(outcome=outcome, receipt_at=at)
        .returning(col(AgencyTest.event_id))
    )
    return session.connection().execute(noted).first() is not None
