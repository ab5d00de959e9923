"""What the stages of an application are called; everybody who shows one says the same."""

from __future__ import annotations

from types import MappingProxyType

LABELS = MappingProxyType(
    {
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
)


def label(stage: str) -> str:
    """A stage nobody has named yet stands for itself."""
    return LABELS.get(stage, stage)
