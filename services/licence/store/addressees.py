"""Who is to get a paper licence; each version is kept, the newest counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime
from sqlmodel import Field, Session, SQLModel, col, select

_TIME: Any = DateTime(timezone=True)


class LicenceAddressee(SQLModel, table=True):
    """`encrypted` is the JSON of the addressee, bound to application number and version; `recorded_by` is an account
    reference."""

    __tablename__ = "receiver"
    __table_args__ = (
        CheckConstraint("manner IN ('OPERATOR', 'AGENT', 'POST')", name="manner_known"),
        {"schema": "licence"},
    )

    application_no: str = Field(primary_key=True, foreign_key="licence.licence.application_no")
    version: int = Field(primary_key=True)
    manner: str
    encrypted: str = Field(sa_column_kwargs={"name": "sealed", "key": "encrypted"})
    recorded_at: datetime = Field(sa_type=_TIME)
    recorded_by: str


def newest(session: Session, application_no: str) -> LicenceAddressee | None:
    statement = select(LicenceAddressee).where(LicenceAddressee.application_no == application_no)
    return session.exec(statement.order_by(col(LicenceAddressee.version).desc()).limit(1)).first()
