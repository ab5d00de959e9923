"""Counts log-ins that failed in a row under one name, and locks the name for a while."""

from __future__ import annotations

from sqlmodel import Session

from kernel.database import lock_key
from kernel.errors import RETRY_AFTER, Refusal
from services.identity.domain.periods import LOGIN_FAILURES, LOGIN_LOCK
from services.identity.operations.resources import Resources
from services.identity.store import sessions


def name_hash(resources: Resources, account_name_key: str) -> str:
    return resources.hash(f"login:{account_name_key}")


def count(session: Session, resources: Resources, hashed: str) -> Refusal | None:
    """Count a try before it is checked, so that tries at the same instant are counted too; or the refusal."""
    now = resources.clock.now()
    lock_key(session, f"identity.login:{hashed}")
    row = sessions.failed_login(session, hashed)
    if row is None:
        session.add(sessions.FailedLogin(name_hash=hashed, failures=1, last_at=now))
        return None
    if row.locked_until is not None and row.locked_until > now:
        seconds = max(1, round((row.locked_until - now).total_seconds()))
        return Refusal(
            "identity.login_locked",
            "登录失败次数过多，账号已锁定 15 分钟，可稍后再试或找回密码",
            "Too many failed logins: locked for 15 minutes. Try later or reset the password",
            status=429,
            details={RETRY_AFTER: seconds},
        )
    if row.locked_until is not None or now - row.last_at > LOGIN_LOCK:
        row.failures, row.locked_until = 0, None
    row.failures += 1
    row.last_at = now
    if row.failures >= LOGIN_FAILURES:
        row.locked_until = now + LOGIN_LOCK
    return None


def take_back(session: Session, hashed: str) -> None:
    """A right password that a second factor must follow is no failure, and forgives none: else whoever knows the
    password could guess codes for ever."""
    row = sessions.failed_login(session, hashed)
    if row is not None:
        row.failures -= 1
        if row.failures < LOGIN_FAILURES:
            row.locked_until = None


def login_failed() -> Refusal:
    return Refusal(
        "identity.login_failed", "用户账号或密码不正确", "The account name or the password is wrong", status=401
    )
