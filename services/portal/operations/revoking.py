"""Applications of people whose identity was used for a registration, to have it revoked (撤销登记, 条例 Art. 40)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalogues import authorities
from catalogues.errors import UnknownCode
from kernel.errors import Finding, Refusal
from kernel.numbers import is_uscc, normalise
from services.portal.operations import steps
from services.portal.operations.resources import Resources

_PERSON = {"name": "real_name", "id_document_type": "id_document_type", "id_number": "id_number"}


def list_own(resources: Resources, token: str) -> Sequence[dict[str, Any]]:
    """What the bearer applied for, the latest first."""
    found: list[dict[str, Any]] = resources.approval.get("/own-revocations", token)["items"]
    return found


def apply(resources: Resources, token: str, uscc: str, statement: str, *, promised: bool) -> str:
    """Apply as the person of the account, to the authority whose division is in the code; answers with the number.

    Idempotency key: the account + the code. Raises Refusal `portal.revocation_incomplete` with everything that is
    missing, each at its field.
    """
    code = normalise(uscc)
    missing = _missing(code, statement, promised)
    if missing:
        first = missing[0]
        raise Refusal("portal.revocation_incomplete", first.zh, first.en, findings=missing)
    own = resources.identity.get("/me/identity", token)
    claim = {
        "uscc": code,
        "authority_code": authorities.for_division(code[2:8]).code,
        "statement": statement,
        **{field: own[source] for field, source in _PERSON.items()},
    }
    number: str = resources.approval.post("/revocations", token, claim)["revocation_no"]
    steps.go_on_with_revocation(resources, number)
    return number


def _missing(code: str, statement: str, promised: bool) -> list[Finding]:
    found = []
    if not is_uscc(code) or not _known(code):
        found.append(
            Finding(
                "portal.uscc_malformed",
                "统一社会信用代码不正确",
                "This is no unified social credit code",
                "/uscc",
                remedy_zh="请照营业执照或者公示系统上的十八位代码填写",
                remedy_en="Enter the eighteen characters as the licence or the publicity system has them",
            )
        )
    if len(statement) < 10:
        found.append(
            Finding(
                "portal.statement_short",
                "请写明您怎样知道被冒用、身份证件是否遗失或者出借过",
                "Say how you learned of it, and whether your identity card was lost or lent",
                "/statement",
                remedy_zh="至少写十个字",
                remedy_en="Write ten characters or more",
            )
        )
    if not promised:
        found.append(
            Finding(
                "portal.promise_missing",
                "请确认没有办理、也没有同意他人用您的身份办理这项登记",
                "Confirm that you did not make this registration and agreed to nobody making it in your name",
                "/promised",
            )
        )
    return found


def _known(code: str) -> bool:
    try:
        authorities.for_division(code[2:8])
    except UnknownCode:
        return False
    return True
