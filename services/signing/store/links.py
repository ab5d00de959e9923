"""One-time links to the phone, the bearers they became, and the codes sent to it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, Index, text, update
from sqlmodel import Field, Session, SQLModel, col, delete, select

from services.signing.store.sessions import SigningSession
from services.signing.store.signers import Signer, signer_key


class SigningLink(SQLModel, table=True):
    """Only keyed hashes of the token and of the bearer it was redeemed for are kept.

    `ended_at`: a newer link took its place, or the session became void. A signer has one link that has not ended.
    """

    __tablename__ = "signing_link"
    __table_args__: ClassVar = (
        Index(
            "signing_link_one_alive", "session_no", "party_ref", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
        signer_key(),
        {"schema": "signing"},
    )

    link_id: str = Field(primary_key=True)
    session_no: str
    party_ref: str
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
        Index("signing_code_by_signer", "session_no", "party_ref", "sent_at"),
        signer_key(),
        {"schema": "signing"},
    )

    code_id: str = Field(primary_key=True)
    session_no: str
    party_ref: str
    link_id: str = Field(sa_column_args=[ForeignKey("signing.signing_link.link_id")])
    code_hash: str
    sent_at: datetime = Field(sa_type=DateTime(timezone=True))
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    tries: int = 0
    spent: bool = False


Whole = tuple[SigningLink, SigningSession, Signer]
"""A link with the session and the signer it is for: no step of a phone needs one without the others."""


def by_token(session: Session, token_hash: str) -> Whole | None:
    """The link is locked, so that it is redeemed once."""
    found = (
        select(SigningLink, SigningSession, Signer)
        .join(SigningSession, col(SigningSession.session_no) == col(SigningLink.session_no))
        .join(
            Signer,
            (col(Signer.session_no) == col(SigningLink.session_no))
            & (col(Signer.party_ref) == col(SigningLink.party_ref)),
        )
        .where(col(SigningLink.token_hash) == token_hash)
    )
    row = session.exec(found.with_for_update(of=SigningLink)).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def lock_session(session: Session, bearer_hash: str) -> None:
    """Everybody else who wants to change the session of this bearer waits."""
    of_bearer = select(SigningLink.session_no).where(col(SigningLink.bearer_hash) == bearer_hash)
    session.exec(
        select(SigningSession.session_no)
        .where(col(SigningSession.session_no) == of_bearer.scalar_subquery())
        .with_for_update()
    ).first()


def end_all(session: Session, session_no: str, now: datetime, party_ref: str | None = None) -> None:
    """End the links of one signer, or of all."""
    ended = update(SigningLink).where(col(SigningLink.session_no) == session_no, col(SigningLink.ended_at).is_(None))
    if party_ref is not None:
        ended = ended.where(col(SigningLink.party_ref) == party_ref)
    session.connection().execute(ended.values(ended_at=now))


def current_code(session: Session, link_id: str) -> SigningCode | None:
    """The latest code of a bearer, locked; an earlier one is no longer good."""
    query = select(SigningCode).where(col(SigningCode.link_id) == link_id)
    return session.exec(query.order_by(col(SigningCode.sent_at).desc()).limit(1).with_for_update()).one_or_none()


def remove_code(session: Session, code_id: str) -> None:
    session.exec(delete(SigningCode).where(col(SigningCode.code_id) == code_id))
