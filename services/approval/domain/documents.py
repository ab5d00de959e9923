"""What the review sheet and the decision notice say (条例 Art. 19, 20; 实施细则 Art. 18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalogues import codes, divisions, scope_items
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import DocumentKind
from kernel.clock import SHANGHAI, local_date
from kernel.deadlines import last_day
from services.approval.domain import material
from services.approval.domain.granted import OF_FILINGS
from services.approval.domain.own_data import to_the_operator
from services.approval.domain.results import CaseOutcome, RuleResult, singly
from services.approval.domain.review import Override
from services.approval.domain.snapshot.case import CaseSnapshot

SMART_APPROVAL = "智慧审批"
HUMAN_REVIEW_ARTICLE = "个人信息保护法第二十四条"
HUMAN_REVIEW = (
    "携带本人身份证件到登记机关服务大厅窗口，凭申请编号提出",
    "Ask at the authority's service counter, with your identity card and the application number",
)
"""How somebody asks for a person's review. The law sets no limit of time, so none is named."""
HUMAN_REVIEW_ONLINE = (
    "登录全程网办平台，在本申请的页面上提出；也可以携带本人身份证件到登记机关服务大厅窗口提出",
    "Ask on the page of this application on the platform, or at the authority's service counter with your identity"
    " card",
)
"""The same within the period in which a refused case is kept open for it."""

_RECONSIDERATION_DAYS = 60
"""行政复议法 Art. 20."""
_SUIT_MONTHS = 6
"""行政诉讼法 Art. 46."""

_ARTICLES = {
    "APPROVE": (
        "《中华人民共和国市场主体登记管理条例》第十九条、第二十一条",
        "《中华人民共和国市场主体登记管理条例实施细则》第十八条",
    ),
    "CORRECT": ("《中华人民共和国市场主体登记管理条例》第十九条",),
    "REJECT": (
        "《中华人民共和国市场主体登记管理条例》第二十条",
        "《中华人民共和国行政许可法》第三十八条第二款",
    ),
}
_A_CHANGE_GRANTED = (
    "《中华人民共和国市场主体登记管理条例》第十九条、第二十四条、第二十八条",
    "《中华人民共和国市场主体登记管理条例实施细则》第十八条、第二十三条",
)
_LETTERS = {"APPROVE": "登字", "CORRECT": "补字", "REJECT": "不登字"}
_TOLD = {"APPROVE": (), "CORRECT": ("CORRECT",), "REJECT": ("REJECT", "CORRECT")}
"""Which results a notice names; a refusal names the defects too, so that nothing is told later."""


@dataclass(frozen=True, slots=True, repr=False)
class Decided:
    """What both documents say about a decision. `opinion` is the examiner's remark; `countersigner` the second person
    where it took one; `overrides` the rules a case was approved against; `review_request_until` the end of the period
    in which a person's review can be asked for online."""

    decision_no: str
    outcome: CaseOutcome
    automatic: bool
    reviewer: str
    decided_at: datetime
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str
    results: Sequence[RuleResult]
    reasons: Sequence[RuleResult]
    opinion: str | None
    demonstration: bool
    review_request_until: datetime | None = None
    countersigner: str | None = None
    overrides: Sequence[Override] = ()
    correction_until: datetime | None = None


def review_sheet(case: CaseSnapshot, decided: Decided) -> dict[str, Any]:
    """Every rule with its outcome and article, the versions applied, and who decided."""
    application = case.application
    return {
        **head(case, decided),
        "title": application.filing.title_of(DocumentKind.REVIEW_SHEET),
        "entity": {
            "full_name": case.full_name,
            "operator": application.operator.name,
            "sole_trader_type": application.type.name,
            "composition_form": _composition(case),
            "premises": application.premises.all_text,
            "capital_amount": _plain(application.capital_amount),
            "employee_count": application.details.employee_count,
            "scope_text": application.details.scope_text_licence,
        },
        "reviewed_at": moment(decided.decided_at),
        "outcome": decided.outcome,
        "opinion": decided.opinion or None,
        "material": material.looked_at(case, decided.reviewer),
        "overrides": [
            {
                "rule_id": each.rule_id,
                "title_zh": each.title_zh,
                "outcome": each.outcome,
                "article": each.article,
                "found": each.found,
                "reason": each.reason,
            }
            for each in decided.overrides
        ],
        "uscc": None,
        "rules": _listed(case, decided.results),
        "reasons": _listed(case, decided.reasons),
        "versions": [
            {"name": "规则集", "version": decided.rule_set_version},
            {"name": "目录版本", "version": decided.catalogue_edition},
            {"name": "审核编号", "version": decided.decision_no},
        ],
        "inputs_digest": {"algorithm": "SM3", "value": decided.inputs_digest},
    }


def _listed(case: CaseSnapshot, results: Sequence[RuleResult]) -> list[dict[str, Any]]:
    return [
        {
            "rule_id": result.rule_id,
            "title_zh": material.title_on_sheet(case, result),
            "outcome": result.outcome,
            "article": result.article,
            "zh": result.zh,
            "remedy_zh": result.remedy_zh,
        }
        for result in results
    ]


def decision_notice(case: CaseSnapshot, decided: Decided) -> dict[str, Any]:
    """The letter to the applicant. A machine's refusal or correction offers a person's review (个人信息保护法 Art. 24).

    Code and day of establishment of a business that is to be established are not known yet; the letter refers to the
    licence. Those of one that changes stay.
    """
    application, kind = case.application, decided.outcome
    approved, before = kind == "APPROVE", case.registered
    granted = OF_FILINGS.get(application.filing_type)
    reasons = [] if approved else [r for r in singly((*decided.reasons, *_told(decided))) if r.outcome in _TOLD[kind]]
    return {
        **head(case, decided),
        "applicant": application.operator.name,
        "entity_name": case.full_name,
        "business_type": codes.label("business_type", application.filing.business_type),
        "decided_on": local_date(decided.decided_at).isoformat(),
        "automatic": decided.automatic,
        "kind": kind,
        "title": application.filing.title_of(DocumentKind.DECISION_NOTICE, kind),
        "changes": [{"item": each.item, "before": each.before, "after": each.after} for each in application.changes],
        "document_no": f"{_LETTERS[kind]}〔{local_date(decided.decided_at).year}〕第{decided.decision_no}号",
        "uscc": before.uscc if before and approved else None,
        "operator": application.operator.name,
        "composition_form": _composition(case),
        "premises": application.premises.all_text,
        "registered_on": before.established_on.isoformat() if before and approved else None,
        "granted": {"what": granted.what, "closing": granted.closing, "ends": granted.ends} if granted else None,
        "scope_text": application.details.scope_text_licence,
        "reasons": [
            {
                "rule_id": reason.rule_id,
                "title_zh": reason.title_zh,
                "zh": to_the_operator(reason.zh, case),
                "article": reason.article,
                "remedy_zh": reason.remedy_zh,
            }
            for reason in reasons
        ],
        "articles": list(_granting(case) if approved else _ARTICLES[kind]),
        "permits": _permits(case) if approved and not (granted and granted.ends) else [],
        "correct_by": last_day(decided.correction_until).isoformat() if decided.correction_until else None,
        "remedies": remedies_at(application.premises.county_code) if kind == "REJECT" else None,
        "human_review": _human_review(decided),
    }


def _granting(case: CaseSnapshot) -> Sequence[str]:
    """The law by which the filing is granted."""
    if granted := OF_FILINGS.get(case.application.filing_type):
        return granted.articles
    return _A_CHANGE_GRANTED if case.application.changes else _ARTICLES["APPROVE"]


def offers_human_review(decided: Decided) -> bool:
    """A machine's refusal or correction does; a case referred to an examiner has a person's review before it."""
    return decided.automatic and decided.outcome in {"CORRECT", "REJECT"}


def how_to_ask(decided: Decided) -> tuple[str, str]:
    """Where a person's review is asked for, in Chinese and English."""
    return HUMAN_REVIEW_ONLINE if decided.review_request_until else HUMAN_REVIEW


def _human_review(decided: Decided) -> dict[str, Any] | None:
    if not offers_human_review(decided):
        return None
    until = decided.review_request_until
    return {"request_by": last_day(until).isoformat() if until else None, "how": how_to_ask(decided)[0]}


def _told(decided: Decided) -> Sequence[RuleResult]:
    """An examiner's own reasons take the place of what the rules said."""
    return decided.results if decided.automatic else ()


def head(case: CaseSnapshot, decided: Decided) -> dict[str, Any]:
    """What every document of a case says about it."""
    return {
        "application_no": case.application_no,
        "authority": case.application.authority_name,
        "generated_at": moment(decided.decided_at),
        "demo": decided.demonstration,
        "submitted_at": moment(case.submitted_at),
        "reviewer": decided.reviewer,
        "countersigner": decided.countersigner,
    }


def moment(instant: datetime) -> str:
    """Local time in China with its offset, to the second."""
    return instant.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _composition(case: CaseSnapshot) -> str:
    try:
        return codes.label("composition_form", case.application.operator.composition_form)
    except UnknownCode:
        return ""


def _permits(case: CaseSnapshot) -> list[dict[str, str]]:
    known = (scope_items.find(item.name) for item in case.application.details.scope_items)
    return [
        {"item": item.name, "permit": item.post_permit, "authority": item.permit_authority}
        for item in known
        if item is not None and item.is_licensed and item.post_permit
    ]


def remedies_at(county_code: str) -> dict[str, Any]:
    """Reconsideration and suit against a refusal, where the business would be."""
    try:
        place = divisions.name_prefix(county_code)
    except UnknownCode:
        place = "登记机关所在地"
    return {
        "reconsideration_days": _RECONSIDERATION_DAYS,
        "reconsideration_body": f"{place}人民政府",
        "suit_months": _SUIT_MONTHS,
        "court": "有管辖权的人民法院",
    }
