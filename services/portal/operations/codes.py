"""Captchas and the text messages they open the way to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.errors import Refusal
from services.portal.operations.resources import Resources


def shown_captcha(resources: Resources, typed: dict[str, str], refusal: Refusal | None) -> str:
    """The captcha to show: the same one while it may still be right, else a new one, with its answer emptied."""
    shown = typed.get("captcha_id", "")
    if shown and not (refusal and any("captcha" in finding.code for finding in refusal.all_findings())):
        return shown
    typed["captcha_answer"] = ""
    return str(resources.identity.post("/captchas", None, None)["captcha_id"])


def send_code(resources: Resources, purpose: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Have a code of six digits sent. Raises the identity service's Refusal."""
    wanted = {name: typed.get(name, "")[:200] for name in ("mobile", "captcha_id", "captcha_answer")}
    if purpose == "progress":
        wanted["application_no"] = "".join(typed.get("application_no", "").split())[:200]
    sent: dict[str, Any] = resources.identity.post("/sms-codes", None, {"purpose": purpose, **wanted})
    return sent
