"""The person of the account, beside whom a form names as the operator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.errors import Finding, Outage, Refusal
from services.portal.operations import liaison
from services.portal.operations.resources import Resources

_COMPARED = {"name": "same_name", "id_number": "same_document"}
"""Which field is wrong where which comparison says no."""


def real_name(resources: Resources, token: str) -> str | None:
    """None where the account has none, or while the identity service is silent."""
    try:
        own: str | None = resources.identity.get("/me", token)["real_name"]
    except Outage:
        return None
    return own


def as_operator(resources: Resources, token: str) -> dict[str, str]:
    """What the account knows of its holder, as fields of the operator's form, where everything can still be changed."""
    own = resources.identity.get("/me/identity", token)
    known = {"name": "real_name", "id_document_type": "id_document_type", "id_number": "id_number"}
    typed = {field: own[source] or "" for field, source in known.items()}
    return typed | {"mobile": own["mobile"] or "", "contact_phone": own["mobile"] or ""}


def differences(resources: Resources, token: str, operator: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What of the operator is not the account holder's, each at its field. Nothing while the identity service is
    silent: the submission is judged by it anyway (AR-01)."""
    named = {field: operator.get(field) or "" for field in ("name", "id_document_type", "id_number")}
    if not all(named.values()):
        return ()
    try:
        same = resources.identity.post("/me/identity/comparison", token, named)
    except Outage:
        return ()
    return tuple(_not_the_holder(field) for field, compared in _COMPARED.items() if same[compared] is False)


def check_operator(resources: Resources, token: str, number: str) -> None:
    """For programs, which confirm an operator without the page. Raises Refusal `portal.not_the_account_holder` with
    each field that is another person's, `portal.liaison_not_verified`; nothing for an operator who was never entered,
    which the step itself tells."""
    try:
        kept = resources.filing.get(f"/applications/{number}/operator", token)
    except Refusal as refusal:
        if refusal.status == 404:
            return
        raise
    named = kept["section"]
    if found := differences(resources, token, named) + liaison.faults(resources, token, named):
        first = found[0]
        raise Refusal(first.code, first.zh, first.en, article=first.article, findings=found)


def _not_the_holder(field: str) -> Finding:
    return Finding(
        "portal.not_the_account_holder",
        "与本账号实名信息不一致：申请须由经营者本人的账号提交",
        "Not as the account has it: the operator applies with their own account",
        f"/operator/{field}",
        article="市场主体登记管理条例第十五条",
        remedy_zh="请核对后更正；为他人申请的，请其用本人账号办理",
        remedy_en="Correct it; if you apply for somebody else, they need an account of their own",
    )
