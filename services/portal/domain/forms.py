"""Forms as a browser sends them, turned into the sections that the filing service keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalogues import form_fields

LONG_TERM = "长期"
MOST_MEMBERS = 4

OPERATOR_FORM = "S3_operator"
_ON_CONDITION = frozenset({"sex", "birth_date", "id_valid_until"})
OPERATOR_FIELDS = tuple(
    field.id for field in form_fields.get(OPERATOR_FORM).fields if field.is_typed and field.id not in _ON_CONDITION
)
_DELIVERY_FIELDS = ("method", "recipient", "phone", "address")
_COMMITMENT_TEXTS = ("owner", "tenure", "use_from", "use_to", "nature", "area", "platform_name", "platform_url")
_MEMBER_FIELDS = ("name", "id_document_type", "id_number", "relation", "mobile")


def flag(text: str) -> bool | None:
    """Yes, no, or not answered."""
    return {"yes": True, "no": False}.get(text)


def answer(value: Any) -> str:
    """A kept value as a form shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def premises_of(form: Mapping[str, str]) -> dict[str, Any]:
    """The section `premises`; the name itself is declared to the naming service."""
    return _filled(
        {
            "needs_name": flag(form.get("needs_name", "")),
            "street_name": form.get("street_name"),
            "detail": form.get("detail"),
            "capital_amount": form.get("capital_amount"),
        }
    )


def operator_of(form: Mapping[str, str]) -> dict[str, Any]:
    """The section `operator`. Documents other than identity cards do not tell sex and birth date, so those are sent
    where they were typed."""
    section: dict[str, Any] = {name: form.get(name) for name in OPERATOR_FIELDS}
    section["id_valid_until"] = LONG_TERM if form.get("id_long_term") else form.get("id_valid_until")
    if form.get("id_document_type", "10") != "10":
        section |= {"sex": form.get("sex"), "birth_date": form.get("birth_date")}
    if form.get("composition_form") == "2":
        section["family_members"] = members_of(form)
    return _filled(section)


def members_of(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows in which anything was typed."""
    rows = []
    for number in range(MOST_MEMBERS):
        row = {name: form.get(f"family_members.{number}.{name}", "").strip() for name in _MEMBER_FIELDS}
        if any(row.values()):
            rows.append(_filled(row))
    return rows


def details_of(form: Mapping[str, str], scope: Sequence[str]) -> dict[str, Any]:
    """The section `details`."""
    paper = flag(form.get("needs_paper_licence", ""))
    network = bool(form.get("premises_commitment.is_network_premises"))
    commitment: dict[str, Any] = {name: form.get(f"premises_commitment.{name}") for name in _COMMITMENT_TEXTS}
    commitment |= {
        "residential_consent": True if form.get("premises_commitment.residential_consent") else None,
        "is_network_premises": network,
        "accepted": bool(form.get("premises_commitment.accepted")),
    }
    if not network:
        commitment |= {"platform_name": None, "platform_url": None}
    section = {
        "shop_name": form.get("shop_name"),
        "is_urban": flag(form.get("is_urban", "")),
        "postcode": form.get("postcode"),
        "employee_count": form.get("employee_count"),
        "needs_paper_licence": paper,
        "scope_items": list(scope),
        "permit_notice_accepted": bool(form.get("permit_notice_accepted")),
        "premises_commitment": _filled(commitment),
    }
    if paper:
        delivery = {name: form.get(f"delivery.{name}") for name in _DELIVERY_FIELDS}
        section["delivery"] = _filled(delivery) if delivery["method"] == "post" else {"method": "window"}
    return _filled(section)


def typed_of(section: Mapping[str, Any]) -> dict[str, str]:
    """A kept section as the fields of its form."""
    typed: dict[str, str] = {}
    for name, value in section.items():
        if isinstance(value, Mapping):
            typed |= {f"{name}.{inner}": answer(kept) for inner, kept in value.items()}
        elif name == "family_members":
            for number, member in enumerate(value):
                typed |= {f"{name}.{number}.{inner}": answer(kept) for inner, kept in member.items()}
        elif not isinstance(value, list):
            typed[name] = answer(value)
    if typed.get("id_valid_until") == LONG_TERM:
        typed |= {"id_valid_until": "", "id_long_term": "yes"}
    return typed


def without(section: dict[str, Any], pointers: Sequence[str | None]) -> dict[str, Any]:
    """The section without the fields at fault, so that a draft can be kept for the rest."""
    kept = {name: dict(value) if isinstance(value, dict) else value for name, value in section.items()}
    for pointer in pointers:
        parts = [part for part in (pointer or "").split("/") if part]
        if len(parts) > 1 and isinstance(kept.get(parts[0]), dict):
            kept[parts[0]].pop(parts[1], None)
        elif parts:
            kept.pop(parts[0], None)
    return kept


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != ""}
