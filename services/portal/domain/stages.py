"""How the portal shows a case: one timeline out of what each service knows."""

from __future__ import annotations

from typing import Any

from catalogues.application_stages import LABELS

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
    if recorded != "AUTH_PENDING" or not signing or signing["state"] == "void":
        return recorded  # a void session is that of an earlier window
    return "SIGNED" if signing["state"] == "signed" else "SIGN_PENDING"


_PREPARED = frozenset({"DRAFT", "NAME_RESERVED", "OPERATOR_LOCKED", "INFO_READY"})
_UNDECIDED = _PREPARED | {"AUTH_PENDING", "SIGN_PENDING", "SIGNED", "LAPSED", "ABANDONED"}


def has_signing(recorded: str) -> bool:
    """Whether a signing session can exist at this stage."""
    return recorded not in _PREPARED


def has_decision(stage: str) -> bool:
    """Whether there can be a decision to show; a case under correction keeps showing its last one."""
    return stage not in _UNDECIDED


def has_licence(stage: str) -> bool:
    return stage in {"LICENSED", "ARCHIVED"}


def has_file(stage: str) -> bool:
    return stage in {"LICENSED", "ARCHIVED", "REJECTED", "WITHDRAWN"}


def with_file(stage: str, timeline: dict[str, Any], file: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """Stage and timeline of a licensed case once the archive has its file; only the archive knows of that."""
    if stage != "LICENSED" or not file:
        return stage, timeline
    entries = timeline["entries"]
    archived = {"number": len(entries) + 1, "stage": "ARCHIVED", "label": LABELS["ARCHIVED"], "at": file["filed_at"]}
    return "ARCHIVED", timeline | {"entries": [*entries, archived]}


def waits_for(stage: str) -> str:
    """Who must act: applicant, examiner or system."""
    return WAITS_FOR.get(stage, "system")


_MOODS = {
    "LICENSED": "good",
    "ARCHIVED": "good",
    "APPROVED": "good",
    "REJECTED": "bad",
    "LAPSED": "bad",
    "WITHDRAWN": "quiet",
    "ABANDONED": "quiet",
    "CORRECTION_REQUIRED": "act",
    "MANUAL_REVIEW": "wait",
    "NEEDS_ATTENTION": "wait",
    "SUBMITTED": "wait",
    "UNDER_REVIEW": "wait",
}


def mood(stage: str) -> str:
    """How a stage is coloured: good, bad, quiet, wait, or act where the applicant goes on."""
    return _MOODS.get(stage, "act")
