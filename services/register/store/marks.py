"""What is kept on an entity and is no state of it: lists, freezes, a withdrawn licence, the last annual report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field, Session, SQLModel, col, select
from uuid_utils import uuid7

_TIME: Any = DateTime(timezone=True)


class Mark(SQLModel, table=True):
    """`source` is who put it there and by which document; it holds from a day to another, both included, or until it is
    lifted. One that a department told of has its `agency`, that one's own `mark_no`, and the signed message."""

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="mark_ends_after_it_begins"),
        Index("marks_by_entity", "uscc", "from_on"),
        Index("one_mark_of_a_number", "agency", "mark_no", unique=True, postgresql_where="agency IS NOT NULL"),
        {"schema": "register"},
    )

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    uscc: str = Field(foreign_key="register.entity.uscc")
    kind: str
    source: str
    from_on: date
    to_on: date | None = None
    agency: str | None = None
    mark_no: str | None = None
    message: str | None = None
    recorded_at: datetime = Field(sa_type=_TIME)


class MarkLifted(SQLModel, table=True):
    """From `lifted_on` on the mark does not hold. `source` and `message` as of the mark."""

    __tablename__ = "mark_lifted"
    __table_args__ = ({"schema": "register"},)

    mark_id: str = Field(primary_key=True, foreign_key="register.mark.id")
    source: str
    lifted_on: date
    message: str | None = None
    recorded_at: datetime = Field(sa_type=_TIME)


def in_force(session: Session, uscc: str, on: date) -> list[Mark]:
    """Those that hold on a day, the oldest first."""
    lifted = select(MarkLifted.mark_id).where(col(MarkLifted.mark_id) == col(Mark.id), col(MarkLifted.lifted_on) <= on)
    statement = select(Mark).where(
        Mark.uscc == uscc,
        col(Mark.from_on) <= on,
        col(Mark.to_on).is_(None) | (col(Mark.to_on) >= on),
        ~lifted.exists(),
    )
    return list(session.exec(statement.order_by(col(Mark.from_on), col(Mark.id))))


def of_entity(session: Session, uscc: str) -> list[Mark]:
    """All there ever were."""
    return list(session.exec(select(Mark).where(Mark.uscc == uscc)))


def of_agency(session: Session, agency: str, mark_no: str) -> Mark | None:
    statement = select(Mark).where(Mark.agency == agency, Mark.mark_no == mark_no)
    return session.exec(statement).first()


def lifting(session: Session, mark_id: str) -> MarkLifted | None:
    return session.get(MarkLifted, mark_id)
