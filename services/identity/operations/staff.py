"""Accounts of staff, kept by those who run the service: opened, suspended, given a new device."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from uuid_utils import uuid7

from catalogues import authorities
from catalogues.errors import UnknownCode
from kernel.database import violated_constraint
from kernel.errors import Refusal
from kernel.tokens import Role
from services.identity.domain import registration
from services.identity.domain.periods import ONE_TIME_PASSWORD_LIFE
from services.identity.domain.persons import account_key
from services.identity.domain.staff import OF_AN_AUTHORITY, check_signature
from services.identity.operations import attempts
from services.identity.operations.openings import signature_of
from services.identity.operations.resources import Resources
from services.identity.operations.second_factor import key_uri
from services.identity.store import accounts, sessions

log = structlog.get_logger()

_SECRET_BYTES = 20
"""RFC 4226 section 4, R6: 160 bits."""

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
"""Without what is easily misread."""


@dataclass(frozen=True, slots=True, repr=False)
class AddStaff:
    """`actor` is who runs the command, for the audit trail."""

    account_name: str
    role: Role
    authority: str | None
    name: str | None
    actor: str
    staff_no: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Shown once and kept nowhere in the open. The password is good for one log-in until `valid_until`."""

    account_id: str
    account_name: str
    password: str
    totp_secret: str
    totp_uri: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class StaffAccount:
    account_id: str
    account_name: str
    roles: tuple[str, ...]
    authority: str | None
    name: str | None
    staff_no: str | None
    state: Literal["active", "suspended", "waiting for first log-in"]
    created_at: datetime
    last_login_at: datetime | None


def add_staff(resources: Resources, request: AddStaff) -> Credentials:
    """Open an account whose owner sets a password and confirms a device at the first log-in.

    Refusals `identity.staff_account_name_malformed`, `identity.staff_role`, `identity.staff_authority`,
    `identity.staff_name_malformed`, `identity.staff_no_malformed`, `identity.staff_no_taken` (409),
    `identity.staff_account_exists` (409): never a second set of credentials for the same account.
    """
    _check(request)
    account_id, password, secret = str(uuid7()), _one_time_password(), _totp_secret()
    now = resources.clock.now()
    encrypt = resources.ring.encrypt_text
    account = accounts.Account(
        account_id=account_id,
        account_name=request.account_name,
        account_name_key=account_key(request.account_name),
        password_hash=resources.passwords.hash(password),
        roles=[request.role],
        authority=request.authority,
        staff_no=request.staff_no,
        name_encrypted=encrypt(request.name, f"account:name:{account_id}") if request.name else None,
        totp_encrypted=encrypt(secret, f"account:totp:{account_id}"),
        one_time_until=now + ONE_TIME_PASSWORD_LIFE,
        created_at=now,
    )
    try:
        with resources.database.transaction() as session:
            session.add(account)
            session.flush()
            resources.record(session, "staff_added", actor_ref=request.actor, object_ref=account_id)
    except IntegrityError as error:
        if violated_constraint(error) == accounts.STAFF_NO_TAKEN:
            raise _staff_no_taken() from None
        if violated_constraint(error) != accounts.NAME_TAKEN:
            raise
        raise Refusal(
            "identity.staff_account_exists", "账号已存在", "An account of this name exists already", status=409
        ) from None
    log.info("staff_added", outcome=str(request.role))
    return _credentials(account, password, secret)


def list_staff(resources: Resources) -> tuple[StaffAccount, ...]:
    """Every account of staff, by name."""
    with resources.database.reading() as session:
        return tuple(
            StaffAccount(
                account_id=account.account_id,
                account_name=account.account_name,
                roles=tuple(account.roles),
                authority=account.authority,
                name=signature_of(resources, account)[0],
                staff_no=account.staff_no,
                state=_state(account),
                created_at=account.created_at,
                last_login_at=sessions.last_opened(session, account.account_id),
            )
            for account in accounts.staff(session)
        )


def name_staff(resources: Resources, account_name: str, *, name: str, staff_no: str, actor: str) -> None:
    """Say who an account of staff belongs to: with name and number its decisions are signed from the next log-in or
    renewal of a session on. Idempotent. Refusals `identity.staff_unknown`, `identity.staff_name_malformed`,
    `identity.staff_no_malformed`, `identity.staff_no_taken`."""
    if found := check_signature(name, staff_no):
        raise Refusal(found[0].code, found[0].zh, found[0].en, findings=found)
    try:
        with resources.database.transaction() as session:
            account = _existing(session, account_name)
            encrypted = resources.ring.encrypt_text(name.strip(), f"account:name:{account.account_id}")
            account.name_encrypted, account.staff_no = encrypted, staff_no
            session.flush()
            resources.record(session, "staff_named", actor_ref=actor, object_ref=account.account_id)
    except IntegrityError as error:
        if violated_constraint(error) != accounts.STAFF_NO_TAKEN:
            raise
        raise _staff_no_taken() from None


def suspend_staff(resources: Resources, account_name: str, *, actor: str, reason: str) -> None:
    """Nobody logs in to the account any more and its sessions end; access tokens live on for at most fifteen minutes.
    Idempotent. Refusal `identity.staff_unknown`."""
    with resources.database.transaction() as session:
        account = _existing(session, account_name)
        if account.suspended_at is None:
            account.suspended_at = resources.clock.now()
            sessions.revoke_all(session, account.account_id, account.suspended_at)
            resources.record(session, "staff_suspended", actor_ref=actor, object_ref=account.account_id, reason=reason)


def restore_staff(resources: Resources, account_name: str, *, actor: str, reason: str) -> None:
    """End a suspension. Idempotent. Refusal `identity.staff_unknown`."""
    with resources.database.transaction() as session:
        account = _existing(session, account_name)
        if account.suspended_at is not None:
            account.suspended_at = None
            resources.record(session, "staff_restored", actor_ref=actor, object_ref=account.account_id, reason=reason)


def reset_device(resources: Resources, account_name: str, *, actor: str) -> Credentials:
    """A new one-time password and a new secret, for somebody who lost either; ends every session and login lock.

    Both are new, so that whoever only knows the old password cannot take the new device. Refusal
    `identity.staff_unknown`.
    """
    password, secret = _one_time_password(), _totp_secret()
    password_hash = resources.passwords.hash(password)
    now = resources.clock.now()
    with resources.database.transaction() as session:
        account = _existing(session, account_name)
        account.password_hash = password_hash
        account.totp_encrypted = resources.ring.encrypt_text(secret, f"account:totp:{account.account_id}")
        account.totp_confirmed_at = account.totp_last_step = None
        account.one_time_until = now + ONE_TIME_PASSWORD_LIFE
        sessions.revoke_all(session, account.account_id, now)
        attempts.Tried.under(resources, account.account_name_key, "").forgive(session)
        resources.record(session, "staff_device_reset", actor_ref=actor, object_ref=account.account_id)
    return _credentials(account, password, secret)


def _check(request: AddStaff) -> None:
    if not registration.is_account_name(request.account_name):
        raise Refusal(
            "identity.staff_account_name_malformed",
            "账号应以字母开头，为 6–16 位字母、数字或下划线",
            "6 to 16 letters, digits or underscores, beginning with a letter",
            pointer="/account_name",
        )
    if request.role == Role.APPLICANT:
        raise Refusal("identity.staff_role", "申请人自行注册", "Applicants register themselves", pointer="/role")
    if found := check_signature(request.name, request.staff_no):
        raise Refusal(found[0].code, found[0].zh, found[0].en, findings=found)
    needed = request.role in OF_AN_AUTHORITY
    try:
        known = request.authority is not None and bool(authorities.get(request.authority))
    except UnknownCode:
        known = False
    if needed != (request.authority is not None) or (needed and not known):
        raise Refusal(
            "identity.staff_authority",
            "审批人员、负责人、发照人员、档案人员须指定登记机关代码，其他人员不得指定",
            "Officials of an authority need the code of a registration authority, others have none",
            pointer="/authority",
        )


def _staff_no_taken() -> Refusal:
    return Refusal(
        "identity.staff_no_taken",
        "该登记机关已有使用这个工号的账号",
        "Another account of this authority has this number",
        pointer="/staff_no",
        status=409,
    )


def _state(account: accounts.Account) -> Literal["active", "suspended", "waiting for first log-in"]:
    if account.suspended_at is not None:
        return "suspended"
    return "waiting for first log-in" if account.one_time_until is not None else "active"


def _existing(session: Session, account_name: str) -> accounts.Account:
    account = accounts.by_name(session, account_key(account_name), lock=True)
    if account is None or account.roles == [Role.APPLICANT]:
        raise Refusal("identity.staff_unknown", "没有这个工作人员账号", "There is no such account of staff", status=404)
    return account


def _credentials(account: accounts.Account, password: str, secret: str) -> Credentials:
    assert account.one_time_until
    uri = key_uri(account.account_name, secret)
    return Credentials(account.account_id, account.account_name, password, secret, uri, account.one_time_until)


def _one_time_password() -> str:
    """16 characters, 90 bits, of all four kinds that the rule for passwords asks for."""
    while True:
        text = "".join(secrets.choice(_ALPHABET) for _ in range(15)) + "-"
        if not registration.check_password(text, text):
            return text


def _totp_secret() -> str:
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()
