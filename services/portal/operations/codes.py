"""Captchas and the text messages they open the way to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.errors import Refusal
from services.portal.operations.resources import Resources


def shown_captcha(resources: Resources, typed: dict[str, str], refusal: Refusal | None) -> str:
    """The captcha to show: the same one while it may still be right, else a new one, with its answer emptied. Empty
    for somebody who needs none: nothing was refused for want of one, and their address is not suspect."""
    shown, refused = typed.get("captcha_id", ""), False
    if refusal:
        refused = any("captcha" in finding.code for finding in refusal.all_findings())
    if shown and not refused:
        return shown
    typed["captcha_answer"] = ""
    asked = shown or refused or typed.get("exchange")
    if not asked and not resources.identity.get("/captchas/need", None)["needed"]:
        return ""
    return str(resources.identity.post("/captchas", None, None)["captcha_id"])


def send_code(resources: Resources, purpose: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Have a code of six digits sent. Raises the identity service's Refusal."""
    wanted = {name: typed.get(name, "")[:200] for name in ("mobile", "captcha_id", "captcha_answer")}
    if purpose == "progress":
        wanted["application_no"] = "".join(typed.get("application_no", "").split())[:200]
    sent: dict[str, Any] = resources.identity.post("/sms-codes", None, {"purpose": purpose, **wanted})
    return sent
