"""Counts log-ins that failed in a row under one name, and locks the name for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from kernel.database import lock_key
from kernel.errors import RETRY_AFTER, Refusal
from services.identity.domain.periods import LOGIN_FAILURES, LOGIN_FAILURES_EVERYWHERE, LOGIN_LOCK
from services.identity.operations.resources import Resources
from services.identity.store import sessions


@dataclass(frozen=True, slots=True)
class Tried:
    """The counters of one name: from one address, so that nobody locks a name for others; from everywhere, so that
    nobody guesses with many addresses; and of one-time codes, which only who knows the password can try."""

    here: str
    everywhere: str
    codes: str

    @classmethod
    def under(cls, resources: Resources, account_name_key: str, address: str) -> Tried:
        return cls(
            resources.hash(f"login:{address}:{account_name_key}"),
            resources.hash(f"login:{account_name_key}"),
            resources.hash(f"code:{account_name_key}"),
        )

    def forgive(self, session: Session) -> None:
        for hashed in (self.here, self.everywhere, self.codes):
            sessions.forgive(session, hashed)

    def take_back(self, session: Session) -> None:
        """A right password that a second factor must follow is no failure, and forgives none: else whoever knows the
        password could guess codes for ever."""
        take_back(session, self.here, LOGIN_FAILURES)
        take_back(session, self.everywhere, LOGIN_FAILURES_EVERYWHERE)


def count(session: Session, resources: Resources, hashed: str, most: int = LOGIN_FAILURES) -> Refusal | None:
    """Count a try before it is checked, so that tries at the same instant are counted too; or the refusal."""
    now = resources.clock.now()
    lock_key(session, f"identity.login:{hashed}")
    row = sessions.failed_login(session, hashed)
    if row is None:
        session.add(sessions.FailedLogin(name_hash=hashed, failures=1, last_at=now))
        return None
    if refusal := _lock(row, now):
        return refusal
    if row.locked_until is not None or now - row.last_at > LOGIN_LOCK:
        row.failures, row.locked_until = 0, None
    row.failures += 1
    row.last_at = now
    if row.failures >= most:
        row.locked_until = now + LOGIN_LOCK
    return None


def locked(session: Session, resources: Resources, hashed: str) -> Refusal | None:
    """The refusal while it is locked; counts nothing."""
    row = sessions.failed_login(session, hashed)
    return _lock(row, resources.clock.now()) if row else None


def _lock(row: sessions.FailedLogin, now: datetime) -> Refusal | None:
    if row.locked_until is not None and row.locked_until > now:
        seconds = max(1, round((row.locked_until - now).total_seconds()))
        return Refusal(
            "identity.login_locked",
            "登录失败次数过多，账号已锁定 15 分钟，可稍后再试或找回密码",
            "Too many failed logins: locked for 15 minutes. Try later or reset the password",
            status=429,
            details={RETRY_AFTER: seconds},
        )
    return None


def take_back(session: Session, hashed: str, most: int = LOGIN_FAILURES) -> None:
    """One counted failure was none."""
    row = sessions.failed_login(session, hashed)
    if row is not None:
        row.failures -= 1
        if row.failures < most:
            row.locked_until = None


def login_failed() -> Refusal:
    return Refusal(
        "identity.login_failed", "用户账号或密码不正确", "The account name or the password is wrong", status=401
    )
