"""What the licence service reads of other services' parts, checked to be of one case and approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from pydantic import BaseModel

from catalogues import codes
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Defect
from kernel.exchange import Reference
from services.licence.contract import IssueLicence
from services.licence.domain.receiver import MOBILE, Manner, Receiver
from services.licence.operations.resources import Resources

_POST = "post"


class _Type(BaseModel):
    name: str


class _Premises(BaseModel):
    county_code: str
    street_name: str
    full_text: str


class _Operator(BaseModel):
    name: str
    composition_form: str


class _Delivery(BaseModel):
    method: str
    recipient: str | None
    phone: str | None
    address: str | None


class _Details(BaseModel):
    needs_paper_licence: bool
    delivery: _Delivery | None = None
    scope_text_licence: str


class _Application(BaseModel):
    application_no: str
    account_subject: str
    authority_code: str
    authority_name: str
    type: _Type
    name_sha256: str | None = None
    full_name: str | None = None
    premises: _Premises
    operator: _Operator
    details: _Details
    capital_amount: Decimal | None = None
    created_at: datetime


class _Name(BaseModel):
    application_no: str
    full_name: str


class _Decision(BaseModel):
    application_no: str
    decision_no: str
    outcome: str


@dataclass(frozen=True)
class ApprovedCase:
    """What an approved application says of its licence; `composition_form` is the label printed, `addressee` whom the
    paper licence is to be posted to."""

    application_no: str
    account_subject: str
    authority_code: str
    authority_name: str
    county_code: str
    street_name: str
    type_name: str
    name: str | None
    operator_name: str
    composition_form: str
    scope_text: str
    premises: str
    capital_amount: Decimal | None
    needs_paper_licence: bool
    addressee: Receiver | None
    applied_on: date
    decision: Reference
    decision_no: str


def collect_case(resources: Resources, request: IssueLicence) -> ApprovedCase:
    """Raises Defect `licence.no_approval`, `licence.wrong_case`, `licence.name_differs`,
    `licence.composition_form_unknown`, and those of the exchange."""
    decision = resources.exchange.collect(request.part(PartKind.DECISION), _Decision)
    if decision.application_no != request.application_no or decision.outcome != "APPROVE":
        raise Defect("licence.no_approval", request.application_no)
    application = resources.exchange.collect(request.part(PartKind.APPLICATION), _Application)
    if (application.application_no, application.authority_code) != (request.application_no, request.authority_code):
        raise Defect("licence.wrong_case", request.application_no)
    return ApprovedCase(
        application_no=request.application_no,
        account_subject=application.account_subject,
        authority_code=application.authority_code,
        authority_name=application.authority_name,
        county_code=application.premises.county_code,
        street_name=application.premises.street_name,
        type_name=application.type.name,
        name=_name(resources, request, application),
        operator_name=application.operator.name,
        composition_form=_label(application.operator.composition_form),
        scope_text=application.details.scope_text_licence,
        premises=application.premises.full_text,
        capital_amount=application.capital_amount,
        needs_paper_licence=application.details.needs_paper_licence,
        addressee=_addressee(application.details),
        applied_on=local_date(application.created_at),
        decision=request.part(PartKind.DECISION),
        decision_no=decision.decision_no,
    )


def _name(resources: Resources, request: IssueLicence, application: _Application) -> str | None:
    """The name that is held; the documents that were signed must print the same text. Parts from before the name
    travelled in its own part alone have the printed text itself."""
    name = request.parts.get(PartKind.NAME)
    held = resources.exchange.collect(name, _Name) if name else None
    if held is not None and held.application_no != request.application_no:
        raise Defect("licence.wrong_case", request.application_no)
    if (application.name_sha256 or _digest(application.full_name)) != _digest(held.full_name if held else None):
        raise Defect("licence.name_differs", request.application_no)
    return held.full_name if held else None


def _digest(name: str | None) -> str | None:
    return sha256(name.encode()).hexdigest() if name else None


def _addressee(details: _Details) -> Receiver | None:
    wanted = details.delivery
    if not details.needs_paper_licence or wanted is None or wanted.method != _POST:
        return None
    number = wanted.phone or ""
    telephone = {"mobile": number} if MOBILE.fullmatch(number) else {"phone": number}
    return Receiver(manner=Manner.POST, name=wanted.recipient, address=wanted.address, **telephone).tidied()


def _label(composition_form: str) -> str:
    try:
        return codes.label("composition_form", composition_form)
    except UnknownCode:
        raise Defect("licence.composition_form_unknown") from None
