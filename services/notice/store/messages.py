"""Text messages to applicants, each of them once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, DateTime, Index, UniqueConstraint, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col
from uuid_utils import uuid7

from kernel.database import encrypted_column

_TIME: Any = DateTime(timezone=True)

TO, TEXT = "applicant_message:to", "applicant_message:text"


class ApplicantMessage(SQLModel, table=True):
    """Written down before it is sent.

    `request_id` is what the gateway knows the message by: the same message is never accepted twice.
    """

    __tablename__ = "applicant_message"
    __table_args__: ClassVar = (
        UniqueConstraint("application_no", "template", "occasion", name="one_message_of_an_occasion"),
        UniqueConstraint("request_id", name="one_message_of_a_request"),
        Index("messages_of_account", "account_subject", "application_no"),
        Index("messages_to_send", "message_no", postgresql_where="sent_at IS NULL"),
        {"schema": "notice"},
    )

    message_no: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    application_no: str
    template: str
    occasion: int
    account_subject: str
    request_id: str
    to_encrypted: str = encrypted_column("to")
    text_encrypted: str = encrypted_column("text")
    created_at: datetime = Field(sa_type=_TIME)
    sent_at: datetime | None = Field(default=None, sa_type=_TIME)
    gateway_message_id: str | None = None


def of_occasion(session: Session, application_no: str, template: str, occasion: int) -> ApplicantMessage | None:
    query = select(ApplicantMessage).where(
        col(ApplicantMessage.application_no) == application_no,
        col(ApplicantMessage.template) == template,
        col(ApplicantMessage.occasion) == occasion,
    )
    return session.scalars(query).one_or_none()


def add_once(connection: Connection, message: ApplicantMessage) -> bool:
    """False when there is one of this occasion; whoever writes the same one at that moment is waited for."""
    statement = (
        insert(ApplicantMessage)
        .values(message.model_dump())
        .on_conflict_do_nothing()
        .returning(col(ApplicantMessage.message_no))
    )
    return connection.execute(statement).first() is not None


def newest(session: Session, application_no: str) -> ApplicantMessage | None:
    """The last message about an application."""
    query = select(ApplicantMessage).where(col(ApplicantMessage.application_no) == application_no)
    return session.scalars(query.order_by(col(ApplicantMessage.message_no).desc()).limit(1)).one_or_none()


def waiting(session: Session, limit: int = 200) -> list[ApplicantMessage]:
    """Messages the gateway has not taken, oldest first."""
    query = select(ApplicantMessage).where(col(ApplicantMessage.sent_at).is_(None))
    return list(session.scalars(query.order_by(col(ApplicantMessage.message_no)).limit(limit)))


def of_account(session: Session, account_subject: str, application_no: str) -> list[ApplicantMessage]:
    """In the order of writing."""
    query = (
        select(ApplicantMessage)
        .where(
            col(ApplicantMessage.account_subject) == account_subject,
            col(ApplicantMessage.application_no) == application_no,
        )
        .order_by(col(ApplicantMessage.message_no))
    )
    return list(session.scalars(query))


def mark_sent(session: Session, message_no: str, gateway_message_id: str, at: datetime) -> None:
    """Record the gateway's acceptance; the first to say so is believed."""
    session.execute(
        update(ApplicantMessage)
        .where(col(ApplicantMessage.message_no) == message_no, col(ApplicantMessage.sent_at).is_(None))
        .values(sent_at=at, gateway_message_id=gateway_message_id)
    )
