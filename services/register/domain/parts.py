"""What the register reads of other services' parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from catalogues.filing_types.words import SignerRole
from kernel.persons import RESIDENT_ID_CARD


class Seen(BaseModel):
    """Part of another service's deposit; fields unknown here are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Kind(Seen):
    """The type of sole trader."""

    code: str
    name: str
    industry_code: str


class FurtherPremises(Seen):
    street_name: str
    detail: str
    full_text: str


class NetworkPlace(Seen):
    platform_name: str
    url: str
    shop_id: str
    text: str


class Premises(Seen):
    """An application from when there was one place only has that one alone."""

    county_code: str
    street_name: str
    detail: str
    full_text: str
    printed_text: str = ""
    further: tuple[FurtherPremises, ...] = ()
    network_only: bool = False
    network_places: tuple[NetworkPlace, ...] = ()


class FamilyMember(Seen):
    """Before the kind of document was asked for, it was the identity card."""

    name: str
    id_document_type: str = RESIDENT_ID_CARD
    id_number: str
    relation: str


class Operator(Seen):
    name: str
    id_document_type: str
    id_number: str
    composition_form: str
    family_members: tuple[FamilyMember, ...] = ()


class Details(Seen):
    scope_text_licence: str


class Contribution(Seen):
    amount: Decimal
    manner: str
    due_on: date | None


class Organisation(Seen):
    name: str
    uscc: str


class Party(Seen):
    """Of an organisation name and document are those of the person who signs for it."""

    ref: str
    kind: Literal["person", "organisation"]
    roles: tuple[SignerRole, ...]
    name: str
    id_document_type: str
    id_number: str
    relation: str | None = None
    contribution: Contribution | None = None
    organisation: Organisation | None = None


class Suspension(Seen):
    """From when to when a business rests, and where documents are served meanwhile."""

    first_on: date
    until: date
    service_address: str


class Resumption(Seen):
    """Since when a business that rested trades again."""

    resumed_on: date


_OF_A_REST = ("kind", "first_on", "until", "service_address", "resumed_on")


class Application(Seen):
    """`name_sha256` proves which name the documents print, None that they print none. Applications confirmed before
    the name travelled in its own part alone have the text itself, and no parties. `account_subject` is whose account
    it was filed with; `capital_amount` in 万元."""

    application_no: str
    account_subject: str | None = None
    authority_code: str
    authority_name: str
    type: Kind
    name_sha256: str | None = None
    full_name: str | None = None
    premises: Premises
    operator: Operator
    details: Details
    capital_amount: Decimal | None = None
    parties: tuple[Party, ...] = ()
    matter: dict[str, str] | None = None

    @field_validator("matter", mode="before")
    @classmethod
    def _of_a_rest(cls, given: Mapping[str, object] | None) -> dict[str, str] | None:
        """Of other matters nothing is read here."""
        return {name: str(given[name]) for name in _OF_A_REST if name in given} if given else None

    @property
    def rest(self) -> Suspension | Resumption | None:
        """What it asks for of a rest."""
        match (self.matter or {}).get("kind"):
            case "suspension":
                return Suspension.model_validate(self.matter)
            case "resumption":
                return Resumption.model_validate(self.matter)
        return None

    def prints(self, name: str | None) -> bool:
        """Whether the documents that were signed print this name, or none."""
        return (self.name_sha256 or _digest(self.full_name)) == _digest(name)


class Name(Seen):
    application_no: str
    full_name: str


class Decision(Seen):
    application_no: str
    decision_no: str
    outcome: str


class Licence(Seen):
    application_no: str
    uscc: str
    name: str | None
    operator_name: str
    composition_form: str
    scope_text: str
    premises: str
    registered_on: date


class CodeBlockGiven(Seen):
    id: str
    authority_code: str
    prefix: str
    first_position: int
    last_position: int
    next_position: int
    status: str
    origin: str
    created_at: datetime
    used: tuple[int, ...]


class Codes(Seen):
    blocks: tuple[CodeBlockGiven, ...]


def _digest(name: str | None) -> str | None:
    return sha256(name.encode()).hexdigest() if name else None
