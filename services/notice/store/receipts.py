"""What agencies answered, every answer once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Index, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

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


def add_once(session: Session, receipt: AgencyReceipt) -> bool:
    """False when it was written down before; a CloudEvent is known by its source and id."""
    added = session.execute(
        insert(AgencyReceipt)
        .values(**receipt.model_dump())
        .on_conflict_do_nothing(index_elements=["agency", "receipt_id"])
        .returning(col(AgencyReceipt.receipt_id))
    ).first()
    return added is not None


def of_event(session: Session, event_id: str) -> list[AgencyReceipt]:
    """In the order of arrival."""
    query = (
        select(AgencyReceipt)
        .where(col(AgencyReceipt.event_id) == event_id, col(AgencyReceipt.known))
        .order_by(col(AgencyReceipt.stored_at))
    )
    return list(session.scalars(query))
