"""Log-ins through the provincial unified authentication centre: there, back, and what must follow the first time."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Literal

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from kernel.database import violated_constraint
from kernel.errors import Finding, Refusal, not_found
from kernel.masking import mask_mobile, mask_name
from services.identity.clients.unified_centre import UnifiedCentre
from services.identity.domain import registration
from services.identity.domain.periods import UNIFIED_LOGIN_LIFE
from services.identity.operations.openings import SessionOpened, open_for
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import SmsCodeSent, check_sms_code, send_code_to, sms_code_wrong
from services.identity.operations.unified_persons import account_of, mobile_of, packed, person_of, unpacked
from services.identity.store import accounts, unified

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class LoginBegun:
    """`login` stays with the browser that began, `state` travels through the centre and must come back with it."""

    login: str
    state: str
    authorization_url: str
    logout_url: str | None


@dataclass(frozen=True, slots=True, repr=False)
class AnswerLogin:
    login: str
    state: str
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Completion:
    """What must follow a first log-in. `link`: an SMS code to the account the person has already (`mobile`, masked);
    `create`: the agreement. `name` is masked."""

    kind: Literal["link", "create"]
    name: str
    mobile: str


@dataclass(frozen=True, slots=True, repr=False)
class CompleteLogin:
    login: str
    sms_code: str
    agreement_accepted: bool


def begin_login(resources: Resources) -> LoginBegun:
    """State, nonce and code verifier (RFC 7636) for one way to the centre and back, good for ten minutes."""
    centre = _centre(resources)
    login, state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(4))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    url = centre.authorization_url(state, nonce, challenge)
    login_hash = _login_hash(resources, login)
    with resources.database.transaction() as session:
        session.add(
            unified.UnifiedLogin(
                login_hash=login_hash,
                state_hash=resources.hash(f"unified:state:{state}"),
                proof_encrypted=resources.ring.encrypt_text(
                    json.dumps([nonce, verifier]), f"unified:proof:{login_hash}"
                ),
                expires_at=resources.clock.now() + UNIFIED_LOGIN_LIFE,
            )
        )
    root = centre.registration.redirect_url.rsplit("/login/", 1)[0]
    return LoginBegun(login, state, url, centre.logout_url(f"{root}/"))


def answer_login(resources: Resources, request: AnswerLogin) -> SessionOpened | Completion:
    """What the browser came back with: a session for whoever is known, else what must follow.

    Each login is answered once, and only in the browser that began it. Refusals (401): `identity.unified_login_over`,
    `identity.unified_state_differs`, those of the centre; (403) `identity.unified_unverified`,
    `identity.unified_person_differs`, `identity.account_suspended`. A silent centre is an Outage.
    """
    login_hash = _login_hash(resources, request.login)
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row = _waiting(session, login_hash, now)
        if not compare_digest(row.state_hash, resources.hash(f"unified:state:{request.state}")):
            log.warning("unified_state_differs")
            raise _over("unified_state_differs")
        if row.answered_at is not None:
            raise _over("unified_login_over")
        row.answered_at = now
        nonce, verifier = json.loads(resources.ring.decrypt_text(row.proof_encrypted, f"unified:proof:{login_hash}"))
    centre = _centre(resources)
    claims = centre.redeem(request.code, verifier, nonce, int(now.timestamp()))
    person = person_of(resources, centre.registration.issuer, claims)
    with resources.database.transaction() as session:
        row = _waiting(session, login_hash, now)
        link = unified.link(session, person.subject_hash)
        person_hashes = person.hashes(resources)
        if link is not None:
            account = accounts.by_id(session, link.account_id, lock=True)
            if account is None or account.person_hash not in person_hashes:
                raise _person_differs()
            return _open(session, resources, row, account)
        row.person_encrypted = resources.ring.encrypt_text(packed(person), f"unified:person:{login_hash}")
        known = accounts.by_person(session, person_hashes)
        if known is None:
            return Completion("create", mask_name(person.name), mask_mobile(person.mobile))
        row.account_id = known.account_id
        return Completion("link", mask_name(person.name), mask_mobile(mobile_of(resources, known)))


def send_link_code(resources: Resources, login: str) -> SmsCodeSent:
    """A code to the mobile of the account that is to be linked. Refusals `identity.unified_login_over`,
    `identity.too_many_requests`; a silent gateway is an Outage."""
    login_hash = _login_hash(resources, login)
    with resources.database.transaction() as session:
        row = _waiting(session, login_hash, resources.clock.now())
        account = accounts.by_id(session, row.account_id) if row.account_id else None
        if account is None:
            raise _over("unified_login_over")
        mobile = mobile_of(resources, account)
    return send_code_to(resources, "link", mobile, about=login_hash)


def complete_login(resources: Resources, request: CompleteLogin) -> SessionOpened:
    """Link the account the person has, after the SMS code sent to it; or open one, after the agreement.

    Refusal `identity.unified_invalid` names what is missing, `identity.mobile_taken` a mobile number that belongs to
    another account; a login completes once.
    """
    login_hash = _login_hash(resources, request.login)
    now = resources.clock.now()
    try:
        opened, findings = _complete(resources, request, login_hash, now)
    except IntegrityError as error:
        if violated_constraint(error) == accounts.MOBILE_TAKEN:
            raise _mobile_taken() from None
        if violated_constraint(error) in {accounts.PERSON_TAKEN, unified.ACCOUNT_LINKED, "unified_link_pkey"}:
            raise _over("unified_login_over") from None
        raise
    if opened is None:
        raise Refusal(
            "identity.unified_invalid", "填写的信息有误，请按提示修改", "Some of what was entered is not right",
            findings=findings,
        )  # fmt: skip
    return opened


def _complete(
    resources: Resources, request: CompleteLogin, login_hash: str, now: datetime
) -> tuple[SessionOpened | None, list[Finding]]:
    with resources.database.transaction() as session:
        row = _waiting(session, login_hash, now)
        if row.person_encrypted is None or row.completed_at is not None:
            raise _over("unified_login_over")
        person = unpacked(resources.ring.decrypt_text(row.person_encrypted, f"unified:person:{login_hash}"))
        if row.account_id is not None:
            account = accounts.by_id(session, row.account_id, lock=True)
            if account is None or account.person_hash not in person.hashes(resources):
                raise _over("unified_login_over")
            code = check_sms_code(
                session, resources, "link", mobile_of(resources, account), request.sms_code, login_hash
            )
            if code is None:
                return None, [sms_code_wrong()]
            code.spent = True
            event = "unified_linked"
        else:
            if not request.agreement_accepted:
                return None, [registration.agreement_not_accepted()]
            account = account_of(resources, person, now)
            session.add(account)
            session.flush()
            event = "account_registered"
        session.add(unified.UnifiedLink(subject_hash=person.subject_hash, account_id=account.account_id, linked_at=now))
        session.flush()
        resources.record(session, event, actor_ref=account.account_id, object_ref=account.account_id, reason="unified")
        return _open(session, resources, row, account), []


def _open(
    session: Session, resources: Resources, row: unified.UnifiedLogin, account: accounts.Account
) -> SessionOpened:
    if account.suspended_at is not None:
        raise Refusal("identity.account_suspended", "该账号已停用", "This account is suspended", status=403)
    row.completed_at, row.person_encrypted = resources.clock.now(), None
    return open_for(session, resources, account, "unified")


def _centre(resources: Resources) -> UnifiedCentre:
    if resources.centre is None:
        raise not_found("unified", "没有接入统一身份认证中心", "No unified authentication centre is connected")
    return resources.centre


def _waiting(session: Session, login_hash: str, now: datetime) -> unified.UnifiedLogin:
    row = unified.login(session, login_hash)
    if row is None or row.expires_at <= now:
        raise _over("unified_login_over")
    return row


def _login_hash(resources: Resources, login: str) -> str:
    return resources.hash(f"unified:login:{login}")


def _over(code: Literal["unified_login_over", "unified_state_differs"]) -> Refusal:
    return Refusal(
        f"identity.{code}",
        "这次登录已失效，请重新从统一身份认证中心登录",
        "This log-in is over; please begin again at the unified authentication centre",
        status=401,
    )


def _person_differs() -> Refusal:
    return Refusal(
        "identity.unified_person_differs",
        "统一身份认证中心的实名信息与本平台账号不一致，请用账号密码登录，或携带证件到登记机关窗口核实",
        "The real name at the unified authentication centre is not the one of the account here; log in with your "
        "password, or have it checked at the registration authority",
        status=403,
    )


def _mobile_taken() -> Refusal:
    return Refusal(
        "identity.mobile_taken",
        "您在统一身份认证中心的手机号已被本平台另一账号使用，请先用该账号登录，或更换手机号",
        "Your mobile number at the unified authentication centre belongs to another account here; log in to that one, "
        "or change the number there",
        status=409,
    )
