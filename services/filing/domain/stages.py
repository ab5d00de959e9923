"""The stages of an application as the filing service needs to know them; the workflow decides which one comes next."""

from __future__ import annotations

from typing import Literal

DRAFT = "DRAFT"
CLOSED = frozenset({"APPROVED", "REJECTED", "WITHDRAWN", "LICENSED", "ARCHIVED", "ABANDONED"})
"""Nothing of the application can change any more."""

NOT_UNDER_WAY = frozenset({"LAPSED", "REJECTED", "WITHDRAWN", "ABANDONED", "LICENSED", "ARCHIVED"})
"""What was licensed is counted by the register, which knows whether it still stands there."""


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
