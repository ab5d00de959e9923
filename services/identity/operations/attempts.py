"""Counts log-ins that failed in a row under one name, and locks the name for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def count(self, session: Session, resources: Resources) -> tuple[Refusal | None, Refusal | None]:
        """Count a try from here, then from everywhere, before it is checked; what is refused here counts nowhere."""
        here, everywhere = (self.here, LOGIN_FAILURES), (self.everywhere, LOGIN_FAILURES_EVERYWHERE)
        refused = _count(session, resources, [here, everywhere])
        return refused.get(self.here), refused.get(self.here) or refused.get(self.everywhere)

    def count_code(self, session: Session, resources: Resources) -> Refusal | None:
        """Count a one-time code before it is checked."""
        return _count(session, resources, [(self.codes, LOGIN_FAILURES)]).get(self.codes)

    def forgive(self, session: Session) -> None:
        sessions.forgive(session, (self.here, self.everywhere, self.codes))

    def take_back(self, session: Session) -> None:
        """A right password that a second factor must follow is no failure, and forgives none: else whoever knows the
        password could guess codes for ever."""
        _take_back(session, {self.here: LOGIN_FAILURES, self.everywhere: LOGIN_FAILURES_EVERYWHERE})

    def take_back_code(self, session: Session) -> None:
        """One counted code was none."""
        _take_back(session, {self.codes: LOGIN_FAILURES})


def locked(session: Session, resources: Resources, hashed: str) -> Refusal | None:
    """The refusal while it is locked; counts nothing."""
    row = sessions.failed_logins(session, [hashed]).get(hashed)
    return _lock(row, resources.clock.now()) if row else None


def _count(session: Session, resources: Resources, limits: Sequence[tuple[str, int]]) -> dict[str, Refusal]:
    """So that tries at the same instant are counted too; what follows a refusal is not counted."""
    now = resources.clock.now()
    lock_key(session, *(f"identity.login:{hashed}" for hashed, _ in limits))
    rows = sessions.failed_logins(session, [hashed for hashed, _ in limits])
    for hashed, most in limits:
        row = rows.get(hashed)
        if row is None:
            session.add(sessions.FailedLogin(name_hash=hashed, failures=1, last_at=now))
        elif refusal := _lock(row, now):
            return {hashed: refusal}
        else:
            _failed_once_more(row, now, most)
    return {}


def _failed_once_more(row: sessions.FailedLogin, now: datetime, most: int) -> None:
    if row.locked_until is not None or now - row.last_at > LOGIN_LOCK:
        row.failures, row.locked_until = 0, None
    row.failures += 1
    row.last_at = now
    if row.failures >= most:
        row.locked_until = now + LOGIN_LOCK


def _take_back(session: Session, limits: Mapping[str, int]) -> None:
    for hashed, row in sessions.failed_logins(session, limits).items():
        row.failures -= 1
        if row.failures < limits[hashed]:
            row.locked_until = None


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


def login_failed() -> Refusal:
    return Refusal(
        "identity.login_failed", "用户账号或密码不正确", "The account name or the password is wrong", status=401
    )
