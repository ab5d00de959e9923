"""What agencies answered, every answer once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Index, select
from sqlmodel import Field, Session, SQLModel, col

ONCE = "agency_receipt_pkey"
"""Refuses a receipt that was written down before; a CloudEvent is known by its source and id."""
_TIME: Any = DateTime(timezone=True)


class AgencyReceipt(SQLModel, table=True):
    """The database refuses to change or delete a receipt. `known` is False when no event of ours has that id, or
    one for another agency has."""

    __tablename__ = "agency_receipt"
    __table_args__: ClassVar = (Index("receipts_by_event", "event_id"), {"schema": "notice"})

    agency: str = Field(primary_key=True)
    receipt_id: str = Field(primary_key=True)
    event_id: str
    outcome: str
    reason: str | None = None
    received_at: datetime = Field(sa_type=_TIME)
    stored_at: datetime = Field(sa_type=_TIME)
    known: bool


def first(session: Session, agency: str, receipt_id: str) -> AgencyReceipt:
    """As it was written down when it came first."""
    return session.get_one(AgencyReceipt, (agency, receipt_id))


def of_event(session: Session, event_id: str) -> list[AgencyReceipt]:
    """In the order of arrival."""
    query = (
        select(AgencyReceipt)
        .where(col(AgencyReceipt.event_id) == event_id, col(AgencyReceipt.known))
        .order_by(col(AgencyReceipt.stored_at))
    )
    return list(session.scalars(query))
