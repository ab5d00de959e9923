"""The facts of a version as a confirmed application states them."""

from __future__ import annotations

from collections.abc import Iterable

from catalogues import codes
from catalogues.filing_types import entity_kinds
from catalogues.filing_types.words import EntityKind, SignerRole, stands_for
from services.register.contract.parts import EntityFacts, PartyFacts, PremisesFacts
from services.register.domain.parts import Application, Party

OPERATOR = SignerRole.OPERATOR
_FAMILY_BUSINESS = "2"
_OTHER_DOCUMENT = "90"
"""其他有效身份证件: the table of documents knows persons only."""


def facts_of(application: Application, name: str | None, kind: EntityKind) -> EntityFacts:
    """What is registered of a business (条例 Art. 8, 9). Raises UnknownCode for a composition form nobody knows."""
    described = entity_kinds.get(kind)
    forms = described.composition_forms
    return EntityFacts(
        name=name,
        entity_type=described.printed_type,
        composition_form=codes.label(forms, application.operator.composition_form) if forms else "",
        type_code=application.type.code,
        type_name=application.type.name,
        industry_code=application.type.industry_code,
        scope_text=application.details.scope_text_licence,
        premises=PremisesFacts.model_validate(application.premises.model_dump()),
        capital_amount=application.capital_amount,
        parties=parties_of(application),
    )


def parties_of(application: Application) -> tuple[PartyFacts, ...]:
    """Who is registered or filed of the entity (条例 Art. 8, 9): whoever only hands the application in, or leaves the
    business, is not. An
    application confirmed before parties were named has its operator, the liaison too, and the family members who take
    part in a family business."""
    if application.parties:
        return tuple(
            PartyFacts.model_validate({**party.model_dump(), **_who(party), "roles": roles})
            for party in application.parties
            if (roles := tuple(role for role in party.roles if role.registers))
        )
    operator = application.operator
    members = operator.family_members if operator.composition_form == _FAMILY_BUSINESS else ()
    return (
        PartyFacts(
            ref=OPERATOR,
            kind="person",
            roles=(OPERATOR, SignerRole.LIAISON),
            name=operator.name,
            id_document_type=operator.id_document_type,
            id_number=operator.id_number,
        ),
        *(
            PartyFacts(
                ref=f"family-{number}",
                kind="person",
                roles=(SignerRole.FAMILY_MEMBER,),
                name=member.name,
                id_document_type=member.id_document_type,
                id_number=member.id_number,
                relation=member.relation,
            )
            for number, member in enumerate(members, start=1)
        ),
    )


def _who(party: Party) -> dict[str, str]:
    """An organisation is registered itself, and not who signed for it."""
    if party.organisation is None:
        return {}
    return {"name": party.organisation.name, "id_document_type": _OTHER_DOCUMENT, "id_number": party.organisation.uscc}


def operator_of(parties: Iterable[PartyFacts]) -> PartyFacts:
    """The person who stands for it (经营者, 法定代表人). Raises StopIteration when there is none."""
    return next(party for party in parties if stands_for(party.roles))
