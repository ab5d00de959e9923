"""Whether a liaison person exists as named, and is reached (个体工商户登记管理规定 Art. 8; 实施细则 Art. 16)."""

from __future__ import annotations

import structlog
from pydantic import BaseModel, ValidationInfo, field_validator
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.clock import local_date
from kernel.errors import Finding, Refusal
from kernel.numbers import normalise
from kernel.persons import normal_document_number, normal_name
from services.identity.contract import LiaisonVerified
from services.identity.domain import registration
from services.identity.domain.authentication import Comparison
from services.identity.domain.persons import mobile_key
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import SmsCodeSent, check_sms_code, send_code_to, sms_code_wrong
from services.identity.store import accounts, liaisons

log = structlog.get_logger()


class PersonNamed(BaseModel):
    """Somebody who neither acts nor signs, as everybody writes them; there is no live capture of them."""

    name: str
    id_document_type: str
    id_number: str
    mobile: str = ""

    @field_validator("name")
    @classmethod
    def _normal_name(cls, typed: str) -> str:
        return normal_name(typed)

    @field_validator("id_number")
    @classmethod
    def _normal_number(cls, typed: str, others: ValidationInfo) -> str:
        return normal_document_number(others.data.get("id_document_type", ""), typed)

    @field_validator("mobile")
    @classmethod
    def _normal_mobile(cls, typed: str) -> str:
        return normalise(typed)


def verify_liaison(resources: Resources, account_id: str, named: PersonNamed) -> LiaisonVerified:
    """Ask the population registry for the applicant's form; who asked stands in the audit trail. Refusal
    `identity.person_malformed` for what can be no name or number, without asking; Outage
    `identity.registry_unavailable` when it gives no clear answer."""
    today = local_date(resources.clock.now())
    findings = registration.check_person(named.name, named.id_document_type, named.id_number, today)
    if findings:
        raise Refusal(
            "identity.person_malformed", "姓名或者证件有误，请核对", "Name or document is not right", findings=findings
        )
    asked = str(uuid7())
    answer = verified(resources, account_id, named, f"liaison/{asked}")
    with resources.database.transaction() as session:
        resources.record(session, "liaison_verified", actor_ref=account_id, object_ref=asked, reason=answer.result)
    return answer


def verified(resources: Resources, account_id: str, named: PersonNamed, request_id: str) -> LiaisonVerified:
    """Name and number against the registry; who is dead, or whose document is void, does not match. Idempotency key:
    request_id. Outage `identity.registry_unavailable`."""
    answer = resources.registry.verify(
        name=named.name,
        id_number=named.id_number,
        id_document_type=named.id_document_type,
        purpose="establishment",
        request_id=request_id,
        face=None,
    )
    result: Comparison = answer.result
    if result == "MATCH" and (answer.flags.alive is False or answer.flags.document_valid is False):
        result = "MISMATCH"
    with resources.database.reading() as session:
        reached = _is_reached(session, resources, account_id, named.mobile)
    log.info("liaison_verified")
    return LiaisonVerified(
        name=named.name,
        id_document_type=named.id_document_type,
        id_number=named.id_number,
        result=result,
        reference_no=answer.reference_no,
        mobile=named.mobile,
        mobile_confirmed=reached,
    )


def _is_reached(session: Session, resources: Resources, account_id: str, mobile: str) -> bool:
    """By a code sent for this account, or because the mobile is the account's own, which one proved at registration."""
    if not mobile:
        return False
    hashed = resources.hash(mobile_key(mobile))
    account = accounts.by_id(session, account_id)
    return (account is not None and account.mobile_hash == hashed) or liaisons.is_kept(session, account_id, hashed)


def send_liaison_code(resources: Resources, account_id: str, mobile: str) -> SmsCodeSent:
    """Send a code to the mobile of a liaison person, who tells it to the applicant if they agree.

    Refusals: `identity.mobile`, `identity.too_many_requests`; a silent gateway is an Outage.
    """
    mobile = normalise(mobile)
    if findings := registration.check_mobile(mobile):
        raise _refused(findings)
    return send_code_to(resources, "liaison", mobile, account_id)


def confirm_liaison_mobile(resources: Resources, account_id: str, mobile: str, sms_code: str) -> None:
    """Keep that the code reached the mobile, for the account that had it sent.

    Idempotency key: account + mobile. Refusal `identity.sms_code_wrong`; five wrong ones void the code.
    """
    mobile = normalise(mobile)
    with resources.database.transaction() as session:
        code = check_sms_code(session, resources, "liaison", mobile, sms_code, account_id)
        if code is not None:
            code.spent = True
            liaisons.keep(session, account_id, code.mobile_hash, resources.clock.now())
            resources.record(session, "liaison_mobile_confirmed", actor_ref=account_id, object_ref=code.sms_code_id)
    if code is None:
        raise _refused([sms_code_wrong()])


def _refused(findings: list[Finding]) -> Refusal:
    first = findings[0]
    return Refusal(first.code, first.zh, first.en, findings=findings)
