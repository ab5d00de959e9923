"""AR-30 to AR-36: where the business is, with how much money and how many people, and how it is reached."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from catalogues import authorities, divisions
from catalogues.approval_thresholds import Thresholds
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import Section
from kernel.masking import mask_email, mask_phone
from services.approval.domain.results import Finding, correct, noted, passed, refer, reject
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.case import CaseSnapshot

_HOUSE_NUMBER = re.compile(
    r"[0-9一二三四五六七八九十百零〇]+\s*(号|室|栋|幢|楼|层|单元|铺|商铺|门|摊|摊位|院|排|组|座|区|房)"
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0(10|2[0-9]|[3-9][0-9]{2})-?[0-9]{7,8}")
_POSTCODE = re.compile(r"[0-9]{6}")
_POSTCODES = {
    "140000": ("03", "04"),
    "210000": ("11", "12"),
}
"""First two digits of postcodes by province, where this system registers."""

OWNED, DWELLING = "自有", "住宅"


@rule(
    "AR-30",
    "Authority in charge",
    outcomes=("REJECT",),
    remedy=("请向有管辖权的登记机关申请", "Apply to the authority in charge"),
    pointer="/premises/county_code",
)
def authority_in_charge(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    application = case.application
    try:
        right = authorities.for_division(application.premises.county_code)
    except UnknownCode:
        yield reject(
            "经营场所所在县区没有登记机关使用本系统",
            "No authority of the premises' county uses this system",
            "/premises/county_code",
        )
        return
    same = right.code == case.authority_code == application.authority_code
    if not same:
        yield reject(
            f"不属于本登记机关管辖，请向{right.name}申请",
            f"Another authority is in charge: {right.name} ({right.code})",
            "/premises/county_code",
        )
    elif not (right.registers_sole_traders and case.facts.authority_registers):
        yield reject(
            f"{right.name}未启用个体工商户登记", f"{right.name} does not register sole traders", "/premises/county_code"
        )
    else:
        yield passed(f"由{right.name}管辖", f"{right.name} is in charge")


@rule(
    "AR-31",
    "Premises complete",
    outcomes=("CORRECT",),
    remedy=(
        "请将经营场所填写到门牌号，并补全住所承诺",
        "Complete the address (house number) and the promise",
    ),
    pointer="/premises/detail",
)
def premises_complete(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    premises = case.application.premises
    detail = unicodedata.normalize("NFKC", premises.detail)
    if _HOUSE_NUMBER.search(detail) is None:
        yield correct("经营场所未填写到门牌号", "The address lacks a house number", "/premises/detail")
    try:
        divisions.street(premises.county_code, premises.street_name)
    except UnknownCode:
        yield correct(
            f"“{premises.street_name}”不是所在县区的街道或乡镇",
            f"{premises.street_name} is no street or town of the county",
            "/premises/street_name",
        )
    for word in limits.words("barred_premises_words"):
        if word in detail:
            yield correct(f"{word}不得作为经营场所", f"Such a place may not be premises: {word}", "/premises/detail")
    yield from _commitment(case)


def _commitment(case: CaseSnapshot) -> Iterator[Finding]:
    made, section = case.application.premises_commitment, "/details/premises_commitment"

    def missing(field: str, zh: str, en: str) -> Finding:
        part: Section = Section.DETAILS
        return correct(zh, en, f"{section}/{field}", part)

    if not made.owner:
        yield missing("owner", "承诺书缺少产权人", "The promise names no owner")
    if not made.tenure:
        yield missing("tenure", "承诺书缺少使用方式", "The promise names no right of use")
    elif made.tenure != OWNED and (made.use_from is None or made.use_to is None):
        yield missing("use_to", "承诺书缺少使用期限", "The promise names no term of use")
    if made.use_to is not None and made.use_to <= case.submitted_on:
        yield missing("use_to", f"使用期限已于 {made.use_to} 届满", f"The term of use ended on {made.use_to}")
    if not made.nature:
        yield missing("nature", "承诺书缺少房屋性质", "The promise names no nature of the building")
    if made.is_network_premises and not (made.platform_name and made.platform_url):
        yield missing("platform_name", "网络经营场所缺少平台名称或网址", "The platform or its address is missing")
    if not made.accepted:
        yield missing("accepted", "未作出经营场所真实性承诺", "The promise about the premises was not made")


@rule(
    "AR-32",
    "Neighbours of a dwelling agree",
    outcomes=("CORRECT",),
    remedy=("请取得有利害关系业主的一致同意并作出承诺", "Get the consent of every owner concerned and confirm it"),
    pointer="/details/premises_commitment/residential_consent",
)
def neighbours_agree(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    made = case.application.premises_commitment
    if made.nature != DWELLING:
        yield passed("房屋性质不是住宅，本项不适用", "The building is no dwelling; this does not apply")
    elif not made.residential_consent:
        yield correct(
            "住宅改经营性用房，未承诺已经有利害关系的业主一致同意",
            "A dwelling is to be used for business and the consent of the owners concerned is not confirmed",
            "/details/premises_commitment/residential_consent",
        )


@rule(
    "AR-33",
    "No unusual number of businesses",
    outcomes=("REFER",),
    remedy=("由工作人员核实", "An examiner verifies this"),
    pointer="/premises",
)
def usual_numbers(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    facts = case.facts
    most_there, most_recent = limits.number("most_entities_at_premises"), limits.number("most_recent_applications")
    if facts.entities_at_premises > most_there:
        yield refer(
            f"同一地址另有 {facts.entities_at_premises} 户，超过 {most_there} 户",
            f"{facts.entities_at_premises} other businesses at this address, more than {most_there}",
            "/premises",
        )
    if facts.recent_applications_of_operator > most_recent:
        yield refer(
            f"同一人近 {facts.recent_days} 日另有 {facts.recent_applications_of_operator} 件，上限 {most_recent} 件",
            f"{facts.recent_applications_of_operator} other applications of this person in {facts.recent_days} days, "
            f"more than {most_recent}",
            "/operator",
        )
    if facts.recent_days < limits.number("recent_days"):
        yield noted(f"申请数只统计了近 {facts.recent_days} 日", f"Only the last {facts.recent_days} days were counted")
    yield passed(
        f"同一地址另有 {facts.entities_at_premises} 户，同一人近期另有 {facts.recent_applications_of_operator} 件申请",
        f"{facts.entities_at_premises} other businesses at this address, "
        f"{facts.recent_applications_of_operator} other recent applications of this person",
    )


@rule(
    "AR-34",
    "Capital",
    outcomes=("CORRECT", "REFER"),
    remedy=(
        "请核对资金数额（万元）；数额较大的由工作人员审查",
        "Check the amount; large ones are examined",
    ),
    pointer="/premises/capital_amount",
)
def capital(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    amount, most = case.application.capital_amount, limits.number("most_capital")
    shown = f"{amount:f}"
    if amount <= 0:
        yield correct(
            f"资金数额 {shown} 万元有误，应大于零",
            f"A capital of {shown} × 10,000 yuan; it must be more than nothing",
            "/premises/capital_amount",
        )
    elif amount > most:
        yield refer(
            f"资金数额 {shown} 万元，超过自动审批上限 {most} 万元",
            f"A capital of {shown} × 10,000 yuan, more than the {most} that are decided automatically",
        )
    else:
        yield passed(f"资金数额 {shown} 万元（人民币）", f"A capital of {shown} × 10,000 yuan")


@rule(
    "AR-35",
    "Employees",
    outcomes=("CORRECT",),
    remedy=("请更正从业人数", "Correct the number of employees"),
    pointer="/details/employee_count",
)
def employees(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    count = case.application.details.employee_count
    least, most = limits.number("least_employees"), limits.number("most_employees")
    if not least <= count <= most:
        yield correct(
            f"从业人数 {count} 人，应为 {least} 至 {most} 人",
            f"{count} employees; it must be {least} to {most}",
            "/details/employee_count",
        )
    elif count > limits.number("usual_employees"):
        yield noted(f"从业人数 {count} 人，多于常见的个体工商户", f"{count} employees, more than usual")
    else:
        yield passed(f"从业人数 {count} 人", f"{count} employees")


@rule(
    "AR-36",
    "Ways to reach the business",
    outcomes=("CORRECT",),
    remedy=("请更正联系方式", "Correct how you can be reached"),
    pointer="/operator/mobile",
)
def contacts(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    operator, details = case.application.operator, case.application.details
    if _MOBILE.fullmatch(operator.mobile) is None:
        yield correct(
            f"移动电话 {mask_phone(operator.mobile)} 格式不正确",
            "The mobile number is not one",
            "/operator/mobile",
        )
    if not (_MOBILE.fullmatch(operator.contact_phone) or _LANDLINE.fullmatch(operator.contact_phone)):
        yield correct(
            f"联系电话 {mask_phone(operator.contact_phone)} 格式不正确",
            "The contact number is neither a mobile nor a landline number",
            "/operator/contact_phone",
        )
    try:
        validate_email(operator.email, check_deliverability=False)
    except EmailNotValidError:
        yield correct(
            f"电子邮箱 {mask_email(operator.email)} 格式不正确",
            "The e-mail address is not one",
            "/operator/email",
        )
    if _POSTCODE.fullmatch(operator.postcode) is None:
        yield correct(
            "经营者住所邮政编码应为 6 位数字",
            "A postcode has six digits",
            "/operator/postcode",
        )
    if _POSTCODE.fullmatch(details.postcode) is None:
        yield correct(
            "经营场所邮政编码应为 6 位数字",
            "The premises' postcode has not six digits",
            "/details/postcode",
            Section.DETAILS,
        )
    else:
        usual = _POSTCODES.get(case.application.premises.county_code[:2] + "0000", ())
        if usual and not details.postcode.startswith(usual):
            yield noted(
                f"邮政编码 {details.postcode} 与所在省不符，请核对",
                f"The postcode {details.postcode} is not one of the province",
                "/details/postcode",
            )


RULES = (
    authority_in_charge,
    premises_complete,
    neighbours_agree,
    usual_numbers,
    capital,
    employees,
    contacts,
)
