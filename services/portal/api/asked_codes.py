"""Asking for a code by text message: whatever comes of it, the form is shown again with all that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import Outage, Refusal
from services.portal.api.rendering import Faults


@dataclass(frozen=True)
class Outcome:
    """What a form that takes a code has to say when it is shown: `sent` is the service's answer to a code that is on
    its way, `silent` that nobody answered; by itself, nothing."""

    faults: Faults = field(default_factory=Faults)
    status: int = 200
    sent: Mapping[str, Any] | None = None
    silent: Outage | None = None


def refused(refusal: Refusal) -> Outcome:
    return Outcome(Faults(refusal), 422)


def ask_for_code(ask: Callable[[], Mapping[str, Any]]) -> Outcome:
    """What comes of asking the service for a code: sent, refused, or silence."""
    try:
        return Outcome(sent=ask())
    except Refusal as refusal:
        return refused(refusal)
    except Outage as outage:
        return Outcome(status=503, silent=outage)


def ask_for_guarded_code(typed: dict[str, str], ask: Callable[[], Mapping[str, Any]]) -> Outcome:
    """As `ask_for_code`, for a form with a captcha: whoever cannot read it is shown another and nothing is asked."""
    if typed.get("exchange"):
        typed["captcha_id"] = ""
        return Outcome()
    return ask_for_code(ask)
