"""Forms as a browser sends them, turned into the sections that the filing service keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from catalogues import form_fields
from services.portal.domain.places import FURTHER, NETWORK

LONG_TERM = "长期"
MOST_MEMBERS = 4
FAMILY_BUSINESS = "2"

OPERATOR_FORM = "S3_operator"
_ON_CONDITION = frozenset({"sex", "birth_date", "id_valid_until"})
OPERATOR_FIELDS = tuple(
    field.id for field in form_fields.get(OPERATOR_FORM).fields if field.is_typed and field.id not in _ON_CONDITION
)
_DELIVERY_FIELDS = ("method", "recipient", "phone", "address")
_COMMITMENT_TEXTS = ("owner", "tenure", "use_from", "use_to", "nature", "area")
_LIAISON_FIELDS = ("name", "id_number", "mobile", "email")
_HELPER_FIELDS = ("name", "relation", "mobile")
HELPERS = {
    "family": "亲属",
    "neighbour": "邻居、朋友",
    "community": "社区、村委会工作人员",
    "office": "政务服务窗口工作人员",
    "other": "其他人",
}
"""Who helps to fill in (帮办、代办)."""
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


def wants_name(form: Mapping[str, str]) -> bool | None:
    """Whether the business is to have a name; one that is registered keeps its own, or is renamed."""
    return True if form.get("renames") == "yes" else flag(form.get("needs_name", ""))


def keeps_name(form: Mapping[str, str]) -> bool:
    """Whether what is registered of the name stays, of a business that is registered."""
    return "renames" in form and form["renames"] != "yes"


def premises_of(form: Mapping[str, str]) -> dict[str, Any]:
    """The section `premises`; the name itself is declared to the naming service. Of who trades on networks only, the
    places one can go to are left out, whatever was typed there before."""
    network_only = form.get("network_only") == "yes"
    section: dict[str, Any] = {
        "needs_name": wants_name(form),
        "capital_amount": form.get("capital_amount"),
        "network_only": flag(form.get("network_only", "")),
        "network_places": NETWORK.filled(form) or None,
    }
    if not network_only:
        section |= {
            "street_name": form.get("street_name"),
            "detail": form.get("detail"),
            "further": _further(form) or None,
        }
    return filled(section)


NAME_PARTS = ("trade_name", "industry", "organisation_form")


def wished_name_of(form: Mapping[str, str]) -> dict[str, Any]:
    """What was typed of a name that is not declared yet, as a draft of the premises keeps it."""
    parts = {part: form[part].strip() for part in NAME_PARTS if form.get(part, "").strip()}
    return {"wished_name": parts} if parts and wants_name(form) is not False and not keeps_name(form) else {}


def _further(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """A box that is not ticked says nothing."""
    return [
        {name: True if name == "residential_consent" else text for name, text in row.items()}
        for row in FURTHER.filled(form)
    ]


def operator_of(form: Mapping[str, str]) -> dict[str, Any]:
    """The section `operator`. Documents other than identity cards do not tell sex and birth date, so those are sent
    where they were typed."""
    section: dict[str, Any] = {name: form.get(name) for name in OPERATOR_FIELDS}
    section["id_valid_until"] = LONG_TERM if form.get("id_long_term") else form.get("id_valid_until")
    if form.get("id_document_type", "10") != "10":
        section |= {"sex": form.get("sex"), "birth_date": form.get("birth_date")}
    if form.get("composition_form") == FAMILY_BUSINESS:
        section["family_members"] = members_of(form)
    if form.get("liaison_is") == "other":
        section["liaison"] = liaison_of(form)
    if helper := filled({name: form.get(f"helper.{name}", "").strip() for name in _HELPER_FIELDS}):
        section["helper"] = helper
    return filled(section)


def liaison_of(form: Mapping[str, str]) -> dict[str, str]:
    """Somebody else than the operator, as far as they were named."""
    return filled({name: form.get(f"liaison.{name}", "").strip() for name in _LIAISON_FIELDS})


def members_of(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows in which anything was typed."""
    rows = []
    for number in range(MOST_MEMBERS):
        row = {name: form.get(f"family_members.{number}.{name}", "").strip() for name in _MEMBER_FIELDS}
        if any(row.values()):
            rows.append(filled(row))
    return rows


def details_of(form: Mapping[str, str], scope: Sequence[str]) -> dict[str, Any]:
    """The section `details`."""
    paper = flag(form.get("needs_paper_licence", ""))
    commitment: dict[str, Any] = {name: form.get(f"premises_commitment.{name}") for name in _COMMITMENT_TEXTS}
    commitment |= {
        "residential_consent": True if form.get("premises_commitment.residential_consent") else None,
        "accepted": bool(form.get("premises_commitment.accepted")),
    }
    section = {
        "shop_name": form.get("shop_name"),
        "is_urban": flag(form.get("is_urban", "")),
        "postcode": form.get("postcode"),
        "employee_count": form.get("employee_count"),
        "needs_paper_licence": paper,
        "scope_items": list(scope),
        "permit_notice_accepted": bool(form.get("permit_notice_accepted")),
        "premises_commitment": filled(commitment),
    }
    if paper:
        delivery = {name: form.get(f"delivery.{name}") for name in _DELIVERY_FIELDS}
        section["delivery"] = filled(delivery) if delivery["method"] == "post" else {"method": "window"}
    return filled(section)


def typed_of(section: Mapping[str, Any]) -> dict[str, str]:
    """A kept section as the fields of its form."""
    typed: dict[str, str] = {}
    for name, value in section.items():
        if isinstance(value, Mapping):
            typed |= {f"{name}.{inner}": answer(kept) for inner, kept in value.items()}
        elif not isinstance(value, list):
            typed[name] = answer(value)
        else:
            rows = [(number, row) for number, row in enumerate(value) if isinstance(row, Mapping)]
            typed |= {f"{name}.{number}.{inner}": answer(kept) for number, row in rows for inner, kept in row.items()}
    if typed.get("id_valid_until") == LONG_TERM:
        typed |= {"id_valid_until": "", "id_long_term": "yes"}
    return typed


def without(section: dict[str, Any], pointers: Sequence[str | None]) -> dict[str, Any]:
    """The section without the fields at fault, so that a draft can be kept for the rest: of a list, the field of the
    one row."""
    kept: dict[str, Any] = deepcopy(section)
    for pointer in pointers:
        parts = [part for part in (pointer or "").split("/") if part]
        if not parts:
            continue
        within = _inside(kept, parts[:-1])
        if isinstance(within, dict):
            within.pop(parts[-1], None)
        else:
            kept.pop(parts[0], None)
    return kept


def _inside(kept: Any, parts: Sequence[str]) -> Any:
    """What stands at a pointer; None for what is not there."""
    for part in parts:
        if isinstance(kept, dict):
            kept = kept.get(part)
        elif isinstance(kept, list) and part.isdigit() and int(part) < len(kept):
            kept = kept[int(part)]
        else:
            return None
    return kept


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}
