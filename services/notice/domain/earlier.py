"""Announcements of cases that were licensed before there was a register: the entity, as its other parts describe it.

May go when no case is open that was opened before.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from catalogues import codes
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import SignerRole
from kernel.errors import Defect
from services.notice.domain.registration import EntityFacts, Facts, PartyFacts, PremisesFacts, RegisteredFacts


class _Type(Facts):
    industry_code: str


class _Premises(Facts):
    county_code: str


class _Operator(Facts):
    name: str
    id_document_type: str
    id_number: str
    composition_form: str


class EarlierApplication(Facts):
    authority_code: str
    type: _Type
    premises: _Premises
    capital_amount: Decimal
    operator: _Operator


class EarlierLicence(Facts):
    uscc: str
    name: str | None
    scope_text: str
    premises: str
    authority_name: str
    registered_on: date
    approved_on: date


def entity_of(application: EarlierApplication, licence: EarlierLicence) -> EntityFacts:
    """The first version of the entity. Raises Defect `notice.composition_form_unknown`."""
    operator = application.operator
    try:
        composition_form = codes.label("composition_form", operator.composition_form)
    except UnknownCode:
        raise Defect("notice.composition_form_unknown") from None
    return EntityFacts(
        uscc=licence.uscc,
        authority_code=application.authority_code,
        authority_name=licence.authority_name,
        established_on=licence.registered_on,
        effective_on=licence.approved_on,
        facts=RegisteredFacts(
            name=licence.name,
            composition_form=composition_form,
            industry_code=application.type.industry_code,
            scope_text=licence.scope_text,
            premises=PremisesFacts(county_code=application.premises.county_code, full_text=licence.premises),
            capital_amount=application.capital_amount,
            parties=(
                PartyFacts(
                    roles=(SignerRole.OPERATOR,),
                    name=operator.name,
                    id_document_type=operator.id_document_type,
                    id_number=operator.id_number,
                ),
            ),
        ),
    )
