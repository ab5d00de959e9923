"""AR-09 to AR-13: whether they may be a sole trader, and whether anything bars them."""

from __future__ import annotations

from collections.abc import Iterator

from catalogues import codes
from catalogues.approval_thresholds import Thresholds
from catalogues.errors import UnknownCode
from kernel.persons import RESIDENT_ID_CARD, age_on
from services.approval.domain.results import Finding, passed, refer, reject
from services.approval.domain.rule import rule
from services.approval.domain.rules.identity import resident, who
from services.approval.domain.snapshot.case import CaseSnapshot


@rule(
    "AR-09",
    "Age",
    outcomes=("REFER", "REJECT"),
    remedy=(
        "年满十六周岁并以自己的劳动收入为主要生活来源的，由工作人员审查",
        "From 16 on an examiner decides",
    ),
    pointer="/operator/birth_date",
)
def age(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    found, on = resident(case), case.submitted_on
    born = found.birth_date if found else case.application.operator.birth_date
    years = age_on(born, on)
    least, full = limits.number("least_age"), limits.number("full_age")
    if years < least:
        yield reject(f"经营者 {years} 周岁，未满 {least} 周岁", f"The operator is {years}, younger than {least}")
    elif years < full:
        said = case.application.operator.own_income == "yes"
        zh = "经营者声明以自己的劳动收入为主要生活来源，须核实" if said else "须核实是否以自己的劳动收入为主要生活来源"
        en = "they say that they live on their own labour" if said else "whether they live on their own labour"
        yield refer(f"经营者 {years} 周岁，{zh}", f"The operator is {years}; {en}, is to be verified")
    else:
        yield passed(f"经营者年满 {full} 周岁", f"The operator is {full} or older")


@rule(
    "AR-10",
    "Eligible person",
    outcomes=("REFER",),
    remedy=("由工作人员审查，也可使用普通设立流程", "An examiner looks at the case; the ordinary flow is open too"),
    pointer="/operator/id_document_type",
)
def eligible_person(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    operator = case.application.operator
    if operator.id_document_type != RESIDENT_ID_CARD:
        shown = _label("id_document_type", operator.id_document_type)
        yield refer(
            f"证件类型为 {shown}，自助流程限内地居民",
            "The document is not a resident identity card, for which alone this flow is made",
            "/operator/id_document_type",
        )
    if operator.composition_form not in limits.words("automatic_composition_forms"):
        shown = _label("composition_form", operator.composition_form)
        yield refer(
            f"组成形式为{shown}，参加经营的家庭成员由工作人员核对",
            "A business of this composition is looked at by an examiner, the family members above all",
            "/operator/composition_form",
        )


def _label(table: str, code: str) -> str:
    try:
        return codes.label(table, code)
    except UnknownCode:
        return "未知类型"


@rule(
    "AR-11",
    "Not in a barred profession",
    outcomes=("REFER",),
    remedy=("由工作人员核实身份后处理", "An examiner verifies the profession"),
    pointer="/operator",
)
def no_barred_profession(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    for person in case.persons_registered:
        if person.facts.barred_profession:
            yield refer(
                f"{who(person)} 属于依法不得经商的身份，须核实",
                f"The profession of {who(person)} may bar them from business; to be verified",
            )


@rule(
    "AR-12",
    "Not restricted after a false registration",
    outcomes=("REJECT",),
    remedy=(
        "限制期满后再申请；对限制有异议的向作出限制的机关提出",
        "Apply when it is over, or object to it",
    ),
    pointer="/operator",
)
def not_restricted(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    for person in case.persons_registered:
        until = person.facts.restricted_until
        if until is not None and until >= case.decided_on:
            yield reject(
                f"{who(person)} 在虚假登记限制期内（至 {until}），不得申请登记",
                f"{who(person)} is restricted from registration until {until} after a false registration",
            )


@rule(
    "AR-13",
    "Not on the list of serious violations",
    outcomes=("REFER",),
    remedy=("由工作人员进行信用核查", "An examiner checks the record"),
    pointer="/operator",
)
def no_serious_violation(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    for person in case.persons_registered:
        if person.facts.serious_violation:
            yield refer(
                f"{who(person)} 列入市场监督管理严重违法失信名单，须核查限制范围",
                f"{who(person)} is on the list of serious violations; its extent is to be checked",
            )


RULES = (age, eligible_person, no_barred_profession, not_restricted, no_serious_violation)
