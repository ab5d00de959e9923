"""The documents an application consists of and what each of them says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalogues import codes
from catalogues.filing_types.words import DocumentKind, Section, SignerRole
from kernel.clock import SHANGHAI
from services.filing.domain import scope
from services.filing.domain.attachments import PDF
from services.filing.domain.details import Details
from services.filing.domain.dossier import Dossier
from services.filing.domain.enterprise import papers as founding
from services.filing.domain.entries import LANDLINE, LONG_TERM
from services.filing.domain.held_name import HeldName
from services.filing.domain.helper import RELATIONS, Helper
from services.filing.domain.liaison import Liaison
from services.filing.domain.matters import papers
from services.filing.domain.operator import FAMILY_BUSINESS, Operator
from services.filing.domain.premises import Premises, texts_of_further

_PROOFS = ("premises_proof", "further_premises_proof")
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """One document to render. `pictures` and `enclosures` name the attachments it shows or carries, by file name."""

    kind: DocumentKind
    template: Path
    data: Mapping[str, Any]
    pictures: Mapping[str, str]
    enclosures: Mapping[str, str]


def documents_of(dossier: Dossier, prepared_at: datetime, *, demonstration: bool) -> tuple[Document, ...]:
    """Every document of a complete application, in the order of the file."""
    head = {
        "application_no": dossier.application_no,
        "authority": dossier.authority.name,
        "generated_at": prepared_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "demo": demonstration,
    }
    if dossier.filing_type.asks_for(Section.MATTER):
        kinds = dossier.filing_type.to_sign(named=False, declared=dossier.declares_licence_void)
        return tuple(_with_matter(head, dossier, each.kind) for each in kinds)
    return _of_registered_items(head, dossier)


def _with_matter(head: Mapping[str, Any], dossier: Dossier, kind: DocumentKind) -> Document:
    if kind is DocumentKind.IDENTITY_DOCUMENT:
        assert dossier.operator
        return _identity_document(head, dossier, dossier.operator)
    return _document(kind, papers.CONTENT[kind](head, dossier))


def _of_registered_items(head: Mapping[str, Any], dossier: Dossier) -> tuple[Document, ...]:
    premises, operator, details = dossier.premises, dossier.operator, dossier.details
    assert premises and operator and details
    name = dossier.name if dossier.full_name is not None else None
    described = dossier.filing_type.to_sign(named=name is not None, placed=dossier.states_anew(Section.PREMISES))
    kinds = {document.kind for document in described}
    if dossier.filing_type.fills_in(Section.PARTIES):
        head = {**head, **founding.words_of(dossier)}
        told = founding.content(head, dossier, _liaison(operator), premises, operator, details)
        made = [_document(kind, founding.told_in(kind, dossier, told)) for kind in founding.KINDS if kind in kinds]
    else:
        made = [_application_form(head, dossier, premises, operator, details)]
    if DocumentKind.IDENTITY_DOCUMENT in kinds:  # a change has none, and no title for it
        made.append(_identity_document(head, dossier, operator))
    made.append(_premises_commitment(head, dossier, premises, operator, details))
    if name is not None:
        made += [_name_commitment(head, name, operator), _name_notice(head, name, operator)]
    return tuple(document for document in made if document.kind in kinds)


def decimal_text(number: Decimal) -> str:
    """12.5000 as 12.5, 100 as 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _document(
    kind: DocumentKind,
    data: dict[str, Any],
    pictures: Mapping[str, str] | None = None,
    enclosures: Mapping[str, str] | None = None,
) -> Document:
    return Document(kind, _TEMPLATES / f"{kind}.typ", data, pictures or {}, enclosures or {})


def _day(day: date | str | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else day


def _person(person: Operator | Liaison) -> dict[str, Any]:
    return {
        "name": person.name,
        "id_document_type": codes.label("id_document_type", person.id_document_type),
        "id_number": person.id_number,
        "mobile": person.mobile,
    }


def _helper(helper: Helper) -> dict[str, Any]:
    return {"name": helper.name, "relation": RELATIONS.get(helper.relation or ""), "mobile": helper.mobile}


def _liaison(operator: Operator) -> dict[str, Any]:
    """Without anybody else it is the operator, whose telephone may be a landline."""
    if operator.liaison:
        return {**_person(operator.liaison), "landline": None, "email": operator.liaison.email}
    phone = operator.contact_phone or ""
    return {
        **_person(operator),
        "landline": phone if LANDLINE.fullmatch(phone) else None,
        "email": operator.email,
    }


def _application_form(
    head: Mapping[str, Any], dossier: Dossier, premises: Premises, operator: Operator, details: Details
) -> Document:
    kind = dossier.kind
    form = codes.label("composition_form", operator.composition_form)
    photo = {"photo": "photo.jpg"} if "photo" in dossier.attachments else {}
    phone = operator.contact_phone or ""
    return _document(
        DocumentKind.APPLICATION_FORM,
        {
            **head,
            "changes": [{"item": each.item, "before": each.before, "after": each.after} for each in dossier.changes],
            "business_type": codes.label("business_type", dossier.filing_type.business_type),
            "entity": {
                "full_name": dossier.full_name,
                "shop_name": details.shop_name,
                "sole_trader_type": kind.name,
                "industry_code": kind.industry_code,
                "industry_name": kind.industry_name,
                "composition_form": form,
                "premises": dossier.address,
                "is_urban": details.is_urban,
                "postcode": details.postcode,
                "contact_phone": phone,
                "employee_count": details.employee_count,
                "capital_amount": decimal_text(premises.capital_amount or Decimal(0)),
                "operating_term": LONG_TERM,
                "needs_paper_licence": details.needs_paper_licence,
                "scope_text": scope.printed(details.scope_items or (), premises.network_only),
                "permit_notice_accepted": details.permit_notice_accepted,
            },
            "operator": {
                **_person(operator),
                "sex": codes.label("sex", operator.sex or "9"),
                "ethnicity": codes.label("ethnic_groups_gbt3304", operator.ethnicity or "97"),
                "birth_date": _day(operator.birth_date),
                "id_valid_until": _day(operator.id_valid_until),
                "email": operator.email,
                "postcode": operator.postcode,
                "political_status": codes.label("political_status", operator.political_status or "13"),
                "employment_status": codes.label(
                    "employment_status_before_application", operator.employment_status or "99"
                ),
                "contact_phone": phone,
                "education": codes.label("education", operator.education or "90"),
                "residence": operator.residence,
            },
            "family_members": [
                {"name": m.name, "relation": m.relation, "id_number": m.id_number} for m in operator.family_members
            ]
            if operator.composition_form == FAMILY_BUSINESS
            else [],
            "liaison": _liaison(operator),
            "helper": _helper(operator.helper) if operator.helper else None,
            "family_signs": operator.composition_form == FAMILY_BUSINESS
            and SignerRole.FAMILY_MEMBER in dossier.filing_type.document(DocumentKind.APPLICATION_FORM).signers,
            "agent": None,
            "files": photo,
        },
        {name: kind for kind, name in photo.items()},
    )


def _identity_document(head: Mapping[str, Any], dossier: Dossier, operator: Operator) -> Document:
    return _document(
        DocumentKind.IDENTITY_DOCUMENT,
        {
            **head,
            "title": dossier.filing_type.title_of(DocumentKind.IDENTITY_DOCUMENT),
            "entity_name": dossier.full_name,
            "person": {
                **_person(operator),
                "sex": codes.label("sex", operator.sex or "9"),
                "ethnicity": codes.label("ethnic_groups_gbt3304", operator.ethnicity or "97"),
                "birth_date": _day(operator.birth_date),
                "id_valid_until": _day(operator.id_valid_until),
                "residence": operator.residence,
            },
            "authentication": None,
            "files": {"id_card_front": "id_card_front.jpg", "id_card_back": "id_card_back.jpg"},
        },
        {"id_card_front.jpg": "id_card_front", "id_card_back.jpg": "id_card_back"},
    )


def _premises_commitment(
    head: Mapping[str, Any], dossier: Dossier, premises: Premises, operator: Operator, details: Details
) -> Document:
    made = details.premises_commitment
    proofs = {kind: dossier.attachments[kind] for kind in _PROOFS if kind in dossier.attachments}
    pictures = {f"{kind}.jpg": kind for kind, media in proofs.items() if media != PDF}
    enclosures = {f"{kind}.pdf": kind for kind, media in proofs.items() if media == PDF}
    return _document(
        DocumentKind.PREMISES_COMMITMENT,
        {
            **head,
            "entity_name": dossier.full_name,
            "operator": _person(operator),
            "premises": dossier.address,
            "network_only": premises.network_only,
            "further": [
                {
                    "address": address,
                    "owner": place.owner,
                    "tenure": place.tenure,
                    "use_from": _day(place.use_from),
                    "use_to": _day(place.use_to),
                    "nature": place.nature,
                }
                for place, address in zip(
                    premises.further, texts_of_further(dossier.county_code, premises), strict=True
                )
            ],
            "premises_owner": made.owner,
            "premises_tenure": made.tenure,
            "premises_use_from": _day(made.use_from),
            "premises_use_to": _day(made.use_to),
            "premises_nature": made.nature,
            "premises_area": None if made.area is None else decimal_text(made.area),
            "residential_consent": made.residential_consent,
            "is_network_premises": made.is_network_premises,
            "platform_name": made.platform_name,
            "platform_url": made.platform_url,
            "files": {"proofs": list(pictures), "enclosed": list(enclosures)},
        },
        pictures,
        enclosures,
    )


def _name_commitment(head: Mapping[str, Any], name: HeldName, operator: Operator) -> Document:
    return _document(
        DocumentKind.NAME_COMMITMENT,
        {
            **head,
            **_declared(name),
            "name_parts": {
                "division": name.division,
                "trade_name": name.trade_name,
                "industry": name.industry,
                "organisation_form": name.organisation_form,
            },
            "operator": _person(operator),
            "similar_names": list(name.similar_names),
        },
    )


def _name_notice(head: Mapping[str, Any], name: HeldName, operator: Operator) -> Document:
    return _document(DocumentKind.NAME_NOTICE, {**head, **_declared(name), "operator": {"name": operator.name}})


def _declared(name: HeldName) -> dict[str, Any]:
    return {
        "full_name": name.full_name,
        "declared_at": name.reserved_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "reserved_until": name.last_day.isoformat(),
    }
