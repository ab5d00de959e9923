"""Log-ins through the unified authentication centre, and which of its subjects is which account."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select

from kernel.database import encrypted_column

ACCOUNT_LINKED = "unified_link_account_unique"


class UnifiedLink(SQLModel, table=True):
    """`subject_hash` is keyed, over issuer and subject."""

    __tablename__ = "unified_link"
    __table_args__: ClassVar = (UniqueConstraint("account_id", name=ACCOUNT_LINKED), {"schema": "identity"})

    subject_hash: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="identity.account.account_id")
    linked_at: datetime = Field(sa_type=DateTime(timezone=True))


class UnifiedLogin(SQLModel, table=True):
    """One way to the centre and back. `login_hash` and `state_hash` are keyed; nonce and code verifier are encrypted
    under `unified:proof:<login_hash>`, the person that waits for completion under `unified:person:<login_hash>`."""

    __tablename__ = "unified_login"
    __table_args__: ClassVar = ({"schema": "identity"},)

    login_hash: str = Field(primary_key=True)
    state_hash: str
    proof_encrypted: str = encrypted_column("proof")
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    answered_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    person_encrypted: str | None = encrypted_column("person", default=None)
    account_id: str | None = None
    completed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


def login(session: Session, login_hash: str) -> UnifiedLogin | None:
    """Locked, so that an answer counts once."""
    query = select(UnifiedLogin).where(col(UnifiedLogin.login_hash) == login_hash).with_for_update()
    return session.exec(query).one_or_none()


def link(session: Session, subject_hash: str) -> UnifiedLink | None:
    return session.get(UnifiedLink, subject_hash)


def forget_before(session: Session, instant: datetime) -> None:
    """Remove log-ins that could not be answered any more before `instant`, with what they hold of persons."""
    session.exec(delete(UnifiedLogin).where(col(UnifiedLogin.expires_at) < instant))
