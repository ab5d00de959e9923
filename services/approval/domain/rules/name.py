"""AR-20 to AR-25: the parts of the name as it is held and its words, with what the naming service found about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from catalogues import divisions, organisation_forms, sole_trader_types
from catalogues.approval_thresholds import Thresholds
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import EntityKind, Section
from catalogues.names import suffix
from services.approval.domain.results import Finding, correct, noted, passed, refer, reject
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.domain.snapshot.name import Name, NameFinding

_RULE_OF_PREFIX = {"N-0": "AR-20", "N-1": "AR-21", "N-2": "AR-22", "N-3": "AR-23", "N-5": "AR-26", "N-6": "AR-27"}
_RULE_OF_PART = {"trade_name": "AR-21", "industry": "AR-22", "organisation_form": "AR-23"}
_BY_PART = frozenset({"N-23", "N-24"})
"""Of the twenties, which else are about the industry."""
_WORDS = "N-4"


def rule_of(finding: NameFinding) -> str:
    """The rule that speaks about a finding; one of an unknown number goes by the part of the name it is about."""
    if finding.rule_id.startswith(_WORDS):
        return "AR-24" if finding.severity == "reject" else "AR-25"
    prefix = "" if finding.rule_id in _BY_PART else finding.rule_id[:3]
    return _RULE_OF_PREFIX.get(prefix) or _RULE_OF_PART.get(finding.part, "AR-20")


def found_by_naming(case: CaseSnapshot, rule_id: str) -> Iterator[Finding]:
    """What the naming service found that `rule_of` gives to this rule, as its findings."""
    name = case.name
    for found in name.findings if name else ():
        if name and rule_of(found) == rule_id:
            pointer = "/name" if found.part == "full_name" else f"/name/{found.part}"
            yield replace(
                _weighed(found, name, pointer),
                remedy_zh=found.remedy_zh,
                remedy_en=found.remedy_en,
                article=found.article,
            )


def _weighed(found: NameFinding, name: Name, pointer: str) -> Finding:
    match found.severity:
        case "reject":
            return reject(found.zh, found.en, pointer)
        case "refer":
            return refer(found.zh, found.en, pointer)
        case "note":
            return noted(found.zh, found.en, pointer)
        case "confirm" if name.similar_confirmed and name.commitment_accepted:
            return noted(f"{found.zh}，申请人已确认并承诺担责", f"{found.en}; confirmed by the applicant", pointer)
        case _:
            return correct(found.zh, found.en, pointer, Section.NAME)


def without_name(case: CaseSnapshot) -> Finding:
    """What a rule about names says where none is declared."""
    if case.full_name is not None:
        return passed("名称不变更，本项不适用", "The name stays as it is registered; this does not apply")
    return passed("不使用名称，本项不适用", "The business uses no name; this does not apply")


def _composed(name: Name, kind: EntityKind, on: date) -> set[str]:
    """The whole name; an industry word with which the form begins may be written once (小吃 + 小吃店), and a name that
    was held before the suffix had to stand there has none. Of an enterprise the division may stand in brackets behind
    trade name or industry (企业名称登记管理规定实施办法 Art. 9)."""
    place, trade_name, industry = name.division, name.trade_name, name.industry
    form = name.organisation_form
    heads = {place + trade_name + industry}
    if kind is not EntityKind.SOLE_TRADER:
        heads |= {f"{trade_name}（{place}）{industry}", f"{trade_name}{industry}（{place}）"}
    ends = {form, form.removeprefix(industry) if industry else form}
    composed = {head + end for head in heads for end in ends}
    if kind is not EntityKind.SOLE_TRADER:
        return {each + organisation_forms.of_enterprise(kind).suffix for each in composed}
    return composed | {each + suffix.of_day(on) for each in composed}


@rule(
    "AR-20",
    "Structure of the name",
    outcomes=("CORRECT", "REFER"),
    remedy=(
        "请按行政区划、字号、行业、组织形式重新申报名称",
        "Declare the name again with its four parts",
    ),
    pointer="/name",
)
def structure(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    name = case.name
    if name is None:
        yield without_name(case)
        return
    complete = all((name.division, name.trade_name, name.organisation_form))
    kind = case.application.filing.entity_kind
    if not complete or name.full_name not in _composed(name, kind, case.submitted_on):
        yield correct(
            f"名称“{name.full_name}”不由行政区划、字号、行业、组织形式依次组成",
            "The name is not division, trade name, industry and form in this order",
            "/name",
        )
    try:
        wanted = divisions.name_prefix(case.application.county_code)
    except UnknownCode:
        wanted = ""
    # An enterprise may name the city or the province instead, of which naming says what it finds.
    if not wanted or (name.division != wanted and kind is EntityKind.SOLE_TRADER):
        yield correct(
            f"名称的行政区划“{name.division}”与经营场所不一致，应为“{wanted}”",
            f"The division {name.division} is not that of the premises, {wanted}",
            "/name/division",
        )
    yield from found_by_naming(case, "AR-20")


@rule(
    "AR-21",
    "Trade name",
    outcomes=("CORRECT", "REFER"),
    remedy=("请更换字号", "Choose another trade name"),
    pointer="/name/trade_name",
)
def trade_name(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    name = case.name
    if name is None:
        yield without_name(case)
        return
    if len(name.trade_name) < 2:
        yield correct(
            f"字号“{name.trade_name}”应由两个以上汉字组成",
            "A trade name has at least two Chinese characters",
            "/name/trade_name",
        )
    yield from found_by_naming(case, "AR-21")


@rule(
    "AR-22",
    "Industry fits",
    outcomes=("CORRECT", "REFER"),
    remedy=("请改用与主营业务相符的行业用语", "Use an industry word that fits the main business"),
    pointer="/name/industry",
)
def industry_fits(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    name = case.name
    if name is None:
        yield without_name(case)
        return
    trader = case.application.filing.entity_kind is EntityKind.SOLE_TRADER
    if trader and name.type_code != case.application.type.code:
        yield correct(
            f"名称按另一类型（{_type_name(name.type_code)}）申报，与所选类型“{case.application.type.name}”不符",
            "The name was declared for another type of business",
            "/name/industry",
        )
    yield from found_by_naming(case, "AR-22")


def _type_name(code: str) -> str:
    try:
        return sole_trader_types.get(code).name
    except UnknownCode:
        return "未知类型"


@rule(
    "AR-23",
    "Organisation form",
    outcomes=("CORRECT", "REFER"),
    remedy=(
        "请改用个体工商户可以使用的组织形式，如店、馆、部、中心",
        "Use a form such as 店, 馆, 部 or 中心",
    ),
    pointer="/name/organisation_form",
)
def organisation_form(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    name = case.name
    if name is None:
        yield without_name(case)
        return
    form = name.organisation_form
    verdict = organisation_forms.verdict(form)
    if verdict == "reject":
        yield correct(
            f"组织形式“{form}”不得用于个体工商户名称",
            f"A sole trader's name cannot end in {form}",
            "/name/organisation_form",
        )
    elif verdict == "refer" and not any(rule_of(found) == "AR-23" for found in name.findings):
        yield refer(f"组织形式“{form}”不常用，需审核", f"The form {form} is not a usual one", "/name/organisation_form")
    yield from found_by_naming(case, "AR-23")


@rule(
    "AR-24",
    "No prohibited content in the name",
    outcomes=("REJECT",),
    remedy=("请删除或更换禁止使用的内容后重新申报名称", "Remove what may not be used and declare the name again"),
    pointer="/name",
)
def no_prohibited_content(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    if case.name is None:
        yield without_name(case)
    yield from found_by_naming(case, "AR-24")


@rule(
    "AR-25",
    "No content of the name that needs a look",
    outcomes=("REFER",),
    remedy=("等待人工审核，或更换名称", "Wait for the examination, or change the name"),
    pointer="/name",
)
def no_delicate_content(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    if case.name is None:
        yield without_name(case)
    yield from found_by_naming(case, "AR-25")


RULES = (
    structure,
    trade_name,
    industry_fits,
    organisation_form,
    no_prohibited_content,
    no_delicate_content,
)
