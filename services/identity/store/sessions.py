"""Sessions with their rotating refresh tokens, and failed logins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Index, func, update
from sqlmodel import Field, Session, SQLModel, col, delete, select


class LoginSession(SQLModel, table=True):
    """One login and all refresh tokens that descend from it. `clerk_id` is the account of staff who opened it at the
    window, for whoever stands there."""

    __tablename__ = "login_session"
    __table_args__: ClassVar = (
        Index("ended_sessions", "revoked_at", postgresql_where="revoked_at IS NOT NULL"),
        {"schema": "identity"},
    )

    session_id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="identity.account.account_id", index=True)
    opened_by: str = "password"
    clerk_id: str | None = Field(default=None, foreign_key="identity.account.account_id")
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    revoked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class RefreshToken(SQLModel, table=True):
    """Only the keyed hash of the token is kept."""

    __tablename__ = "refresh_token"
    __table_args__: ClassVar = ({"schema": "identity"},)

    token_hash: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="identity.login_session.session_id", ondelete="CASCADE", index=True)
    issued_at: datetime = Field(sa_type=DateTime(timezone=True))
    rotated_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class FailedLogin(SQLModel, table=True):
    """Failures in a row under one account name, whether or not such an account exists."""

    __tablename__ = "failed_login"
    __table_args__: ClassVar = ({"schema": "identity"},)

    name_hash: str = Field(primary_key=True)
    failures: int
    last_at: datetime = Field(sa_type=DateTime(timezone=True))
    locked_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


def refresh_token(session: Session, token_hash: str) -> tuple[RefreshToken, LoginSession] | None:
    """The token and its session, both locked."""
    query = (
        select(RefreshToken, LoginSession)
        .join(LoginSession, col(LoginSession.session_id) == col(RefreshToken.session_id))
        .where(col(RefreshToken.token_hash) == token_hash)
        .with_for_update()
    )
    return session.exec(query).one_or_none()


def open_sessions(session: Session, account_id: str, now: datetime) -> list[tuple[LoginSession, datetime]]:
    """Sessions that are not over, the newest first, each with when it was used last."""
    query = (
        select(LoginSession, func.max(RefreshToken.issued_at))
        .join(RefreshToken, col(RefreshToken.session_id) == col(LoginSession.session_id))
        .where(col(LoginSession.account_id) == account_id, col(LoginSession.revoked_at).is_(None))
        .where(col(LoginSession.expires_at) > now)
        .group_by(col(LoginSession.session_id))
        .order_by(col(LoginSession.opened_at).desc())
    )
    return [(opened, used) for opened, used in session.exec(query)]


def last_opened(session: Session, account_id: str) -> datetime | None:
    return session.exec(
        select(func.max(LoginSession.opened_at)).where(col(LoginSession.account_id) == account_id)
    ).one()


def revoke_all(session: Session, account_id: str, now: datetime) -> int:
    """End every session of an account; returns how many were open."""
    done = session.connection().execute(
        update(LoginSession)
        .where(col(LoginSession.account_id) == account_id, col(LoginSession.revoked_at).is_(None))
        .where(col(LoginSession.expires_at) > now)
        .values(revoked_at=now)
    )
    return done.rowcount


def ended_since(session: Session, instant: datetime) -> list[str]:
    """Ids of sessions that were ended after `instant`."""
    return list(session.exec(select(LoginSession.session_id).where(col(LoginSession.revoked_at) > instant)))


def failed_logins(session: Session, name_hashes: Collection[str]) -> dict[str, FailedLogin]:
    """By hash, locked, so that failures are counted one by one."""
    query = select(FailedLogin).where(col(FailedLogin.name_hash).in_(name_hashes)).order_by(col(FailedLogin.name_hash))
    return {row.name_hash: row for row in session.exec(query.with_for_update())}


def forgive(session: Session, name_hashes: Collection[str]) -> None:
    session.exec(delete(FailedLogin).where(col(FailedLogin.name_hash).in_(name_hashes)))


def forget_before(session: Session, instant: datetime) -> None:
    """Remove sessions that ended, and failures whose last was, before `instant`."""
    session.exec(delete(LoginSession).where(col(LoginSession.expires_at) < instant))
    session.exec(delete(FailedLogin).where(col(FailedLogin.last_at) < instant))
