"""The pages of an application in the order of the notice, and which one is next (通知 2.1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """`key` is the last part of the page's address."""

    key: str
    title: str


PAGES = (
    Page("type", "选择类型"),
    Page("name", "核名"),
    Page("operator", "经营者信息"),
    Page("details", "基本信息"),
    Page("preview", "信息预览"),
    Page("authentication", "实名认证"),
    Page("signing", "电子签名"),
    Page("result", "提交与结果"),
)

_NEXT = {
    "DRAFT": "name",
    "NAME_RESERVED": "operator",
    "OPERATOR_LOCKED": "details",
    "INFO_READY": "preview",
    "AUTH_PENDING": "authentication",
    "SIGN_PENDING": "signing",
    "SIGNED": "signing",
}

_OPEN_AT: Mapping[str, frozenset[str]] = {
    "name": frozenset({"DRAFT", "NAME_RESERVED"}),
    "operator": frozenset({"NAME_RESERVED"}),
    "details": frozenset({"OPERATOR_LOCKED", "INFO_READY"}),
    "preview": frozenset({"INFO_READY"}),
    "authentication": frozenset({"AUTH_PENDING"}),
    "signing": frozenset({"SIGN_PENDING", "SIGNED"}),
}

BEFORE_SUBMISSION = frozenset({*_NEXT, "LAPSED"})
BEFORE_DECISION = frozenset({"SUBMITTED", "UNDER_REVIEW", "MANUAL_REVIEW", "CORRECTION_REQUIRED"})
MOVING = frozenset({"SUBMITTED", "UNDER_REVIEW", "APPROVED", "LICENSED"})
"""The system is at work; the next stage is a matter of seconds."""
ENDED = frozenset({"ARCHIVED", "REJECTED", "WITHDRAWN", "ABANDONED"})


def stage_of(case: Mapping[str, Any]) -> str:
    """The stage as the next step needs it. That the name is settled is known to the filing service only with the
    operator's confirmation; until then the name held, or the wish for none, tells."""
    stage: str = case["stage"]
    if stage != "DRAFT":
        return stage
    name, premises = case["name"], case["application"]["premises"]
    section = premises["section"] if premises else {}
    if section.get("needs_name") and name and name["status"] == "held":
        return "NAME_RESERVED"
    unnamed = section.get("needs_name") is False and all(
        section.get(field) for field in ("street_name", "detail", "capital_amount")
    )
    return "NAME_RESERVED" if unnamed else stage


def next_page(stage: str) -> str | None:
    """Where the applicant goes on, None where there is nothing to fill in."""
    return _NEXT.get(stage)


def is_open(key: str, stage: str) -> bool:
    """Whether a page can be filled in at a stage; one can go back as long as nothing is locked."""
    return stage in _OPEN_AT[key]


def position(key: str) -> int:
    """How many pages lie before this one."""
    return next(number for number, page in enumerate(PAGES) if page.key == key)


OUTCOMES = {
    "PASS": "通过",
    "NOTE": "提示",
    "APPROVE": "准予登记",
    "CORRECT": "退回补正",
    "REFER": "转人工审查",
    "REJECT": "不予登记",
}

AGENCIES = {"publicity": "国家企业信用信息公示系统", "tax": "税务机关"}
