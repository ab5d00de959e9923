"""What the API answers with, and the refusals of the human way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from kernel.errors import Refusal, not_found

Outcome = Literal["APPROVE", "CORRECT", "REFER", "REJECT"]


class RuleAnswer(BaseModel):
    """One rule's result; PASS and NOTE do not stand in the way. Version 0 is a reason in an examiner's words."""

    rule_id: str
    version: int
    title_zh: str
    title_en: str
    outcome: Literal["PASS", "NOTE", "CORRECT", "REFER", "REJECT"]
    article: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    pointer: str | None
    section: str | None


class DocumentAnswer(BaseModel):
    """`sha256` and `sm3` let anybody check the bytes they were given."""

    kind: str
    title: str
    pages: int
    sha256: str
    sm3: str


class HumanReviewAnswer(BaseModel):
    """How the applicant gets a person's review of what a machine decided (个人信息保护法 Art. 24)."""

    article: str
    how_zh: str
    how_en: str


class DecisionAnswer(BaseModel):
    """`reasons` are the results that led to the outcome; `results` all of them. `human_review` is offered with every
    automatic refusal or correction."""

    application_no: str
    submission: int
    decision_no: str
    outcome: Outcome
    outcome_zh: str
    automatic: bool
    reviewer: str
    decided_at: datetime
    return_to: str | None
    review_due: datetime | None
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str
    reasons: tuple[RuleAnswer, ...]
    results: tuple[RuleAnswer, ...]
    human_review: HumanReviewAnswer | None
    documents: tuple[DocumentAnswer, ...]


class TaskAnswer(BaseModel):
    """`reasons` are the ids of the rules that sent the case here; `claimed` says by whom, seen from the caller."""

    application_no: str
    submission: int
    state: Literal["open", "decided", "withdrawn"]
    opened_at: datetime
    review_due: datetime
    overdue: bool
    claimed: Literal["nobody", "me", "another"]
    claimed_until: datetime | None


class TaskPage(BaseModel):
    """`next` is the cursor of the following page; None on the last one."""

    tasks: tuple[TaskAnswer, ...]
    next: str | None


class ProposalAnswer(BaseModel):
    proposal_id: str
    outcome: Outcome
    reasons: tuple[dict[str, str | None], ...]
    remark: str
    mine: bool
    proposed_at: datetime
    needs_countersign: bool
    countersigned_at: datetime | None


class CaseSheet(BaseModel):
    """Everything an examiner needs; persons are masked."""

    task: TaskAnswer
    case: dict[str, Any]
    results: tuple[RuleAnswer, ...]
    proposals: tuple[ProposalAnswer, ...]
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str


class ThresholdAnswer(BaseModel):
    key: str
    value: str | tuple[str, ...]
    unit: str
    zh: str
    en: str
    basis: str
    effective_from: date


class PublishedRule(BaseModel):
    """`stage` submit: decides the case; approve and issue: verified by the service `verified_by` names."""

    rule_id: str
    version: int
    stage: str
    verified_by: str
    title_zh: str
    title_en: str
    test_zh: str
    article: str
    outcomes: tuple[str, ...]
    remedy_zh: str
    remedy_en: str
    pointer: str | None
    effective_from: date
    effective_to: date | None
    thresholds: tuple[ThresholdAnswer, ...]


class PublishedRules(BaseModel):
    on: date
    rule_set_version: str
    rules: tuple[PublishedRule, ...]


def task_not_found() -> Refusal:
    return not_found("approval.task", "没有找到该审查任务", "There is no such task")


def decision_not_found() -> Refusal:
    return not_found("approval.decision", "该申请还没有审查结果", "There is no decision on this application")


def task_closed() -> Refusal:
    return Refusal(
        "approval.task_closed",
        "该申请已作出决定，不能再提出或确认其他意见",
        "The case is decided; nothing else can be proposed or confirmed",
        status=409,
    )


def case_withdrawn() -> Refusal:
    return Refusal(
        "approval.case_withdrawn",
        "申请人已撤回该申请，无需继续审查",
        "The applicant has withdrawn the application; there is nothing left to examine",
        status=409,
    )


def not_open(state: str) -> Refusal:
    """Why nobody works on a task in this state."""
    return case_withdrawn() if state == "withdrawn" else task_closed()


def task_claimed() -> Refusal:
    return Refusal(
        "approval.task_claimed",
        "另一位审查人员正在办理",
        "Another examiner is working on this case",
        status=409,
        remedy_zh="请稍后再试，或办理其他任务",
        remedy_en="Try again later, or take another case",
    )


def task_not_claimed() -> Refusal:
    return Refusal(
        "approval.task_not_claimed",
        "请先领取任务再提出意见",
        "Claim the case before you propose a decision",
        status=409,
        remedy_zh="请先领取任务",
        remedy_en="Claim the case first",
    )


def conflict_of_interest() -> Refusal:
    return Refusal(
        "approval.conflict_of_interest",
        "审查人员不能办理本人的申请",
        "Nobody examines an application of their own",
        status=403,
        article="公务员法第七十六条",
    )


def proposal_unknown() -> Refusal:
    return Refusal(
        "approval.proposal_unknown",
        "没有找到该审查意见",
        "There is no such proposal for this case",
        status=404,
        remedy_zh="请先提出审查意见",
        remedy_en="Propose a decision first",
    )


def countersign_missing() -> Refusal:
    return Refusal(
        "approval.countersign_missing",
        "不予登记须由另一位审查人员复核",
        "A refusal needs the countersignature of another examiner",
        status=409,
        article="条例第二十条",
        remedy_zh="请由同一登记机关的另一位审查人员复核后再确认",
        remedy_en="Have another examiner of the authority countersign it first",
    )


def countersign_own() -> Refusal:
    return Refusal(
        "approval.countersign_own",
        "不能复核自己提出的意见",
        "Nobody countersigns their own proposal",
        status=403,
    )


def countersign_not_needed() -> Refusal:
    return Refusal(
        "approval.countersign_not_needed",
        "只有不予登记的意见需要复核",
        "Only a refusal needs a countersignature",
        status=409,
    )
