"""What each agency agreed to receive: required fields, and fields it must never be sent.

Subjects and fields follow the event catalogue of the registration authority; the field names are those of the
market-regulation data standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kernel.numbers import is_resident_id

_ENVELOPE = ("id", "source", "type", "time")

_PUBLICITY_ENTITY = "uniscid enttype compform name oploc opscope regorg_cn estdate apprdate regstate"
_PUBLICITY_LICENCE_VOID = "uniscid licence_no copies reason void_from regorg_cn e_licence_ref"
_TAX_REGISTRATION = (
    "uniscid name certype cerno mobtel enttype compform industryco opscope oploc oplocdistrict fundam empnum "
    "estdate opfrom regorg"
)
_TAX_CLEARANCE = "uniscid name application_no requested_at"
_PUBLICITY_STANDING = "uniscid application_no requested_at"
_TAX_DEREGISTRATION = "uniscid application_no cancel_date cancel_way regorg"
_PUBLICITY_SUSPENSION = "uniscid suspended_from suspended_until service_address regorg_cn"
_PUBLICITY_RESUMPTION = "uniscid resumed_on regorg_cn"
_TAX_SUSPENSION = "uniscid application_no suspended_from suspended_until regorg"
_TAX_RESUMPTION = "uniscid application_no resumed_on regorg"
_PUBLICITY_MOVE = "uniscid moved_on regorg_from_cn regorg_to_cn change_items"
_TAX_MOVE = "uniscid application_no moved_on regorg_from regorg_to oplocdistrict_from oplocdistrict_to"
_TAX_CANCELLATION = "uniscid name application_no push_time objection_deadline"

_PERSONAL_FIELDS = frozenset(["cerno", "cervalper", "tel", "mobtel", "dom", "email", "polstand", "nation"])
"""Never published: ID number and its validity, telephones, residence, e-mail, political status, ethnic group."""

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Agreement:
    """`required` fields by event type; with `public` the event is for everyone to read."""

    agency: str
    required: dict[str, tuple[str, ...]]
    public: bool


AGREEMENTS = {
    "publicity": Agreement(
        "publicity",
        {
            "publicity.entity.v1": tuple(_PUBLICITY_ENTITY.split()),
            "publicity.licence_void.v1": tuple(_PUBLICITY_LICENCE_VOID.split()),
            "publicity.standing_request.v1": tuple(_PUBLICITY_STANDING.split()),
            "publicity.move.v1": tuple(_PUBLICITY_MOVE.split()),
            "publicity.suspension.v1": tuple(_PUBLICITY_SUSPENSION.split()),
            "publicity.resumption.v1": tuple(_PUBLICITY_RESUMPTION.split()),
        },
        public=True,
    ),
    "tax": Agreement(
        "tax",
        {
            "tax.registration.v1": tuple(_TAX_REGISTRATION.split()),
            "tax.cancellation_notice.v1": tuple(_TAX_CANCELLATION.split()),
            "tax.clearance_request.v1": tuple(_TAX_CLEARANCE.split()),
            "tax.deregistration.v1": tuple(_TAX_DEREGISTRATION.split()),
            "tax.move.v1": tuple(_TAX_MOVE.split()),
            "tax.suspension.v1": tuple(_TAX_SUSPENSION.split()),
            "tax.resumption.v1": tuple(_TAX_RESUMPTION.split()),
        },
        public=False,
    ),
}


def objection(agreement: Agreement, event: dict[str, Any]) -> str | None:
    """Why the agency refuses a CloudEvent (`CODE: pointers`), or None. Never quotes a value."""
    if event.get("specversion") != "1.0":
        return "UNKNOWN_SPECVERSION: /specversion"
    missing = [f"/{name}" for name in _ENVELOPE if not isinstance(event.get(name), str) or not event[name]]
    if missing:
        return f"MISSING_FIELD: {', '.join(missing)}"
    required = agreement.required.get(event["type"])
    if required is None:
        return "UNKNOWN_TYPE: /type"
    data = event.get("data")
    if not isinstance(data, dict):
        return "MISSING_FIELD: /data"
    missing = [f"/data/{name}" for name in required if data.get(name) in (None, "")]
    if missing:
        return f"MISSING_FIELD: {', '.join(missing)}"
    if agreement.public:
        personal = sorted(set(_personal(data, "/data")))
        if personal:
            return f"EXCLUDED_FIELD: {', '.join(personal)}"
    return None


def _personal(value: Any, pointer: str) -> Iterator[str]:
    """Pointers of fields that are personal by name, or hold an ID or mobile number under another name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in _PERSONAL_FIELDS:
                yield f"{pointer}/{name}"
            else:
                yield from _personal(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _personal(inner, f"{pointer}/{index}")
    elif isinstance(value, str) and (
        any(is_resident_id(found) for found in _LONG_NUMBER.findall(value)) or _MOBILE.search(value)
    ):
        yield pointer
