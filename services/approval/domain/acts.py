"""How an entry of the audit trail is told to an examiner: by role, never by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Who = Literal["rules", "applicant", "me", "examiner"]

_WHO: dict[Who, tuple[str, str]] = {
    "rules": ("系统", "The system"),
    "applicant": ("申请人", "The applicant"),
    "me": ("我", "You"),
    "examiner": ("审查人员", "An examiner"),
}
WHAT = {
    "case_decided": ("按规则自动审查", "Judged by the rules"),
    "case_withdrawn": ("撤回申请", "Withdrew the application"),
    "task_claimed": ("领取任务", "Claimed the case"),
    "task_released": ("退回任务", "Gave the case back"),
    "helper_named": ("有人帮办填写", "Somebody helped to fill in"),
    "decision_proposed": ("提出审查意见", "Proposed a decision"),
    "decision_ordered": ("确认据此作出决定", "Ordered that it be carried out"),
    "override_countersigned": ("复核准予登记的意见", "Countersigned an approval against a rule"),
    "refusal_countersigned": ("复核不予登记的意见", "Countersigned a refusal"),
    "countersignature_declined": ("复核退回审查意见", "Declined to countersign a proposal"),
    "examiner_decision_confirmed": ("作出决定", "Decided the case"),
    "extension_requested": ("申请延长审查期限", "Asked for an extension of the review"),
    "extension_declined": ("退回延长审查的申请", "Declined an extension of the review"),
    "review_extended": ("延长审查期限", "Extended the review"),
    "review_requested": ("申请人工审查", "Asked for a person's review"),
    "late_review_requested": ("期满后申请人工审查", "Asked for a person's review after its period"),
    "late_review_answered": ("答复期满后的人工审查申请", "Answered a late request for a person's review"),
    "case_sampled": ("抽取检查", "Drew the case in a sample of what the rules decided"),
    "sample_found_sound": ("抽查未发现问题", "Looked at the sampled case and found nothing wrong"),
    "sample_found_fault": ("抽查发现问题", "Looked at the sampled case and found a fault"),
    "review_opened": ("转入人工审查", "Put the case on the examiners' desk"),
}
READINGS = frozenset({"case_read", "trail_read", "document_read"})
"""Who looked at a case is recorded, and is no act in it."""


@dataclass(frozen=True, slots=True)
class Act:
    at: datetime
    who: Who
    who_zh: str
    who_en: str
    event: str
    what_zh: str
    what_en: str


def act(at: datetime, event: str, actor: str, *, applicant: str, caller: str) -> Act:
    """`actor`, `applicant` and `caller` are account references; the rules and the case's workflow act as `rules`, a
    withdrawal is written as `applicant`. An event without words stands for itself."""
    who: Who
    match actor:
        case "rules":
            who = "rules"
        case "applicant":
            who = "applicant"
        case _ if actor == applicant:
            who = "applicant"
        case _ if actor == caller:
            who = "me"
        case _:
            who = "examiner"
    what_zh, what_en = WHAT.get(event, (event, event))
    return Act(at, who, *_WHO[who], event, what_zh, what_en)
