"""How the portal shows a case: one timeline out of what each service knows."""

from __future__ import annotations

from typing import Any

WAITS_FOR = {
    "DRAFT": "applicant",
    "NAME_RESERVED": "applicant",
    "OPERATOR_LOCKED": "applicant",
    "INFO_READY": "applicant",
    "AUTH_PENDING": "applicant",
    "SIGN_PENDING": "applicant",
    "SIGNED": "applicant",
    "LAPSED": "applicant",
    "CORRECTION_REQUIRED": "applicant",
    "MANUAL_REVIEW": "examiner",
}


def stage_now(recorded: str, signing: dict[str, Any] | None) -> str:
    """The stage as the applicant sees it. The filing service learns of authentication and signature only with the
    submission; until then the signing session tells."""
    if recorded != "AUTH_PENDING" or not signing or signing.get("voided"):
        return recorded
    return "SIGNED" if signing.get("completed_at") else "SIGN_PENDING"


def waits_for(stage: str) -> str:
    """Who must act: applicant, examiner or system."""
    return WAITS_FOR.get(stage, "system")
