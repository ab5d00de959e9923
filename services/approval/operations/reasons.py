"""Refuses a reason that says nothing of the case, at its field."""

from __future__ import annotations

from kernel.errors import Refusal
from services.approval.domain import wording


def check_reason(reason: str, pointer: str = "/reason") -> None:
    """Raises Refusal `approval.reason_unfit`: empty, a phrase that fits every case, or characters nobody can print."""
    if found := wording.fact_faults(reason, pointer):
        raise Refusal(
            "approval.reason_unfit",
            "理由不能这样写",
            "The reason cannot stand like this",
            article=wording.ARTICLE,
            findings=found,
        )
