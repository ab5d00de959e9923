"""The second factor of staff (TOTP, RFC 6238), asked for after the password, and the device that shows it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal
from urllib.parse import quote, urlencode

import structlog
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import Session

from kernel.errors import Defect, Finding, Refusal
from services.identity.domain import registration
from services.identity.domain.periods import LOGIN_STEP_LIFE
from services.identity.operations import attempts
from services.identity.operations.openings import SessionOpened, open_for
from services.identity.operations.resources import Resources
from services.identity.store import accounts

log = structlog.get_logger()

Step = Literal["code", "device"]
_TOTP_STEP = 30
_ISSUER = "Kaiye"


@dataclass(frozen=True, slots=True, repr=False)
class AnswerSecondFactor:
    ticket: str
    totp_code: str


@dataclass(frozen=True, slots=True, repr=False)
class ConfirmDevice:
    ticket: str
    totp_code: str
    password: str
    password_confirm: str


@dataclass(frozen=True, slots=True, repr=False)
class DeviceOffered:
    """`uri` is what authenticator apps read from a QR code; `secret` the same to be typed, base32."""

    account_name: str
    secret: str
    uri: str


def code_is_right(resources: Resources, account: accounts.Account, code: str | None) -> bool:
    """One step of tolerance either way, each step good once."""
    totp = _totp(_secret(resources, account))
    step = int(resources.clock.now().timestamp()) // _TOTP_STEP
    for candidate in (step - 1, step, step + 1):
        expected = totp.generate(candidate * _TOTP_STEP)
        if compare_digest(expected, (code or "").strip().encode()) and candidate > (account.totp_last_step or 0):
            account.totp_last_step = candidate
            return True
    return False


def key_uri(account_name: str, secret: str) -> str:
    """What authenticator apps read from a QR code."""
    return f"otpauth://totp/{_ISSUER}:{quote(account_name)}?" + urlencode({"secret": secret, "issuer": _ISSUER})


def next_step(resources: Resources, account: accounts.Account) -> Refusal | None:
    """What must follow a right password before a session opens; None when nothing does."""
    staff = set(account.roles) != {"applicant"}
    if account.totp_encrypted is None:
        return _without_second_factor() if staff and resources.second_factor else None
    if account.totp_confirmed_at is None:
        return Refusal(
            "identity.device_unconfirmed",
            "首次登录，请绑定动态口令并设置新密码",
            "This is the first log-in: please confirm your authenticator and set a new password",
            status=401,
            details={"ticket": _ticket(resources, account, "device")},
        )
    return Refusal(
        "identity.second_factor_required",
        "请输入动态口令",
        "Please enter the one-time code of your authenticator",
        pointer="/totp_code",
        status=401,
        details={"ticket": _ticket(resources, account, "code")},
    )


def answer_second_factor(resources: Resources, request: AnswerSecondFactor, address: str = "") -> SessionOpened:
    """Open the session whose password was right. Refusals `identity.login_step_over` (401), `identity.totp_wrong`,
    `identity.login_locked` (429) after five wrong codes in a row, wherever they come from."""
    opened, refusal = None, None
    account_id = _bearer(resources, request.ticket, "code")
    with resources.database.transaction() as session:
        account = _waiting(session, resources, request.ticket, "code")
        tried = attempts.Tried.under(resources, account.account_name_key, address)
        refusal = tried.count_code(session, resources)
        if refusal is None and code_is_right(resources, account, request.totp_code):
            tried.forgive(session)
            opened = open_for(session, resources, account, "second_factor")
        elif refusal is None:
            resources.record(session, "second_factor_failed", actor_ref=account_id, object_ref=account_id)
    if opened is None:
        raise refusal or _totp_wrong()
    return opened


def offer_device(resources: Resources, ticket: str) -> DeviceOffered:
    """The secret for the authenticator of somebody whose one-time password was right."""
    with resources.database.transaction() as session:
        account = _waiting(session, resources, ticket, "device")
        secret = _secret(resources, account)
        resources.record(session, "device_offered", actor_ref=account.account_id, object_ref=account.account_id)
    return DeviceOffered(account.account_name, secret, key_uri(account.account_name, secret))


def confirm_device(resources: Resources, request: ConfirmDevice, address: str = "") -> SessionOpened:
    """Set one's own password, show that the authenticator works, and open the session.

    Refusals `identity.login_step_over` (401), `identity.login_locked` (429), `identity.device_invalid` with all
    defects at once; nothing changes unless everything is right.
    """
    findings = registration.check_password(request.password, request.password_confirm)
    _bearer(resources, request.ticket, "device")
    password_hash = "" if findings else resources.passwords.hash(request.password)
    opened, refusal = None, None
    with resources.database.transaction() as session:
        account = _waiting(session, resources, request.ticket, "device")
        tried = attempts.Tried.under(resources, account.account_name_key, address)
        refusal = tried.count_code(session, resources)
        if refusal is None:
            if resources.passwords.is_right(account.password_hash, request.password):
                findings.append(_same_password())
            right = code_is_right(resources, account, request.totp_code)
            account.totp_last_step = account.totp_last_step if right and not findings else None
            if not right:
                findings.append(_totp_wrong().all_findings()[0])
            elif findings:
                tried.take_back_code(session)
            else:
                tried.forgive(session)
                account.password_hash, account.one_time_until = password_hash, None
                account.totp_confirmed_at = resources.clock.now()
                resources.record(
                    session, "device_confirmed", actor_ref=account.account_id, object_ref=account.account_id
                )
                opened = open_for(session, resources, account, "second_factor")
    if opened is None:
        raise refusal or Refusal(
            "identity.device_invalid", "填写的信息有误，请按提示修改", "Some of what was entered is not right",
            findings=findings,
        )  # fmt: skip
    return opened


def _ticket(resources: Resources, account: accounts.Account, step: Step) -> str:
    """Sealed: whose, until when, and after which password, so that a new password voids it."""
    until = int((resources.clock.now() + LOGIN_STEP_LIFE).timestamp())
    content = [account.account_id, until, _digest(account.password_hash)]
    return resources.ring.encrypt_text(json.dumps(content), f"login:{step}")


def _opened(resources: Resources, ticket: str, step: Step) -> tuple[str, str]:
    try:
        account_id, until, digest = json.loads(resources.ring.decrypt_text(ticket, f"login:{step}"))
    except (ValueError, Defect):
        raise _step_over() from None
    if until <= resources.clock.now().timestamp():
        raise _step_over()
    return account_id, digest


def _bearer(resources: Resources, ticket: str, step: Step) -> str:
    return _opened(resources, ticket, step)[0]


def _waiting(session: Session, resources: Resources, ticket: str, step: Step) -> accounts.Account:
    """The account a ticket belongs to, locked. Refusal `identity.login_step_over`."""
    account_id, digest = _opened(resources, ticket, step)
    account = accounts.by_id(session, account_id, lock=True)
    if (
        account is None
        or account.suspended_at is not None
        or account.totp_encrypted is None
        or (account.totp_confirmed_at is None) != (step == "device")
        or not compare_digest(digest, _digest(account.password_hash))
    ):
        raise _step_over()
    return account


def _digest(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:32]


def _secret(resources: Resources, account: accounts.Account) -> str:
    assert account.totp_encrypted
    return resources.ring.decrypt_text(account.totp_encrypted, f"account:totp:{account.account_id}")


def _totp(secret: str) -> TOTP:
    # RFC 6238 fixes SHA-1 as the default every authenticator app speaks.
    return TOTP(base64.b32decode(secret), 6, SHA1(), _TOTP_STEP, enforce_key_length=False)  # noqa: S303 - RFC 6238


def _step_over() -> Refusal:
    return Refusal(
        "identity.login_step_over",
        "登录步骤已超时，请重新输入账号和密码",
        "This step of the log-in is over; please enter name and password again",
        status=401,
    )


def _totp_wrong() -> Refusal:
    return Refusal(
        "identity.totp_wrong",
        "动态口令不正确，请等待下一个口令后重试",
        "The one-time code is wrong; please wait for the next one",
        pointer="/totp_code",
    )


def _same_password() -> Finding:
    return Finding(
        "identity.password_unchanged",
        "新密码不能与一次性密码相同",
        "The new password must differ from the one-time password",
        "/password",
    )


def _without_second_factor() -> Refusal:
    return Refusal(
        "identity.second_factor_missing",
        "工作人员须使用动态口令登录，请联系系统管理员开通",
        "Staff log in with a second factor; please ask the operators for one",
        status=403,
    )
