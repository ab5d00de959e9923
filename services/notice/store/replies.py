"""What was asked of departments, and what they replied, every reply once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Index
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column

_TIME: Any = DateTime(timezone=True)

CONTENT = "department_reply:content"


class DepartmentQuestion(SQLModel, table=True):
    """One for an application, however many are asked; `event_type` is the first question. `until` is the end of
    the time for objections; absent where a reply is waited for."""

    __tablename__ = "department_question"
    __table_args__: ClassVar = ({"schema": "notice"},)

    application_no: str = Field(primary_key=True)
    uscc: str
    event_type: str
    asked_at: datetime = Field(sa_type=_TIME)
    until: datetime | None = Field(default=None, sa_type=_TIME)


class DepartmentReply(SQLModel, table=True):
    """What a department said, in its own words, is encrypted and bound to the reply."""

    __tablename__ = "department_reply"
    __table_args__: ClassVar = (Index("replies_by_application", "application_no", "stored_at"), {"schema": "notice"})

    agency: str = Field(primary_key=True)
    reply_id: str = Field(primary_key=True)
    application_no: str
    kind: str
    content_encrypted: str = encrypted_column("content")
    stored_at: datetime = Field(sa_type=_TIME)


def question(session: Session, application_no: str) -> DepartmentQuestion | None:
    return session.get(DepartmentQuestion, application_no)


def add_once(session: Session, reply: DepartmentReply) -> None:
    """One that was written down before stays as it was."""
    session.execute(
        insert(DepartmentReply)
        .values(**reply.model_dump())
        .on_conflict_do_nothing(index_elements=["agency", "reply_id"])
    )


def of_application(session: Session, application_no: str) -> list[DepartmentReply]:
    """In the order of arrival."""
    statement = select(DepartmentReply).where(DepartmentReply.application_no == application_no)
    return list(session.exec(statement.order_by(col(DepartmentReply.stored_at), col(DepartmentReply.reply_id))))
