"""What the stages of an application are called; everybody who shows one says the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from catalogues.filing_types.words import Stage

LABELS: Mapping[str, str] = MappingProxyType(
    {
        Stage.DRAFT: "填报中",
        Stage.NAME_RESERVED: "名称已保留",
        Stage.OPERATOR_LOCKED: "经营者信息已确认",
        Stage.INFO_READY: "待预览",
        Stage.AUTH_PENDING: "待实名认证",
        Stage.SIGN_PENDING: "待签名",
        Stage.SIGNED: "已签名待提交",
        Stage.LAPSED: "逾期失效",
        Stage.SUBMITTED: "已提交",
        Stage.DEPARTMENTS_ASKED: "征询税务等部门",
        Stage.FILE_REQUESTED: "调取登记档案",
        Stage.UNDER_REVIEW: "审查中",
        Stage.CORRECTION_REQUIRED: "退回补正",
        Stage.MANUAL_REVIEW: "人工审查",
        Stage.APPROVED: "准予登记",
        Stage.REJECTED: "不予登记",
        Stage.WITHDRAWN: "已撤回",
        Stage.LICENSED: "已发照",
        Stage.ENTERED: "已登记",
        Stage.ARCHIVED: "已归档",
        Stage.ABANDONED: "已放弃",
        Stage.NEEDS_ATTENTION: "等待处理",
    }
)


def label(stage: str) -> str:
    """A stage nobody has named yet stands for itself."""
    return LABELS.get(stage, stage)
