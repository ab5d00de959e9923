"""Somebody at the window is identified by a clerk, who then acts for them there (实施细则 Art. 16: 当场核验身份)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import structlog
from sqlalchemy.exc import IntegrityError
from uuid_utils import uuid7

from catalogues import authorities
from kernel.clock import local_date
from kernel.database import violated_constraint
from kernel.errors import Finding, Outage, Refusal
from kernel.numbers import normalise
from kernel.persons import normal_document_number, normal_name
from kernel.tokens import Clerk, Principal
from services.identity.clients.population_registry import Verification
from services.identity.domain import registration
from services.identity.domain.authentication import REGISTRATION_LAW, refusal_of
from services.identity.operations.openings import SessionOpened, clerk_of, open_for, token_hash
from services.identity.operations.passwordless import account_without_password
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import SmsCodeSent, check_sms_code, send_code_to, sms_code_wrong
from services.identity.operations.unified_persons import mobile_of
from services.identity.store import accounts

log = structlog.get_logger()

Read = Literal["card", "typed"]
"""How the clerk got name and number: from a reader of identity cards, or compared by eye and typed."""


@dataclass(frozen=True, slots=True, repr=False)
class IdentifyPerson:
    """`present`: the clerk saw the person and their document, and that the one is the other's. `mobile` and `sms_code`
    are asked for of somebody without an account."""

    name: str
    id_document_type: str
    id_number: str
    present: bool
    read: Read
    mobile: str = ""
    sms_code: str = ""

    def normalised(self) -> IdentifyPerson:
        return replace(
            self,
            name=normal_name(self.name),
            id_number=normal_document_number(self.id_document_type, self.id_number),
            mobile=normalise(self.mobile),
            sms_code=normalise(self.sms_code),
        )


def send_code(resources: Resources, mobile: str) -> SmsCodeSent:
    """A code to the mobile that somebody at the window names. Refusals: fields, `identity.too_many_requests`."""
    number = normalise(mobile)
    if findings := registration.check_mobile(number):
        raise _invalid(findings)
    return send_code_to(resources, "window", number, "")


def identify(resources: Resources, caller: Principal, request: IdentifyPerson) -> SessionOpened:
    """A session of the person at the window, in which the clerk acts for them. The population registry is asked about
    name and number; the face is the clerk's to compare. Somebody without an account gets one, which they enter later
    with a code to their mobile. That mobile is told at once who acts for them: whoever is not at the window learns it.

    Refusals: `identity.window_invalid` names all defects at once, `identity.person_mismatch` when the registry says no,
    `identity.window_code_needed` when there is no account yet, `identity.account_suspended`,
    `identity.window_unsigned` for a clerk without name or number. Outage while the registry is silent.
    """
    request = request.normalised()
    with resources.database.reading() as session:
        clerk = clerk_of(session, resources, caller.subject)
    if clerk is None:
        raise _unsigned()
    today = local_date(resources.clock.now())
    findings = registration.check_person(request.name, request.id_document_type, request.id_number, today)
    if not request.present:
        findings.append(_not_present())
    if findings:
        raise _invalid(findings)
    answer = _asked(resources, request)
    hashes = resources.person_hashes(request.id_document_type, request.id_number)
    try:
        opened, mobile = _open(resources, clerk, request, answer, hashes)
    except IntegrityError as error:
        if violated_constraint(error) == accounts.MOBILE_TAKEN:
            raise _invalid([_mobile_taken()]) from None
        if violated_constraint(error) != accounts.PERSON_TAKEN:
            raise
        opened, mobile = _open(resources, clerk, request, answer, hashes)  # somebody else opened the account meanwhile
    _tell(resources, clerk, mobile, f"window-{token_hash(resources, opened.refresh_token)[:24]}")
    return opened


def _tell(resources: Resources, clerk: Clerk, mobile: str, request_id: str) -> None:
    """A gateway that is silent closes no window: the trail has the line, and every step of the case is told too."""
    text = (
        f"【开业登记】{authorities.get(clerk.authority).name}窗口（工号 {clerk.staff_no}）刚刚核验了您的身份，"
        "两小时内可以当面为您办理登记。您本人没有到场的，请立即拨打 12345。"
    )
    try:
        resources.sms.send(request_id=request_id, to=mobile, template="acted_for_at_the_window", text=text)
    except Outage as outage:
        log.warning("person_untold", actor_ref=clerk.subject, error_code=outage.code)


def _open(
    resources: Resources, clerk: Clerk, request: IdentifyPerson, answer: Verification, hashes: tuple[str, ...]
) -> tuple[SessionOpened, str]:
    """The session, and the mobile of whose it is."""
    refusal = None
    with resources.database.transaction() as session:
        account = accounts.by_person(session, hashes)
        if account is None:
            code = None
            if request.sms_code and not registration.check_mobile(request.mobile):
                code = check_sms_code(session, resources, "window", request.mobile, request.sms_code)
            if code is not None:
                code.spent = True
                account = account_without_password(
                    resources,
                    request,
                    named="w",
                    person_hash=hashes[0],
                    reference_no=answer.reference_no,
                    verified_at=answer.checked_at,
                    created_at=resources.clock.now(),
                )
                session.add(account)
                session.flush()
                resources.record(session, "account_registered", actor_ref=clerk.subject, object_ref=account.account_id)
            else:
                refusal = _invalid([sms_code_wrong()]) if request.sms_code else _code_needed()
        elif account.suspended_at is not None:
            refusal = _suspended()
        if account is not None and refusal is None:
            resources.record(
                session,
                "person_identified",
                actor_ref=clerk.subject,
                object_ref=account.account_id,
                reason=request.read,
            )
            opened, mobile = open_for(session, resources, account, "window", clerk), mobile_of(resources, account)
    # Raised only now, so that a wrong code has been counted.
    if refusal is not None:
        raise refusal
    log.info("person_identified", actor_ref=clerk.subject)
    return opened, mobile


def _asked(resources: Resources, request: IdentifyPerson) -> Verification:
    answer = resources.registry.verify(
        name=request.name,
        id_number=request.id_number,
        id_document_type=request.id_document_type,
        purpose="window",
        request_id=f"window/{uuid7()}",
        face=None,
    )
    no = refusal_of(
        answer.result, alive=answer.flags.alive, document_valid=answer.flags.document_valid, live_capture=None
    )
    if no is not None:
        raise Refusal("identity.person_mismatch", no.zh, no.en, article=no.article, findings=(no,))
    return answer


def _invalid(findings: list[Finding]) -> Refusal:
    return Refusal(
        "identity.window_invalid",
        "填写的信息有误，请按提示修改",
        "Some of what was entered is not right",
        findings=findings,
    )


def _not_present() -> Finding:
    return Finding(
        "identity.not_present",
        "请确认办理人本人到场，已核对证件，人证一致",
        "Confirm that the person is here and that you compared them with their document",
        "/present",
        REGISTRATION_LAW,
        remedy_zh="本人不能到场的，请其在网上办理",
        remedy_en="Whoever cannot come applies online",
    )


def not_compared() -> Refusal:
    """Raised where a clerk did not say that they compared somebody with their document."""
    finding = replace(_not_present(), pointer="/compared_in_person")
    return Refusal(finding.code, finding.zh, finding.en, findings=(finding,), status=422)


def _mobile_taken() -> Finding:
    return Finding(
        "identity.mobile_taken",
        "该手机号码已被他人使用，请换一个",
        "Somebody else has an account with this number; take another one",
        "/mobile",
    )


def _code_needed() -> Refusal:
    return Refusal(
        "identity.window_code_needed",
        "该人员还没有账号：请填写其手机号码，并请其告知收到的验证码",
        "This person has no account yet: enter their mobile number, and the code that they are sent",
        pointer="/sms_code",
    )


def _suspended() -> Refusal:
    return Refusal(
        "identity.account_suspended",
        "该账号已停用，请联系系统管理员",
        "This account is suspended; please ask the operators",
        status=403,
    )


def _unsigned() -> Refusal:
    return Refusal(
        "identity.window_unsigned",
        "您的账号没有姓名或工号，不能在窗口收件；请联系系统管理员",
        "Your account has no name or number to sign with; please ask the operators",
        status=403,
    )
