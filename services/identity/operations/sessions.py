"""Sessions: opened with a password or a code by text message, prolonged by rotating tokens, ended everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from kernel.errors import Defect, Refusal
from kernel.numbers import normalise
from kernel.tokens import Role
from services.identity.domain import registration
from services.identity.domain.persons import account_key, mobile_key
from services.identity.domain.registration import is_account_name
from services.identity.operations import attempts, second_factor
from services.identity.operations.openings import SessionOpened, clerk_of, open_for, token_hash, tokens_for
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import check_sms_code, sms_code_wrong
from services.identity.store import accounts, sessions

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class OpenSession:
    account_name: str
    password: str
    totp_code: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class OpenByMobile:
    mobile: str
    sms_code: str


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that is not over; `opened_by` is password, second_factor, unified or sms_code."""

    opened_at: datetime
    used_at: datetime
    expires_at: datetime
    opened_by: str


def open_session(resources: Resources, request: OpenSession, address: str = "") -> SessionOpened:
    """Log in. Refusal `identity.login_failed` (401) is the same for unknown names and wrong passwords, and so is
    `identity.login_locked` (429) after five failures in a row from one address, or a hundred from everywhere; then who
    has an authenticator still gets in from another address, with password and code at once. What else must follow is
    told only after a right password: `identity.second_factor_required`, `identity.device_unconfirmed` (401, with a
    ticket for the next step), `identity.account_suspended`, `identity.one_time_password_over`,
    `identity.second_factor_missing` (403)."""
    key = account_key(request.account_name)
    tried = attempts.Tried.under(resources, key, address)
    with resources.database.transaction() as session:
        refusal, crowded = tried.count(session, resources)
        refusal = refusal or (None if request.totp_code else crowded)
        named = refusal is None and is_account_name(request.account_name.strip())
        with session.no_autoflush:  # both counters are written at once
            account = accounts.by_name(session, key) if named else None
    if refusal is not None:
        raise refusal
    known = account.password_hash if account else resources.passwords.of_nobody
    right = resources.passwords.is_right(known, request.password)
    renewed = resources.passwords.hash(request.password) if right and resources.passwords.is_outdated(known) else None
    opened = None
    with resources.database.transaction() as session:
        # Read again: the password may have been reset meanwhile.
        current = accounts.by_id(session, account.account_id, lock=True) if account else None
        if right and account and current and current.password_hash == account.password_hash:
            current.password_hash = renewed or current.password_hash
            refusal = _closed(resources, current) or second_factor.next_step(resources, current)
            if refusal is None and crowded is None:
                tried.forgive(session)
                opened = open_for(session, resources, current)
            elif refusal is not None and refusal.code == "identity.second_factor_required" and request.totp_code:
                refusal = tried.count_code(session, resources)
                if refusal is None and second_factor.code_is_right(resources, current, request.totp_code):
                    tried.forgive(session)
                    opened = open_for(session, resources, current, "second_factor")
            else:
                tried.take_back(session)
                refusal = attempts.locked(session, resources, tried.codes) or refusal
        refusal = crowded or refusal
        if opened is None and refusal is None:
            refusal = attempts.login_failed()
            reference = account.account_id if account else "unknown"
            resources.record(session, "login_failed", actor_ref=reference, object_ref=reference)
    if opened is None:
        raise refusal or attempts.login_failed()
    return opened


def open_session_by_mobile(resources: Resources, request: OpenByMobile) -> SessionOpened:
    """Log in with a code of purpose `login`, which is then spent. Refusal `identity.mobile_login_invalid` names what is
    wrong, alike for a wrong code and a number without an account. Only who has the right code is told of
    `identity.account_suspended`, `identity.one_time_password_over`, and staff of `identity.mobile_login_not_for_staff`
    (403): they need their second factor."""
    mobile, typed = normalise(request.mobile), normalise(request.sms_code)
    findings = [*registration.check_mobile(mobile), *registration.check_sms_code(typed)]
    opened, refusal = None, None
    with resources.database.transaction() as session:
        if not findings:
            code = check_sms_code(session, resources, "login", mobile, typed)
            found = accounts.by_mobile(session, resources.hash(mobile_key(mobile)))
            if code and found:
                code.spent = True
                refusal = _closed(resources, found) or _for_staff(found)
                opened = None if refusal else open_for(session, resources, found, "sms_code")
            else:
                findings.append(sms_code_wrong())
                reference = found.account_id if found else "unknown"
                resources.record(session, "login_failed", actor_ref=reference, object_ref=reference)
    if opened is None:
        raise refusal or Refusal(
            "identity.mobile_login_invalid",
            "填写的信息有误，请按提示修改",
            "Some of what was entered is not right",
            findings=findings,
        )
    return opened


def refresh_session(resources: Resources, refresh_token: str) -> SessionOpened:
    """Trade a refresh token for a new pair. A token that was traded before ends the whole session: either its
    holder or somebody else has a stolen one (RFC 9700 4.14.2). Refusal `identity.session_ended` (401)."""
    now = resources.clock.now()
    opened = None
    with resources.database.transaction() as session:
        found = sessions.refresh_token(session, token_hash(resources, refresh_token))
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
                clerk = clerk_of(session, resources, opening.clerk_id) if opening.clerk_id else None
                if clerk is not None or opening.clerk_id is None:
                    token.rotated_at = now
                    opened = tokens_for(session, resources, account, opening.session_id, now, clerk)
    if opened is None:
        raise Refusal(
            "identity.session_ended",
            "登录已失效，请重新登录",
            "Your session has ended; please log in again",
            status=401,
        )
    return opened


def close_sessions(resources: Resources, account_id: str) -> None:
    """Log out everywhere: whoever checks tokens is told at once."""
    with resources.database.transaction() as session:
        if sessions.revoke_all(session, account_id, resources.clock.now()):
            resources.record(session, "sessions_closed", actor_ref=account_id, object_ref=account_id)
    resources.ended.look()


def list_sessions(resources: Resources, account_id: str) -> tuple[OpenedSession, ...]:
    """The account's sessions that are not over, the newest first."""
    with resources.database.reading() as session:
        return tuple(
            OpenedSession(row.opened_at, used_at, row.expires_at, row.opened_by)
            for row, used_at in sessions.open_sessions(session, account_id, resources.clock.now())
        )


def _for_staff(account: accounts.Account) -> Refusal | None:
    if set(account.roles) == {Role.APPLICANT}:
        return None
    return Refusal(
        "identity.mobile_login_not_for_staff",
        "工作人员请用账号、密码和动态口令登录",
        "Staff log in with name, password and one-time code",
        status=403,
    )


def _closed(resources: Resources, account: accounts.Account) -> Refusal | None:
    if account.suspended_at is not None:
        return Refusal(
            "identity.account_suspended",
            "该账号已停用，请联系系统管理员",
            "This account is suspended; please ask the operators",
            status=403,
        )
    if account.one_time_until is not None and account.one_time_until <= resources.clock.now():
        return Refusal(
            "identity.one_time_password_over",
            "一次性密码已过期，请联系系统管理员重新发放",
            "The one-time password has expired; please ask the operators for a new one",
            status=403,
        )
    return None
