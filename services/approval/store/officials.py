"""Who acted under an account: name (encrypted) and number as their token said them last."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column


class OfficialSeen(SQLModel, table=True):
    """The name is encrypted under `official/<account_ref>`."""

    __tablename__ = "official"
    __table_args__: ClassVar = ({"schema": "approval"},)

    account_ref: str = Field(primary_key=True)
    authority_code: str
    name_encrypted: str = encrypted_column("name")
    staff_no: str
    seen_at: datetime = Field(sa_type=DateTime(timezone=True))


def official(session: Session, account_ref: str) -> OfficialSeen | None:
    return session.get(OfficialSeen, account_ref)


def of_authority(session: Session, authority_code: str) -> list[OfficialSeen]:
    """By number."""
    statement = select(OfficialSeen).where(OfficialSeen.authority_code == authority_code)
    return list(session.exec(statement.order_by(col(OfficialSeen.staff_no))))
