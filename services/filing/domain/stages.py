"""The stages of an application as the filing service needs to know them; the workflow decides which one comes next."""

from __future__ import annotations

from typing import Literal

LABELS = {
    "DRAFT": "填报中",
    "NAME_RESERVED": "名称已保留",
    "OPERATOR_LOCKED": "经营者信息已确认",
    "INFO_READY": "待预览",
    "AUTH_PENDING": "待实名认证",
    "SIGN_PENDING": "待签名",
    "SIGNED": "已签名待提交",
    "LAPSED": "逾期失效",
    "SUBMITTED": "已提交",
    "UNDER_REVIEW": "审查中",
    "CORRECTION_REQUIRED": "退回补正",
    "MANUAL_REVIEW": "人工审查",
    "APPROVED": "准予登记",
    "REJECTED": "不予登记",
    "WITHDRAWN": "已撤回",
    "LICENSED": "已发照",
    "ARCHIVED": "已归档",
    "ABANDONED": "已放弃",
    "NEEDS_ATTENTION": "等待处理",
}

DRAFT = "DRAFT"
CLOSED = frozenset({"APPROVED", "REJECTED", "WITHDRAWN", "LICENSED", "ARCHIVED", "ABANDONED"})
"""Nothing of the application can change any more."""

WITHOUT_EFFECT = frozenset({"LAPSED", "REJECTED", "WITHDRAWN", "ABANDONED"})
"""Applications that are neither licensed nor under way."""


_APPLICANTS = frozenset(
    {
        "DRAFT",
        "NAME_RESERVED",
        "OPERATOR_LOCKED",
        "INFO_READY",
        "AUTH_PENDING",
        "SIGN_PENDING",
        "SIGNED",
        "LAPSED",
        "CORRECTION_REQUIRED",
    }
)
_DONE = frozenset({"REJECTED", "WITHDRAWN", "LICENSED", "ARCHIVED", "ABANDONED"})


def waits_for(stage: str) -> Literal["applicant", "authority", "nobody"]:
    """Who must act; while the system itself is at work that is the authority."""
    if stage in _APPLICANTS:
        return "applicant"
    return "nobody" if stage in _DONE else "authority"


def label(stage: str) -> str:
    return LABELS.get(stage, stage)
