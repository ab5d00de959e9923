"""What people are told in every example: results of rules, letters, review sheets, the case sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import Refusal
from services.approval.domain import registry, review
from services.approval.domain.case_sheet import masked
from services.approval.domain.documents import decision_notice, review_sheet
from services.approval.domain.review import Reason
from services.approval.domain.rule_edition import read_edition
from tests.fixtures.approval.cases import case
from tests.unit.approval.examples import EXAMPLES
from tests.unit.approval.test_review import decided

APPROVED = Path(__file__).resolve().parents[2] / "fixtures" / "approval" / "told.json"
_RULES = {rule.id: rule for rule in registry.ALL}
_WRONG = (("/application/type/enabled", False), ("/application/details/employee_count", 0))
DAY = date(2026, 11, 20)
_NOWHERE = ("/application/premises/county_code", "990000")
_UNTIL = datetime(2026, 11, 27, 16, tzinfo=UTC)
"""24:00 of 27 November in China."""

_FAMILY = (
    "/application/operator/family_members",
    [{"name": "李四", "id_number": "140213199202021234", "relation": "配偶"}],
)


def of_rule(rule_id: str) -> list[dict[str, Any]]:
    """A rule's results in its examples, in their order."""
    rule = _RULES[rule_id]
    return [
        {"example": str(example), **rule.judge(case(*example.changes, decided_on=example.decided_on)).as_json()}
        for example in EXAMPLES
        if example.rule_id == rule_id
    ]


def of_proposals() -> list[dict[str, Any]]:
    """Everything an examiner's proposal can lack."""
    lacks: list[dict[str, Any]] = []
    defective = registry.judge(case(*_WRONG[1:], ("/application/operator/email", "x"))).results
    refused = registry.judge(case(*_WRONG)).results
    proposals: tuple[tuple[Any, tuple[Reason, ...], str, Any], ...] = (
        ("REFER", (), "", defective),
        ("CORRECT", (), "", defective),
        ("REJECT", (Reason("AR-77", "写明"), Reason("OTHER", " "), Reason("AR-41", "发照")), "", defective),
        ("APPROVE", (), " 三个字 ", defective),
        ("APPROVE", (), "", refused),
    )
    for outcome, reasons, remark, results in proposals:
        with pytest.raises(Refusal) as lacking:
            review.check_proposal(outcome, reasons, remark, results)
        refusal = lacking.value
        whole = {"code": refusal.code, "zh": refusal.zh, "en": refusal.en, "article": refusal.article}
        lacks.append({**whole, "findings": [asdict(finding) for finding in refusal.findings]})
    return lacks


def of_editions() -> list[dict[str, Any]]:
    """Everything that can be wrong with a proposed edition of the rules."""
    wrong = {
        "title": "x",
        "thresholds": [
            {"key": "most_money", "value": "1"},
            {"key": "most_capital", "value": ["1"]},
            {"key": "most_employees", "value": "many"},
        ],
        "rules": [
            {"id": "AR-41", "off": True},
            {"id": "AR-33", "outcomes": {"REJECT": "REFER"}},
            {"id": "AR-33", "off": True},
        ],
    }
    with pytest.raises(Refusal) as refused:
        read_edition(json.dumps(wrong).encode())
    refusal = refused.value
    with pytest.raises(Refusal) as misshapen:
        read_edition(b'{"title": ""}')
    findings = [*refusal.findings, *misshapen.value.findings]
    return [{"code": refusal.code, "zh": refusal.zh, "en": refusal.en}, *(asdict(finding) for finding in findings)]


def of_documents() -> dict[str, Any]:
    """Both documents for each outcome, by machine and by examiner, and the case sheet."""
    said = (Reason("AR-26", "与他人名称相同", "/name"), Reason("OTHER", "另见附件"))
    reasons = review.as_results("REJECT", said, registry.ALL, on=DAY)
    asked = review.as_results("CORRECT", (Reason("OTHER", "请补充租赁合同", "/details"),), registry.ALL, on=DAY)
    human = {"automatic": False, "reviewer": "王审核", "opinion": "已电话核实"}
    cases = {
        "approved": (case(), decided("APPROVE")),
        "approved without a name": (case(*_NO_NAME), decided("APPROVE", *_NO_NAME)),
        "returned": (case(_WRONG[1]), decided("CORRECT", _WRONG[1])),
        "refused": (case(*_WRONG), decided("REJECT", *_WRONG)),
        "refused and kept for a review": (case(*_WRONG), decided("REJECT", *_WRONG, review_request_until=_UNTIL)),
        "refused at an unknown place": (case(_NOWHERE), decided("REJECT", _NOWHERE)),
        "refused by an examiner": (case(), decided("REJECT", reasons=reasons, **human)),
        "returned by an examiner": (case(_WRONG[1]), decided("CORRECT", _WRONG[1], reasons=asked, **human)),
    }
    return {
        "documents": {
            title: {"sheet": review_sheet(*told), "letter": decision_notice(*told)} for title, told in cases.items()
        },
        "reasons": [result.as_json() for result in (*reasons, *asked)],
        "case sheets": {title: masked(case(*changes)) for title, changes in _sheets()},
    }


_NO_NAME: tuple[tuple[str, Any], ...] = (
    ("/name", None),
    ("/application/name_sha256", None),
)


def _sheets() -> Iterator[tuple[str, tuple[tuple[str, Any], ...]]]:
    yield "with family", (_FAMILY,)
    yield "without a name", _NO_NAME


def everything() -> dict[str, Any]:
    rules = {rule_id: of_rule(rule_id) for rule_id in dict.fromkeys(example.rule_id for example in EXAMPLES)}
    return {"rules": rules, "proposals": of_proposals(), "editions": of_editions(), **of_documents()}


if __name__ == "__main__":
    APPROVED.write_text(json.dumps(everything(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
