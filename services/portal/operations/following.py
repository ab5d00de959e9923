"""How far an application is, for whoever follows it with a ticket: what the filing service knows, made exact."""

from __future__ import annotations

from typing import Any

from anyio import from_thread

from kernel.errors import Outage, Refusal
from services.portal.operations.resources import Resources

_RECORDED_LATER = {"DRAFT": {"NAME_RESERVED"}, "AUTH_PENDING": {"SIGN_PENDING", "SIGNED"}}
"""Stages that the filing service learns of with the step after, by the stage it has of them meanwhile."""


def progress(resources: Resources, ticket: str, number: str) -> dict[str, Any]:
    """The progress as the filing service tells it, with two additions. `exact`: the stage is the one of this moment.
    `review`: until when an examiner decides; None where none does, or nobody says.

    Raises the filing service's Refusal or Outage; the others are not needed.
    """
    found: dict[str, Any] = resources.filing.get(f"/applications/{number}/progress", ticket)
    later = _RECORDED_LATER.get(found["stage"])
    now = _stage(resources, number) if later else found["stage"]
    stage = now if later and now in later else found["stage"]
    review = _review(resources, ticket, number) if stage == "MANUAL_REVIEW" else None
    return found | {"stage": stage, "exact": now is not None, "review": review}


def _stage(resources: Resources, number: str) -> str | None:
    try:
        return from_thread.run(resources.running_cases().stage, number)
    except Outage:
        return None


def _review(resources: Resources, ticket: str, number: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = resources.approval.get(f"/decisions/{number}/limit", ticket)
    except Outage:
        return None
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return None
    return found
