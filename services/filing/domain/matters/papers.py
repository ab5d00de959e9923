"""What the documents of a filing about a business say that has a matter of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from catalogues import codes, suspensions
from catalogues.filing_types.words import DocumentKind, SignerRole
from services.filing.domain.delivery import POST, Delivery
from services.filing.domain.dossier import Dossier
from services.filing.domain.matters.deregistration import LICENCE, Deregistration
from services.filing.domain.matters.deregistration import REASONS as DEREGISTRATION_REASONS
from services.filing.domain.matters.operator_change import REASONS as OPERATOR_CHANGE_REASONS
from services.filing.domain.matters.operator_change import OperatorChange
from services.filing.domain.matters.record import Record
from services.filing.domain.matters.replacement import REASONS, Replacement
from services.filing.domain.matters.suspension import Resumption, Suspension
from services.filing.domain.operator import FAMILY_BUSINESS, Operator
from services.filing.domain.registered import NOTHING

Head = Mapping[str, Any]


def _business(dossier: Dossier) -> dict[str, Any]:
    """The business as it is registered, and who runs it."""
    registered, operator = dossier.registered, dossier.operator
    assert registered and operator
    return {
        "entity": {"full_name": registered.name, "uscc": registered.uscc, "premises": registered.places},
        "operator": {"name": operator.name, "id_number": operator.id_number, "mobile": operator.mobile},
    }


def _replacement(head: Head, dossier: Dossier) -> dict[str, Any]:
    wanted = dossier.matter
    assert isinstance(wanted, Replacement) and wanted.reason
    return {
        **head,
        **_business(dossier),
        "wanted": {
            "action": "补领营业执照" if wanted.declares_void else "换发营业执照",
            "reason": REASONS[wanted.reason],
            "reasons": list(REASONS.values()),
            "copies": list(wanted.copies),
            "declared": wanted.declares_void,
            "paper": bool(wanted.needs_paper_licence),
            "delivery": _delivery(wanted.delivery) if wanted.needs_paper_licence else None,
        },
    }


def _deregistration(head: Head, dossier: Dossier) -> dict[str, Any]:
    wanted, registered = dossier.matter, dossier.registered
    assert isinstance(wanted, Deregistration) and wanted.reason and wanted.licence and registered
    return {
        **head,
        **_business(dossier),
        "wanted": {
            "simple": "objection" in dossier.filing_type.deadlines,
            "reason": DEREGISTRATION_REASONS[wanted.reason],
            "reasons": list(DEREGISTRATION_REASONS.values()),
            "licence": LICENCE[wanted.licence],
            "licences": list(LICENCE.values()),
        },
    }


def _operator_change(head: Head, dossier: Dossier) -> dict[str, Any]:
    wanted, former, operator = dossier.matter, dossier.former_operator, dossier.operator
    assert isinstance(wanted, OperatorChange) and wanted.reason and wanted.licence and former and operator
    members = operator.family_members if operator.composition_form == FAMILY_BUSINESS else ()
    return {
        **head,
        **_business(dossier),
        "operator": {
            **_named(operator),
            "mobile": operator.mobile,
            "residence": operator.residence,
            "composition_form": codes.label("composition_form", operator.composition_form),
        },
        "former": _named(former),
        "items": [{"item": each.item, "before": each.before, "after": each.after} for each in dossier.changes],
        "family_members": [{"name": each.name, "relation": each.relation or "", "signs": True} for each in members],
        "wanted": {
            "reason": OPERATOR_CHANGE_REASONS[wanted.reason],
            "reasons": list(OPERATOR_CHANGE_REASONS.values()),
            "licence": LICENCE[wanted.licence],
            "licences": list(LICENCE.values()),
        },
    }


def _named(person: Operator) -> dict[str, Any]:
    return {
        "name": person.name,
        "id_document_type": codes.label("id_document_type", person.id_document_type),
        "id_number": person.id_number,
    }


def _record(head: Head, dossier: Dossier) -> dict[str, Any]:
    filed, registered, operator = dossier.matter, dossier.registered, dossier.operator
    assert isinstance(filed, Record) and registered and operator
    members = [
        {"name": each.name, "relation": each.relation or "", "signs": each.document not in registered.family}
        for each in filed.family_members
    ]
    liaison = registered.in_role(SignerRole.LIAISON)
    now = filed.liaison or operator
    items = [
        ("登记联络员", "；".join(each.name for each in liaison), f"{now.name}，{now.mobile}"),
        (
            "参加经营的家庭成员",
            "；".join(f"{each.name}（{each.relation}）" for each in registered.in_role(SignerRole.FAMILY_MEMBER)),
            "；".join(f"{each.name}（{each.relation}，{each.id_number}）" for each in filed.family_members),
        ),
    ]
    return {
        **head,
        **_business(dossier),
        "items": [
            {"item": item, "before": before or NOTHING, "after": after or NOTHING} for item, before, after in items
        ],
        "family_members": members,
    }


def _suspension(head: Head, dossier: Dossier) -> dict[str, Any]:
    wanted, rest = dossier.matter, dossier.standing.rest
    assert isinstance(wanted, Suspension) and wanted.reason and wanted.first_on and wanted.until
    return {
        **head,
        **_business(dossier),
        "wanted": {
            "longer": rest is not None,
            "reason": suspensions.REASONS[wanted.reason],
            "reasons": list(suspensions.REASONS.values()),
            "first_on": wanted.first_on.isoformat(),
            "until": wanted.until.isoformat(),
            "before": rest.until.isoformat() if rest else None,
            "service_address": wanted.served_at(dossier.standing),
        },
    }


def _resumption(head: Head, dossier: Dossier) -> dict[str, Any]:
    wanted, rest = dossier.matter, dossier.standing.rest
    assert isinstance(wanted, Resumption) and wanted.resumed_on and rest
    term = {"first_on": rest.first_on.isoformat(), "until": rest.until.isoformat()}
    return {**head, **_business(dossier), "wanted": term | {"resumed_on": wanted.resumed_on.isoformat()}}


def _delivery(wanted: Delivery | None) -> str:
    if wanted is None or wanted.method != POST:
        return "到登记机关窗口领取"
    return f"邮寄：{wanted.recipient}，{wanted.phone}，{wanted.address}"


CONTENT: Mapping[DocumentKind, Callable[[Head, Dossier], dict[str, Any]]] = {
    DocumentKind.LICENCE_APPLICATION: _replacement,
    DocumentKind.VOID_DECLARATION: _replacement,
    DocumentKind.DEREGISTRATION_APPLICATION: _deregistration,
    DocumentKind.DEREGISTRATION_PROMISE: _deregistration,
    DocumentKind.OPERATOR_CHANGE_APPLICATION: _operator_change,
    DocumentKind.OPERATOR_CHANGE_PROMISE: _operator_change,
    DocumentKind.RECORD_APPLICATION: _record,
    DocumentKind.SUSPENSION_APPLICATION: _suspension,
    DocumentKind.SERVICE_ADDRESS: _suspension,
    DocumentKind.RESUMPTION_APPLICATION: _resumption,
}
"""By the kind of document."""
