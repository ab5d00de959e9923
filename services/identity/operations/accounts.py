"""Accounts: registered by applicants in their real name, provisioned for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.clock import local_date
from kernel.database import lock_key, violated_constraint
from kernel.errors import Finding, Refusal, too_often
from kernel.persons import person_key
from kernel.tokens import Role
from services.identity.clients.population_registry import Verification
from services.identity.domain import registration
from services.identity.domain.authentication import refusal_of
from services.identity.domain.periods import REGISTRY_QUESTIONS_PER_MOBILE
from services.identity.domain.persons import account_key, mobile_key
from services.identity.domain.registration import AGREEMENT_EDITION, RegistrationForm
from services.identity.operations import suspicion
from services.identity.operations.captchas import captcha_wrong, check_captcha
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import check_sms_code, sms_code_wrong
from services.identity.store import accounts, challenges

log = structlog.get_logger()

Step = Literal["basics", "person"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
class RegisterAccount:
    """`captcha_id` is empty where no captcha was shown, to an `address` that is not suspect."""

    form: RegistrationForm
    captcha_id: str
    captcha_answer: str
    address: str = "unknown"


@dataclass(frozen=True, slots=True)
class AccountRegistered:
    account_id: str
    account_name: str


def register_account(resources: Resources, request: RegisterAccount) -> AccountRegistered:
    """Open an account for a person whom the population registry knows (晋市监发〔2022〕66号 2.1.1).

    Refusal `identity.registration_invalid` names all defects at once; `identity.person_mismatch` when the registry
    says no. Nothing is saved unless everything is right; right answers to captcha and SMS code stay good for the
    next try. One account per person, mobile and name, also for simultaneous requests (unique constraints).
    """
    form = request.form.normalised()
    findings = registration.check_form(form, local_date(resources.clock.now()))
    with resources.database.transaction() as session:
        more, sms_code_id = _check_proofs(session, resources, request, form)
    if findings or more or sms_code_id is None:
        raise _invalid([*findings, *more])
    verification = _verify(resources, form, sms_code_id)
    account = _account(resources, form, verification)
    try:
        with resources.database.transaction() as session:
            _spend(session, request.captcha_id, form, sms_code_id, resources)
            session.add(account)
            session.flush()
            resources.record(session, "account_registered", actor_ref=account.account_id, object_ref=account.account_id)
    except IntegrityError as error:
        taken = _TAKEN.get(violated_constraint(error) or "")
        if taken is None:
            raise
        raise _invalid([taken]) from None
    log.info("account_registered", actor_ref=account.account_id)
    return AccountRegistered(account.account_id, account.account_name)


def check_step(resources: Resources, form: RegistrationForm, step: Step) -> None:
    """Judge one step of the form before the next is asked for: nothing is kept, nobody is asked, no code is spent.

    Refusal `identity.registration_invalid` names every defect of the step's own fields, and a name that is taken.
    Whether a person or a mobile has an account is told later, to who holds the mobile.
    """
    form = form.normalised()
    own = {f"/{name}" for name in registration.FIELDS_OF[step]}
    findings = [f for f in registration.check_form(form, local_date(resources.clock.now())) if f.pointer in own]
    if step == "basics" and registration.is_account_name(form.account_name):
        with resources.database.reading() as session:
            if accounts.by_name(session, account_key(form.account_name)):
                findings.append(_TAKEN[accounts.NAME_TAKEN])
    if findings:
        raise _invalid(findings)


def _check_proofs(
    session: Session, resources: Resources, request: RegisterAccount, form: RegistrationForm
) -> tuple[list[Finding], str | None]:
    """Captcha, SMS code and uniqueness. That a person or mobile is registered is told only to who holds the mobile."""
    findings: list[Finding] = []
    human = True
    if request.captcha_id:
        captcha = check_captcha(session, resources, request.captcha_id, request.captcha_answer)
        human = captcha is not None and not captcha.registration_spent
        if not human:
            findings.append(captcha_wrong())
    elif suspicion.has_failed(resources, request.address):
        human = False
        findings.extend(suspicion.captcha_required().all_findings())
    code = None
    if not registration.check_mobile(form.mobile) and not registration.check_sms_code(form.sms_code):
        code = check_sms_code(session, resources, "register", form.mobile, form.sms_code)
        if code is None:
            findings.append(sms_code_wrong())
    if registration.is_account_name(form.account_name) and accounts.by_name(session, account_key(form.account_name)):
        findings.append(_TAKEN[accounts.NAME_TAKEN])
    if code is not None and human:
        if accounts.person_is_known(session, _person_hashes(resources, form)):
            findings.append(_TAKEN[accounts.PERSON_TAKEN])
        if accounts.by_mobile(session, code.mobile_hash):
            findings.append(_TAKEN[accounts.MOBILE_TAKEN])
    return findings, code.sms_code_id if code else None


def _verify(resources: Resources, form: RegistrationForm, sms_code_id: str) -> Verification:
    # The same question keeps its id, so that asking again after an outage is not a second question.
    question = resources.hash(f"{form.real_name}|{person_key(form.id_document_type, form.id_number)}")
    request_id = f"register/{sms_code_id}/{question[:32]}"
    mobile_hash = resources.hash(mobile_key(form.mobile))
    now = resources.clock.now()
    with resources.database.transaction() as session:
        lock_key(session, f"identity.registry:{mobile_hash}")
        if session.get(challenges.RegistryQuestion, request_id) is None:
            if challenges.questions_since(session, mobile_hash, now - _DAY) >= REGISTRY_QUESTIONS_PER_MOBILE:
                raise too_often("identity", _DAY.total_seconds())
            session.add(challenges.RegistryQuestion(request_id=request_id, mobile_hash=mobile_hash, asked_at=now))
    answer = resources.registry.verify(
        name=form.real_name,
        id_number=form.id_number,
        id_document_type=form.id_document_type,
        purpose="account_registration",
        request_id=request_id,
        face=None,
    )
    no = refusal_of(
        answer.result, alive=answer.flags.alive, document_valid=answer.flags.document_valid, live_capture=None
    )
    if no is not None:
        log.info("account_registration_refused", error_code=no.code)
        pointer = "/real_name" if no.pointer == "/name" else no.pointer
        finding = Finding(no.code, no.zh, no.en, pointer, no.article, no.remedy_zh, no.remedy_en)
        raise Refusal("identity.person_mismatch", no.zh, no.en, findings=(finding,))
    return answer


def _account(resources: Resources, form: RegistrationForm, verification: Verification) -> accounts.Account:
    account_id = str(uuid7())
    encrypt = resources.ring.encrypt_text
    return accounts.Account(
        account_id=account_id,
        account_name=form.account_name,
        account_name_key=account_key(form.account_name),
        password_hash=resources.passwords.hash(form.password),
        roles=[Role.APPLICANT],
        identity_type=form.identity_type,
        id_document_type=form.id_document_type,
        name_encrypted=encrypt(form.real_name, f"account:name:{account_id}"),
        id_number_encrypted=encrypt(form.id_number, f"account:id_number:{account_id}"),
        mobile_encrypted=encrypt(form.mobile, f"account:mobile:{account_id}"),
        person_hash=_person_hashes(resources, form)[0],
        mobile_hash=resources.hash(mobile_key(form.mobile)),
        registry_reference_no=verification.reference_no,
        verified_at=verification.checked_at,
        agreement_edition=AGREEMENT_EDITION,
        created_at=resources.clock.now(),
    )


def _spend(session: Session, captcha_id: str, form: RegistrationForm, sms_code_id: str, resources: Resources) -> None:
    """Only one of several simultaneous requests can spend the same proofs."""
    captcha = challenges.captcha(session, captcha_id, lock=True) if captcha_id else None
    if captcha_id and (captcha is None or captcha.registration_spent):
        raise _invalid([captcha_wrong()])
    code = challenges.current_code(session, "register", resources.hash(mobile_key(form.mobile)))
    if code is None or code.spent or code.sms_code_id != sms_code_id:
        raise _invalid([sms_code_wrong()])
    if captcha:
        captcha.registration_spent = True
    code.spent = True


def _person_hashes(resources: Resources, form: RegistrationForm) -> tuple[str, ...]:
    return resources.person_hashes(form.id_document_type, form.id_number)


def _taken(code: str, zh: str, en: str, pointer: str) -> Finding:
    return Finding(f"identity.{code}", zh, en, pointer)


_TAKEN = {
    accounts.NAME_TAKEN: _taken(
        "account_name_taken", "该用户账号已被使用，请换一个", "This account name is in use", "/account_name"
    ),
    accounts.PERSON_TAKEN: _taken(
        "id_number_taken",
        "该证件号码已注册用户，请直接登录或找回密码",
        "This person has an account already; log in or reset the password",
        "/id_number",
    ),
    accounts.MOBILE_TAKEN: _taken(
        "mobile_taken",
        "该手机号已注册用户，请直接登录或找回密码",
        "This mobile number has an account already; log in or reset the password",
        "/mobile",
    ),
}


def _invalid(findings: list[Finding]) -> Refusal:
    return Refusal(
        "identity.registration_invalid",
        "注册信息有误，请按提示修改",
        "Some of the registration form is not right",
        findings=findings,
    )
