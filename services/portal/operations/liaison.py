"""The liaison person that a form names, beside what the population registry says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.errors import Finding, Outage
from services.portal.operations.resources import Resources

_AT = "/operator/liaison"


def faults(resources: Resources, token: str, operator: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What is wrong with somebody else than the operator, at their field. Nothing while they are not named in full, or
    while nobody can be asked: the authentication asks again, and the decision rests on that (AR-60)."""
    liaison = operator.get("liaison") or {}
    named = {field: liaison.get(field) or "" for field in ("name", "id_number")}
    if not all(named.values()):
        return ()
    named["id_document_type"] = liaison.get("id_document_type") or "10"
    try:
        result = resources.identity.post("/liaisons/verification", token, named)["result"]
    except Outage:
        return ()
    if result == "NOT_FOUND":
        return (_fault("id_number", "未查询到与该证件号码对应的人员", "Nobody is registered under this document"),)
    if result != "MATCH":
        return (_fault("name", "姓名与证件号码不一致", "Name and number are not one person's"),)
    return ()


def _fault(field: str, zh: str, en: str) -> Finding:
    return Finding(
        "portal.liaison_not_verified",
        f"登记联络员：{zh}",
        f"The liaison person: {en}",
        f"{_AT}/{field}",
        article="个体工商户登记管理规定第八条；实施细则第十六条",
        remedy_zh="请按其证件更正，或者由经营者本人担任登记联络员",
        remedy_en="Correct it as on their document, or let the operator be the liaison person",
    )
