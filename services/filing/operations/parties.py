"""Who takes part in a filing, in which roles, and who of them signs."""

from __future__ import annotations

from collections.abc import Iterator

from catalogues.filing_types import founding
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.founding import FoundingDescribed
from catalogues.filing_types.words import SignerRole
from kernel.errors import Defect
from services.filing.contract.messages import SignerNamed
from services.filing.contract.parts import ContributionPart, OrganisationPart, Party
from services.filing.domain.dossier import Dossier
from services.filing.domain.enterprise.capital import MANNERS
from services.filing.domain.enterprise.parties import REPRESENTATIVE, Founder, OtherFounder, Parties, roles_of
from services.filing.domain.operator import FAMILY_BUSINESS, FamilyMember, Operator

OPERATOR = "operator"
"""The operator's `ref`; family members are `family-1`, `family-2` … in the order of the form."""
LIAISON = "liaison"


def parties(dossier: Dossier) -> tuple[Party, ...]:
    """Whoever stands for the business first; then who leaves it to them, and a sole trader's family members who take
    part, or who founds a company and fills its organs; then the liaison person where it is somebody else (实施细则
    Art. 7). Of a business that is registered a family member on file signs nothing more. Raises Defect
    `filing.application_incomplete`."""
    operator, registered = dossier.operator, dossier.registered
    if operator is None:
        raise Defect("filing.application_incomplete", dossier.application_no)
    if dossier.is_founded:
        kind = founding.get(dossier.filing_type.entity_kind)
        founders = _founders(kind, dossier.filing_type, operator, dossier.parties or Parties())
        return (*founders, *_liaison(operator))
    known = registered.family if registered else frozenset()
    family = _family(operator, dossier.filing_type, known)
    return (_operator(operator), *_former(dossier.former_operator), *family, *_liaison(operator))


def signers(dossier: Dossier) -> tuple[SignerNamed, ...]:
    """Who must be authenticated and sign, whoever stands for the business first. Raises Defect
    `filing.application_incomplete`."""
    return tuple(SignerNamed(party=party.ref, role=party.roles[0]) for party in parties(dossier) if party.signs)


def _operator(operator: Operator) -> Party:
    return Party(
        ref=OPERATOR,
        kind="person",
        roles=(SignerRole.OPERATOR,) if operator.liaison else (SignerRole.OPERATOR, SignerRole.LIAISON),
        signs=True,
        name=operator.name or "",
        id_document_type=operator.id_document_type,
        id_number=operator.id_number or "",
        mobile=operator.mobile,
    )


def _founders(kind: FoundingDescribed, filing: FilingType, operator: Operator, founded: Parties) -> Iterator[Party]:
    """Who contributes signs, where this kind of filing is signed by them; who only fills a post is named."""
    for ref, _, founder in founded.everybody:
        represents = ref == REPRESENTATIVE
        person = founder if isinstance(founder, OtherFounder) else operator
        organisation = _organisation(founder)
        roles = roles_of(kind, founder, represents=represents)
        if represents and operator.liaison is None:
            roles = (*roles, SignerRole.LIAISON)
        yield Party(
            ref=ref,
            kind="organisation" if organisation else "person",
            organisation=organisation,
            roles=roles,
            signs=represents or (founder.is_shareholder and any(filing.is_signed_by(role) for role in roles)),
            name=person.name or "",
            id_document_type=person.id_document_type,
            id_number=person.id_number or "",
            mobile=person.mobile,
            contribution=_contribution(founder),
            standing=kind.standing(founder.standing).standing if founder.is_shareholder else None,
        )


def _organisation(founder: Founder) -> OrganisationPart | None:
    if not (isinstance(founder, OtherFounder) and founder.is_organisation):
        return None
    return OrganisationPart(name=founder.organisation or "", uscc=founder.uscc or "")


def _contribution(founder: Founder) -> ContributionPart | None:
    if founder.amount is None or founder.manner is None:
        return None
    return ContributionPart(amount=founder.amount, manner=MANNERS[founder.manner][0], due_on=founder.due_on)


def _former(operator: Operator | None) -> Iterator[Party]:
    """Whoever leaves the business is invited where they said last that they can be reached."""
    if operator:
        yield Party(
            ref=SignerRole.FORMER_OPERATOR,
            kind="person",
            roles=(SignerRole.FORMER_OPERATOR,),
            signs=True,
            name=operator.name or "",
            id_document_type=operator.id_document_type,
            id_number=operator.id_number or "",
            mobile=operator.mobile,
        )


def _liaison(operator: Operator) -> Iterator[Party]:
    if operator.liaison:
        yield Party(
            ref=LIAISON,
            kind="person",
            roles=(SignerRole.LIAISON,),
            signs=False,
            name=operator.liaison.name or "",
            id_document_type=operator.liaison.id_document_type,
            id_number=operator.liaison.id_number or "",
            mobile=operator.liaison.mobile,
        )


def _family(operator: Operator, kind: FilingType, known: frozenset[tuple[str, str]]) -> Iterator[Party]:
    members: tuple[FamilyMember, ...] = ()
    if operator.composition_form == FAMILY_BUSINESS:
        members = operator.family_members
    for number, member in enumerate(members, 1):
        yield Party(
            ref=f"family-{number}",
            kind="person",
            roles=(SignerRole.FAMILY_MEMBER,),
            signs=kind.is_signed_by(SignerRole.FAMILY_MEMBER) and member.document not in known,
            name=member.name or "",
            id_document_type=member.id_document_type,
            id_number=member.id_number or "",
            mobile=member.mobile,
            relation=member.relation,
        )
