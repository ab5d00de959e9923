"""What the licence service reads of other services' parts, checked to be of one case and approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel

from catalogues.filing_types.words import EntityKind, PartKind, stands_for
from kernel.clock import local_date
from kernel.errors import Defect, Refusal
from kernel.exchange import Reference
from services.licence.contract import IssueLicence, VoidLicence
from services.licence.domain.addressee import MOBILE, Addressee, Manner
from services.licence.operations.resources import Resources

_POST = "post"


class _Premises(BaseModel):
    county_code: str
    street_name: str
    full_text: str
    printed_text: str = ""

    @property
    def on_licence(self) -> str:
        """Every place of the business; facts from when there was one place only have that one."""
        return self.printed_text or self.full_text


class _Party(BaseModel):
    roles: tuple[str, ...]
    name: str


class _Facts(BaseModel):
    name: str | None
    entity_type: str
    composition_form: str
    type_name: str
    scope_text: str
    premises: _Premises
    capital_amount: Decimal | None
    parties: tuple[_Party, ...]


class EntityFacts(BaseModel):
    """The version of an entity that is printed, as the register left it; `persons_asked_at` None: it did not ask."""

    uscc: str
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    version: int
    authority_code: str
    authority_name: str
    established_on: date
    effective_on: date
    application_no: str
    decision_no: str
    facts: _Facts
    persons_asked_at: datetime | None = None

    @property
    def operator(self) -> _Party:
        """Raises Defect `licence.operator_unknown` unless exactly one person stands for it."""
        found = [party for party in self.facts.parties if stands_for(party.roles)]
        if len(found) != 1:
            raise Defect("licence.operator_unknown", self.uscc)
        return found[0]


class _Delivery(BaseModel):
    method: str
    recipient: str | None
    phone: str | None
    address: str | None


class _Details(BaseModel):
    needs_paper_licence: bool
    delivery: _Delivery | None = None


class OfAuthority(BaseModel):
    """What of every application is needed here."""

    application_no: str
    authority_code: str


Application = TypeVar("Application", bound=OfAuthority)


class _Application(OfAuthority):
    account_subject: str
    details: _Details
    created_at: datetime


class Decision(BaseModel):
    application_no: str
    decision_no: str
    outcome: str


@dataclass(frozen=True)
class ApprovedCase:
    """The entity as approved, and what the application wishes; `addressee` is whom the paper licence is to be posted
    to."""

    application_no: str
    account_subject: str
    entity: EntityFacts
    needs_paper_licence: bool
    addressee: Addressee | None
    applied_on: date
    decision: Reference
    decision_no: str

    @property
    def made_the_version(self) -> bool:
        """False where the application asks for a version that is there already to be printed again."""
        return self.entity.application_no == self.application_no


def collect_case(resources: Resources, request: IssueLicence) -> ApprovedCase:
    """Raises Refusal `licence.entity_missing`, Defect `licence.no_approval`, `licence.wrong_case`, and those of the
    exchange."""
    if not {PartKind.ENTITY, PartKind.ENTITY_BEFORE} & request.parts.keys():
        raise Refusal(
            "licence.entity_missing",
            "登记簿中还没有该主体，不能核发营业执照",
            "The register does not have this entity yet; no licence can be issued",
            status=409,
        )
    standing = request.either(PartKind.ENTITY, PartKind.ENTITY_BEFORE)
    decision, application, entity = collect_approved(resources, request, _Application, standing)
    case = ApprovedCase(
        application_no=request.application_no,
        account_subject=application.account_subject,
        entity=entity,
        needs_paper_licence=application.details.needs_paper_licence,
        addressee=_addressee(application.details),
        applied_on=local_date(application.created_at),
        decision=request.part(PartKind.DECISION),
        decision_no=decision.decision_no,
    )
    if case.made_the_version and entity.decision_no != decision.decision_no:
        raise Defect("licence.wrong_case", request.application_no)
    return case


def collect_approved(
    resources: Resources, request: IssueLicence | VoidLicence, application_of: type[Application], standing: PartKind
) -> tuple[Decision, Application, EntityFacts]:
    """The decision, the application and the entity as it is `standing`: of the case that is asked about, approved, and
    of one authority. Raises Defect `licence.no_approval`, `licence.wrong_case`, and those of the exchange."""
    collect, number = resources.exchange.collect, request.application_no
    decision = collect(request.part(PartKind.DECISION), Decision, PartKind.DECISION)
    if decision.application_no != number or decision.outcome != "APPROVE":
        raise Defect("licence.no_approval", number)
    application = collect(request.part(PartKind.APPLICATION), application_of, PartKind.APPLICATION)
    entity = collect(request.part(standing), EntityFacts, standing)
    if (application.application_no, application.authority_code) != (number, request.authority_code):
        raise Defect("licence.wrong_case", number)
    if entity.authority_code != request.authority_code:
        raise Defect("licence.wrong_case", number)
    return decision, application, entity


def _addressee(details: _Details) -> Addressee | None:
    wanted = details.delivery
    if not details.needs_paper_licence or wanted is None or wanted.method != _POST:
        return None
    number = wanted.phone or ""
    telephone = {"mobile": number} if MOBILE.fullmatch(number) else {"phone": number}
    return Addressee(manner=Manner.POST, name=wanted.recipient, address=wanted.address, **telephone).tidied()
