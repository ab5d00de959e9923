"""The liaison person that a form names, beside what the registry says of them, and the code that reached them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kernel.errors import Finding, Outage, Refusal
from services.portal.operations.resources import Resources

MALFORMED = "identity.person_malformed"
AT = "/operator/liaison"
"""Where an operator's form names them."""


def send_code(resources: Resources, token: str, typed: Mapping[str, str], at: str = AT) -> dict[str, Any]:
    """Have a code sent to the mobile that is typed. Raises the identity service's Refusal, at the field."""
    wanted = {"mobile": typed.get("liaison.mobile", "").strip()[:200]}
    try:
        sent: dict[str, Any] = resources.identity.post("/liaisons/codes", token, wanted)
    except Refusal as refusal:
        found = _at_their_field(refusal, at)
        raise Refusal(refusal.code, refusal.zh, refusal.en, findings=found) from refusal
    return sent


def confirm(
    resources: Resources, token: str, section: Mapping[str, Any], sms_code: str, at: str = AT
) -> tuple[Finding, ...]:
    """Confirm the mobile with the code that was typed, if one was; what is wrong with it, at its field."""
    mobile, typed = (section.get("liaison") or {}).get("mobile"), "".join(sms_code.split())
    if not mobile or not typed:
        return ()
    try:
        resources.identity.post("/liaisons/mobiles", token, {"mobile": mobile, "sms_code": typed[:200]})
    except Refusal as refusal:
        return _at_their_field(refusal, at)
    return ()


def _at_their_field(refusal: Refusal, at: str) -> tuple[Finding, ...]:
    return tuple(replace(each, pointer=f"{at}{each.pointer or '/mobile'}") for each in refusal.all_findings())


def faults(resources: Resources, token: str, section: Mapping[str, Any], at: str = AT) -> tuple[Finding, ...]:
    """What is wrong with somebody else than the operator, at their field. Nothing while they are not named in full or
    as nobody can be named, which the filing service tells of, or while nobody can be asked: the authentication asks
    again, and the decision rests on that (AR-60)."""
    liaison = section.get("liaison") or {}
    named = {field: liaison.get(field) or "" for field in ("name", "id_number", "mobile")}
    if not all(named.values()):
        return ()
    named["id_document_type"] = liaison.get("id_document_type") or "10"
    try:
        answer = resources.identity.post("/liaisons/verification", token, named)
    except Outage:
        return ()
    except Refusal as refusal:
        if refusal.code != MALFORMED:
            raise
        return ()
    found: list[Finding] = []
    if answer["result"] == "NOT_FOUND":
        found.append(
            _fault(f"{at}/id_number", "未查询到与该证件号码对应的人员", "Nobody is registered under this document")
        )
    elif answer["result"] != "MATCH":
        found.append(_fault(f"{at}/name", "姓名与证件号码不一致", "Name and number are not one person's"))
    if not answer["mobile_confirmed"]:
        found.append(_unreached(at))
    return tuple(found)


def _fault(pointer: str, zh: str, en: str) -> Finding:
    return Finding(
        "portal.liaison_not_verified",
        f"登记联络员：{zh}",
        f"The liaison person: {en}",
        pointer,
        article="个体工商户登记管理规定第八条；实施细则第十六条",
        remedy_zh="请按其证件更正，或者由经营者本人担任登记联络员",
        remedy_en="Correct it as on their document, or let the operator be the liaison person",
    )


def _unreached(at: str) -> Finding:
    return Finding(
        "portal.liaison_not_reached",
        "登记联络员：移动电话还没有用短信验证码确认",
        "The liaison person: the mobile was not confirmed with a code yet",
        f"{at}/sms_code",
        article="个体工商户登记管理规定第八条",
        remedy_zh="请获取短信验证码，由登记联络员告知后填写，或者由经营者本人担任登记联络员",
        remedy_en="Ask for a code, which the liaison person tells you, or let the operator be the liaison person",
    )
