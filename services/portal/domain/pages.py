"""The pages of an application in the order of the notice, and which step is taken on which of them (通知 2.1.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from catalogues import application_stages
from catalogues.filing_types.words import Stage
from workflows.contract import Step


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

PAGE_OF_STEP: Mapping[Step, str] = {
    Step.DECLARE_NAME: "name",
    Step.CONFIRM_OPERATOR: "operator",
    Step.COMPLETE_DETAILS: "details",
    Step.CONFIRM_DOCUMENTS: "preview",
    Step.AUTHENTICATE: "authentication",
    Step.COLLECT_SIGNATURES: "signing",
    Step.SUBMIT: "signing",
    Step.REQUEST_REVIEW: "review",
}
"""Steps that are not here are buttons on the page of the case, or an examiner's."""


def next_page(possible: Collection[Step]) -> str | None:
    """Where the applicant goes on, None where there is nothing to fill in: of several pages the furthest one, since
    one can go back as long as nothing is locked."""
    reached = {PAGE_OF_STEP[step] for step in possible if step in PAGE_OF_STEP}
    return next((page.key for page in reversed(PAGES) if page.key in reached), None)


def is_open(key: str, possible: Collection[Step]) -> bool:
    """Whether something can be done on a page now."""
    return any(PAGE_OF_STEP.get(step) == key for step in possible)


def may_begin_again(stage: str, possible: Collection[Step], decision: Mapping[str, Any] | None) -> bool:
    """Whether a case ended without a registration, so that a new one may begin with what it holds."""
    refused = decision is not None and decision["outcome"] == "REJECT"
    return not possible and (refused or stage in {Stage.WITHDRAWN, Stage.ABANDONED})


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

_MOODS: Mapping[str, str] = {
    Stage.LICENSED: "good",
    Stage.ARCHIVED: "good",
    Stage.APPROVED: "good",
    Stage.REJECTED: "bad",
    Stage.LAPSED: "bad",
    Stage.WITHDRAWN: "quiet",
    Stage.ABANDONED: "quiet",
    Stage.CORRECTION_REQUIRED: "act",
    Stage.MANUAL_REVIEW: "wait",
    Stage.NEEDS_ATTENTION: "wait",
    Stage.SUBMITTED: "wait",
    Stage.UNDER_REVIEW: "wait",
}


def headline(stage: str) -> str:
    """What a citizen calls the stage: the file of a licensed business is the authority's matter."""
    return application_stages.label(Stage.LICENSED if stage == Stage.ARCHIVED else stage)


def mood(stage: str) -> str:
    """How a stage is coloured: good, bad, quiet, wait, or act where the applicant goes on."""
    return _MOODS.get(stage, "act")
