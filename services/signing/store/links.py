"""One-time links to the phone, the bearers they became, and the codes sent to it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, Index, func, text, update
from sqlmodel import Field, Session, SQLModel, col, delete, select


class SigningLink(SQLModel, table=True):
    """Only keyed hashes of the token and of the bearer it was redeemed for are kept.

    `ended_at`: a newer link took its place, or the session became void. A session has one link that has not ended.
    """

    __tablename__ = "signing_link"
    __table_args__: ClassVar = (
        Index("signing_link_one_alive", "session_no", unique=True, postgresql_where=text("ended_at IS NULL")),
        {"schema": "signing"},
    )

    link_id: str = Field(primary_key=True)
    session_no: str = Field(sa_column_args=[ForeignKey("signing.signing_session.session_no")])
    token_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=DateTime(timezone=True))
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    redeemed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    bearer_hash: str | None = Field(default=None, unique=True)
    bearer_expires_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class SigningCode(SQLModel, table=True):
    """A code sent to the signer's mobile for one bearer; `code_hash` is keyed and bound to the code's id."""

    __tablename__ = "signing_code"
    __table_args__: ClassVar = (
        Index("signing_code_by_session", "session_no", "sent_at"),
        {"schema": "signing"},
    )

    code_id: str = Field(primary_key=True)
    session_no: str = Field(sa_column_args=[ForeignKey("signing.signing_session.session_no")])
    link_id: str = Field(sa_column_args=[ForeignKey("signing.signing_link.link_id")])
    code_hash: str
    sent_at: datetime = Field(sa_type=DateTime(timezone=True))
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    tries: int = 0
    spent: bool = False


def by_token(session: Session, token_hash: str) -> SigningLink | None:
    """Locked, so that it is redeemed once."""
    query = select(SigningLink).where(col(SigningLink.token_hash) == token_hash)
    return session.exec(query.with_for_update()).one_or_none()


def by_bearer(session: Session, bearer_hash: str) -> SigningLink | None:
    return session.exec(select(SigningLink).where(col(SigningLink.bearer_hash) == bearer_hash)).one_or_none()


def by_id(session: Session, link_id: str) -> SigningLink | None:
    return session.exec(select(SigningLink).where(col(SigningLink.link_id) == link_id)).one_or_none()


def end_all(session: Session, session_no: str, now: datetime) -> None:
    session.connection().execute(
        update(SigningLink)
        .where(col(SigningLink.session_no) == session_no, col(SigningLink.ended_at).is_(None))
        .values(ended_at=now)
    )


def last_code(session: Session, session_no: str) -> SigningCode | None:
    query = select(SigningCode).where(col(SigningCode.session_no) == session_no)
    return session.exec(query.order_by(col(SigningCode.sent_at).desc()).limit(1)).one_or_none()


def codes_since(session: Session, session_no: str, since: datetime) -> int:
    query = select(func.count()).where(col(SigningCode.session_no) == session_no, col(SigningCode.sent_at) > since)
    return session.exec(query).one()


def current_code(session: Session, link_id: str) -> SigningCode | None:
    """The latest code of a bearer, locked; an earlier one is no longer good."""
    query = select(SigningCode).where(col(SigningCode.link_id) == link_id)
    return session.exec(query.order_by(col(SigningCode.sent_at).desc()).limit(1).with_for_update()).one_or_none()


def code_by_id(session: Session, code_id: str) -> SigningCode | None:
    return session.exec(select(SigningCode).where(col(SigningCode.code_id) == code_id)).one_or_none()


def remove_code(session: Session, code_id: str) -> None:
    session.exec(delete(SigningCode).where(col(SigningCode.code_id) == code_id))
