"""Mobiles of liaison persons that a code reached, each for the account that named it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel


class LiaisonMobile(SQLModel, table=True):
    """`mobile_hash` is keyed; the number itself is not kept."""

    __tablename__ = "liaison_mobile"
    __table_args__: ClassVar = ({"schema": "identity"},)

    account_id: str = Field(primary_key=True)
    mobile_hash: str = Field(primary_key=True)
    confirmed_at: datetime = Field(sa_type=DateTime(timezone=True))


def keep(session: Session, account_id: str, mobile_hash: str, now: datetime) -> None:
    """Keep that the mobile was reached; once kept it stays as it is."""
    row = {"account_id": account_id, "mobile_hash": mobile_hash, "confirmed_at": now}
    session.execute(insert(LiaisonMobile).values(row).on_conflict_do_nothing())


def is_kept(session: Session, account_id: str, mobile_hash: str) -> bool:
    """Whether a code reached the mobile for this account."""
    return session.get(LiaisonMobile, (account_id, mobile_hash)) is not None
