"""AR-34 to AR-36: with how much money and how many people the business begins, and how it is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from catalogues import postcodes
from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types.words import Section
from kernel.masking import mask_email, mask_phone
from services.approval.domain.results import Finding, correct, noted, passed, refer
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.case import CaseSnapshot

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0(10|2[0-9]|[3-9][0-9]{2})-?[0-9]{7,8}")
_POSTCODE = re.compile(r"[0-9]{6}")


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
    elif not postcodes.is_of_province(details.postcode, case.application.premises.county_code):
        yield noted(
            f"邮政编码 {details.postcode} 与所在省不符，请核对",
            f"The postcode {details.postcode} is not one of the province",
            "/details/postcode",
        )


RULES = (capital, employees, contacts)
