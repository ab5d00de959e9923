"""What is kept on an entity and is no state of it: lists, freezes, a withdrawn licence, the last annual report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field, Session, SQLModel, col, select
from uuid_utils import uuid7

_TIME: Any = DateTime(timezone=True)


class Mark(SQLModel, table=True):
    """`source` is who put it there and by which document; it holds from a day to another, both included."""

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="mark_ends_after_it_begins"),
        Index("marks_by_entity", "uscc", "from_on"),
        {"schema": "register"},
    )

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    uscc: str = Field(foreign_key="register.entity.uscc")
    kind: str
    source: str
    from_on: date
    to_on: date | None = None
    recorded_at: datetime = Field(sa_type=_TIME)


def in_force(session: Session, uscc: str, on: date) -> list[Mark]:
    """Those that hold on a day, the oldest first."""
    statement = select(Mark).where(
        Mark.uscc == uscc, col(Mark.from_on) <= on, col(Mark.to_on).is_(None) | (col(Mark.to_on) >= on)
    )
    return list(session.exec(statement.order_by(col(Mark.from_on), col(Mark.id))))
