"""Sessions: opened with password and second factor, prolonged by rotating tokens, ended everywhere at once."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hmac import compare_digest

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.database import lock_key
from kernel.errors import Defect, Refusal
from services.identity.domain.periods import ACCESS_TOKEN_LIFE, LOGIN_FAILURES, LOGIN_LOCK, SESSION_LIFE
from services.identity.domain.persons import account_key
from services.identity.domain.registration import is_account_name
from services.identity.operations.resources import Resources
from services.identity.store import accounts, sessions

log = structlog.get_logger()

_TOTP_STEP = 30


@dataclass(frozen=True, slots=True, repr=False)
class OpenSession:
    account_name: str
    password: str
    totp_code: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class SessionOpened:
    """`expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


def open_session(resources: Resources, request: OpenSession) -> SessionOpened:
    """Log in. Refusal `identity.login_failed` (401) is the same for unknown names and wrong passwords, and so is
    `identity.login_locked` (429) after five failures in a row; `identity.second_factor_required` (401) comes only
    after a right password."""
    name_hash = resources.hash(f"login:{account_key(request.account_name)}")
    with resources.database.transaction() as session:
        refusal = _count_try(session, resources, name_hash)
        account = (
            accounts.by_name(session, account_key(request.account_name))
            if refusal is None and is_account_name(request.account_name.strip())
            else None
        )
    if refusal is not None:
        raise refusal
    right = _password_is_right(
        resources, account.password_hash if account else _nobody(resources.passwords), request.password
    )
    opened = None
    with resources.database.transaction() as session:
        # Read again: the password may have been reset meanwhile.
        current = accounts.by_id(session, account.account_id, lock=True) if account else None
        if right and account and current and current.password_hash == account.password_hash:
            if current.totp_sealed and not request.totp_code:
                sessions.forgive(session, name_hash)
                refusal = _second_factor_required()
            elif _second_factor_is_right(resources, current, request.totp_code):
                sessions.forgive(session, name_hash)
                opened = _open(session, resources, current)
        if opened is None and refusal is None:
            refusal = _login_failed()
            reference = account.account_id if account else "unknown"
            resources.record(session, "login_failed", actor_ref=reference, object_ref=reference)
    if opened is None:
        raise refusal or _login_failed()
    return opened


def refresh_session(resources: Resources, refresh_token: str) -> SessionOpened:
    """Trade a refresh token for a new pair. A token that was traded before ends the whole session: either its
    holder or somebody else has a stolen one (RFC 9700 4.14.2). Refusal `identity.session_ended` (401)."""
    now = resources.clock.now()
    opened = None
    with resources.database.transaction() as session:
        found = sessions.refresh_token(session, _token_hash(resources, refresh_token))
        if found is not None:
            token, opening = found
            if token.rotated_at is not None:
                if opening.revoked_at is None:
                    opening.revoked_at = now
                    log.warning("refresh_token_reused", actor_ref=opening.account_id)
                    resources.record(
                        session, "refresh_token_reused", actor_ref="unknown", object_ref=opening.account_id
                    )
            elif opening.revoked_at is None and opening.expires_at > now:
                account = accounts.by_id(session, opening.account_id)
                if account is None:
                    raise Defect("identity.session_without_account")
                token.rotated_at = now
                opened = _tokens(session, resources, account, opening.session_id, now)
    if opened is None:
        raise Refusal(
            "identity.session_ended",
            "登录已失效，请重新登录",
            "Your session has ended; please log in again",
            status=401,
        )
    return opened


def close_sessions(resources: Resources, account_id: str) -> None:
    """Log out everywhere. Access tokens already given out live on for at most fifteen minutes."""
    with resources.database.transaction() as session:
        if sessions.revoke_all(session, account_id, resources.clock.now()):
            resources.record(session, "sessions_closed", actor_ref=account_id, object_ref=account_id)


def _count_try(session: Session, resources: Resources, name_hash: str) -> Refusal | None:
    """Count a try before its password is checked, so that tries at the same instant are counted too."""
    now = resources.clock.now()
    lock_key(session, f"identity.login:{name_hash}")
    row = sessions.failed_login(session, name_hash)
    if row is None:
        session.add(sessions.FailedLogin(name_hash=name_hash, failures=1, last_at=now))
        return None
    if row.locked_until is not None and row.locked_until > now:
        seconds = max(1, round((row.locked_until - now).total_seconds()))
        return Refusal(
            "identity.login_locked",
            "登录失败次数过多，账号已锁定 15 分钟，可稍后再试或找回密码",
            "Too many failed logins: locked for 15 minutes. Try later or reset the password",
            status=429,
            details={"retry_after_seconds": seconds},
        )
    if row.locked_until is not None or now - row.last_at > LOGIN_LOCK:
        row.failures, row.locked_until = 0, None
    row.failures += 1
    row.last_at = now
    if row.failures >= LOGIN_FAILURES:
        row.locked_until = now + LOGIN_LOCK
    return None


@cache
def _nobody(passwords: PasswordHasher) -> str:
    """Checked for unknown account names, so that they take as long as known ones."""
    return passwords.hash(secrets.token_urlsafe(16))


def _password_is_right(resources: Resources, password_hash: str, password: str) -> bool:
    try:
        return resources.passwords.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _second_factor_is_right(resources: Resources, account: accounts.Account, code: str | None) -> bool:
    """TOTP (RFC 6238), one step of tolerance either way, each step good once."""
    if account.totp_sealed is None:
        return True
    secret = resources.ring.open_text(account.totp_sealed, f"account:totp:{account.account_id}")
    # RFC 6238 fixes SHA-1 as the default every authenticator app speaks.
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), _TOTP_STEP, enforce_key_length=False)  # noqa: S303
    step = int(resources.clock.now().timestamp()) // _TOTP_STEP
    for candidate in (step - 1, step, step + 1):
        expected = totp.generate(candidate * _TOTP_STEP)
        if compare_digest(expected, (code or "").strip().encode()) and candidate > (account.totp_last_step or 0):
            account.totp_last_step = candidate
            return True
    return False


def _open(session: Session, resources: Resources, account: accounts.Account) -> SessionOpened:
    now = resources.clock.now()
    opening = sessions.LoginSession(
        session_id=str(uuid7()), account_id=account.account_id, opened_at=now, expires_at=now + SESSION_LIFE
    )
    session.add(opening)
    session.flush()
    opened = _tokens(session, resources, account, opening.session_id, now)
    resources.record(session, "session_opened", actor_ref=account.account_id, object_ref=account.account_id)
    log.info("session_opened", actor_ref=account.account_id)
    return opened


def _tokens(
    session: Session, resources: Resources, account: accounts.Account, session_id: str, now: datetime
) -> SessionOpened:
    refresh_token = secrets.token_urlsafe(32)
    session.add(
        sessions.RefreshToken(token_hash=_token_hash(resources, refresh_token), session_id=session_id, issued_at=now)
    )
    session.flush()
    access_token = resources.issuer.issue(account.account_id, account.roles, account.authority, now)
    return SessionOpened(access_token, refresh_token, int(ACCESS_TOKEN_LIFE.total_seconds()))


def _token_hash(resources: Resources, refresh_token: str) -> str:
    return resources.hash(f"refresh:{refresh_token}")


def _login_failed() -> Refusal:
    return Refusal(
        "identity.login_failed", "用户账号或密码不正确", "The account name or the password is wrong", status=401
    )


def _second_factor_required() -> Refusal:
    return Refusal(
        "identity.second_factor_required",
        "请输入动态口令",
        "Please enter the one-time code of your authenticator",
        pointer="/totp_code",
        status=401,
    )
