"""Registers an account step by step: each is judged when it is sent, and whoever is through is logged in."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.errors import Outage, Refusal
from services.portal.domain.tokens import Tokens
from services.portal.operations import sessions
from services.portal.operations.resources import Resources

BASICS = ("account_name", "password", "password_confirm")
_PERSON = ("real_name", "identity_type", "id_document_type", "id_number", "mobile")
_PROOFS = ("captcha_id", "captcha_answer", "sms_code")


def check_basics(resources: Resources, typed: Mapping[str, str]) -> None:
    """Raises the identity service's Refusal with what is wrong with name, password and agreement."""
    accepted = {"agreement_accepted": bool(typed.get("agreement_accepted"))}
    resources.identity.post("/accounts/checks", None, {"step": "basics", **_cut(typed, BASICS), **accepted})


def check_person(resources: Resources, typed: Mapping[str, str]) -> None:
    """Raises the identity service's Refusal with what is wrong with person and mobile, before a code is sent."""
    resources.identity.post("/accounts/checks", None, {"step": "person", **_cut(typed, _PERSON)})


def register(resources: Resources, basics: Mapping[str, str], typed: Mapping[str, str]) -> Tokens | None:
    """Open the account and log its owner in; None where only that did not succeed: then the login page is next.

    Raises the identity service's Refusal; nothing is kept then.
    """
    wanted = _cut(basics, BASICS) | _cut(typed, _PERSON) | _cut(typed, _PROOFS)
    resources.identity.post("/accounts", None, {**wanted, "agreement_accepted": True})
    try:
        return sessions.log_in(resources, basics["account_name"].strip(), basics["password"], None)
    except (Outage, Refusal):
        return None


def _cut(typed: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: typed.get(name, "")[:200] for name in names}
