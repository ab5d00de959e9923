"""AR-01 to AR-08: who applies, and whether they are who they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types.words import SignerRole
from kernel.clock import local_date
from kernel.deadlines import has_passed, said_en, said_zh
from kernel.masking import mask_id_number, mask_name
from kernel.numbers import InvalidNumber, ResidentId
from kernel.persons import RESIDENT_ID_CARD, normal_document_number, person_key, same_name
from services.approval.domain.results import Finding, correct, passed, refer
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.application import Operator, Party
from services.approval.domain.snapshot.authentication import Person
from services.approval.domain.snapshot.case import CaseSnapshot


def who(person: Person | Party) -> str:
    """The person as a finding names them."""
    return mask_name(person.name)


def resident(case: CaseSnapshot) -> ResidentId | None:
    """The operator's number taken apart; None for one that AR-05 or AR-10 speaks about."""
    operator = case.application.operator
    if operator.id_document_type != RESIDENT_ID_CARD:
        return None
    try:
        return ResidentId.parse(operator.id_number, on=case.submitted_on)
    except InvalidNumber:
        return None


@rule(
    "AR-01",
    "Account in a real name",
    outcomes=("CORRECT",),
    remedy=("请用经营者本人的账号完成实名认证", "Verify the operator's own account in its real name"),
    pointer="/authentication",
)
def account_in_real_name(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    found = case.authentication
    agent = any(person.role == SignerRole.AGENT for person in found.persons)
    if not found.account_verified:
        yield correct(
            "提交申请的账号未完成实名认证",
            "The account that applies is not verified in its real name",
            "/authentication",
        )
    if found.account_subject != case.application.account_subject:
        yield correct(
            "实名认证的账号不是提交申请的账号",
            "Another account than the applicant's was authenticated",
            "/authentication",
        )
    elif not found.account_is_operator and not agent:
        yield correct(
            "提交人不是经营者，也不是经实名认证的委托代理人",
            "The applicant is neither the operator nor an authenticated agent",
            "/authentication",
        )


@rule(
    "AR-02",
    "Authentication valid",
    outcomes=("CORRECT",),
    remedy=("请重新进行实名认证", "Authenticate again"),
    pointer="/authentication",
)
def authentication_valid(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    found = case.authentication
    if case.operator_person is None:
        yield correct(
            "经营者未进行实名认证",
            "The operator was not authenticated",
            "/authentication/persons",
        )
    if found.window != case.signatures.window:
        yield correct(
            "实名认证与签名不属于同一办理时段",
            "Authentication and signatures belong to different signing windows",
            "/authentication",
        )
    authenticated = {person.person_ref for person in found.persons}
    for party in case.application.others_who_sign:
        if party.ref not in authenticated:
            yield correct(
                f"{who(party)} 未进行实名认证", f"{who(party)} was not authenticated", "/authentication/persons"
            )
    for number, person in enumerate(found.persons):
        if person.valid_until < case.submitted_at:
            yield correct(
                f"{who(person)} 的实名认证已于 {local_date(person.valid_until)} 过期",
                f"The authentication of {who(person)} ended on {local_date(person.valid_until)}",
                f"/authentication/persons/{number}",
            )


@rule(
    "AR-05",
    "Identity number",
    outcomes=("CORRECT",),
    remedy=("请按身份证件核对并更正号码", "Correct the number as the identity card has it"),
    pointer="/operator/id_number",
)
def identity_number(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    operator = case.application.operator
    numbers = [("/operator/id_number", operator.id_number, operator.id_document_type == RESIDENT_ID_CARD)]
    numbers += [
        (
            f"/operator/family_members/{n}/id_number",
            member.id_number,
            len(_as_resident(member.id_number)) == 18,
        )
        for n, member in enumerate(operator.family_members)
    ]
    for pointer, number, resident in numbers:
        if not resident:
            continue
        shown = mask_id_number(number)
        try:
            ResidentId.parse(number, on=case.submitted_on)
        except InvalidNumber as wrong:
            yield correct(
                f"身份证号码 {shown} 有误：{wrong.zh}",
                f"The identity number {shown} is wrong: {wrong.en}",
                pointer,
            )


def _same_person(found: Person, named: Operator | Party) -> bool:
    """Whether name and document are those the application names."""
    keys = {person_key(one.id_document_type, one.id_number) for one in (found, named)}
    return same_name(found.name, named.name) and len(keys) == 1


def _as_resident(number: str) -> str:
    return normal_document_number(RESIDENT_ID_CARD, number)


@rule(
    "AR-06",
    "Person matches document",
    outcomes=("REFER",),
    remedy=("转人工核验，也可携身份证到登记机关窗口核验", "An examiner verifies this; or come with your identity card"),
    pointer="/authentication/persons",
)
def person_matches(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    operator, person = case.application.operator, case.operator_person
    if person is None:
        return
    if not _same_person(person, operator):
        shown = mask_id_number(operator.id_number)
        yield refer(
            f"认证人 {who(person)} 与经营者 {mask_name(operator.name)}（{shown}）的姓名或证件不一致",
            f"The authenticated {who(person)} is not the operator {mask_name(operator.name)} ({shown})",
        )
    persons = {each.person_ref: each for each in case.authentication.persons}
    for party in case.application.others_who_sign:
        found = persons.get(party.ref)
        if found is not None and not _same_person(found, party):
            yield refer(
                f"认证人 {who(found)} 与申请书所列的 {who(party)} 的姓名或证件不一致",
                f"The authenticated {who(found)} is not {who(party)} as the application names them",
            )
    least = limits.number("least_face_score")
    for each in case.authentication.persons:
        if each.face_score is None:
            yield passed(
                f"{who(each)} 由窗口人员（工号 {each.identified_by}）当面核对证件",
                f"{who(each)} was compared with their document at the window by number {each.identified_by}",
            )
        elif Decimal(str(each.face_score)) < least:
            yield refer(
                f"{who(each)} 的人脸比对分值 {each.face_score:.2f} 低于 {least}",
                f"The face of {who(each)} scored {each.face_score:.2f}, less than {least}",
            )
        else:
            yield passed(f"人脸比对分值 {each.face_score:.2f}", f"The face scored {each.face_score:.2f}")


_RENEW = ("请换领证件后更新有效期限和证件照", "Renew the document, then update its last day and pictures")


@rule(
    "AR-07",
    "Document in force",
    outcomes=("CORRECT",),
    remedy=_RENEW,
    pointer="/operator/id_valid_until",
    effective_to=date(2026, 11, 27),
)
def document_in_force_beyond_the_day(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    until = case.application.operator.id_valid_until
    if until is not None and until <= case.submitted_on:
        yield correct(
            f"证件有效期限至 {until}，未晚于提交日 {case.submitted_on}",
            f"The document is valid until {until}, not beyond {case.submitted_on}, the day of submission",
            "/operator/id_valid_until",
        )
    else:
        yield passed(f"证件有效期限 {until or '长期'}", f"The document is valid until {until or 'further notice'}")


@rule(
    "AR-07",
    "Document in force",
    outcomes=("CORRECT",),
    remedy=_RENEW,
    pointer="/operator/id_valid_until",
    version=2,
    effective_from=date(2026, 11, 28),
)
def document_in_force(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    until = case.application.operator.id_valid_until
    if until is not None and has_passed(until, case.submitted_on):
        yield correct(
            f"证件有效期限已于{said_zh(until)}届满，早于提交日",
            f"The document was valid until {said_en(until)}, before the day of submission",
            "/operator/id_valid_until",
        )
    else:
        yield passed(f"证件有效期限 {until or '长期'}", f"The document is valid until {until or 'further notice'}")


@rule(
    "AR-08",
    "Sex and date of birth agree",
    outcomes=("CORRECT",),
    remedy=("请按身份证件更正性别或出生日期", "Correct sex or date of birth as the identity card has them"),
    pointer="/operator/birth_date",
)
def sex_and_birth(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    found, operator = resident(case), case.application.operator
    if found is None:
        return
    if operator.sex != found.sex:
        yield correct("性别与身份证号码不符", "The sex contradicts the identity number", "/operator/sex")
    if operator.birth_date != found.birth_date:
        yield correct(
            "出生日期与身份证号码不符",
            "The date of birth contradicts the identity number",
            "/operator/birth_date",
        )


RULES = (
    account_in_real_name,
    authentication_valid,
    identity_number,
    person_matches,
    document_in_force_beyond_the_day,
    document_in_force,
    sex_and_birth,
)
