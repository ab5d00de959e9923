"""What of an entity other services read: the parts that the register (登记簿) leaves in the exchange."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel

from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import EntityKind, SignerRole


class FurtherPremisesFacts(BaseModel):
    """Another place of the same county (个体工商户登记管理规定 Art. 12)."""

    street_name: str
    detail: str
    full_text: str


class NetworkPlaceFacts(BaseModel):
    """A shop on a platform (个体工商户登记管理规定 Art. 13)."""

    platform_name: str
    url: str
    shop_id: str
    text: str


class PremisesFacts(BaseModel):
    """`full_text` is the main address as documents print it, `printed_text` all places as the licence prints them;
    empty in facts from when there was one place only. A business on networks only has no street and no detail."""

    county_code: str
    street_name: str
    detail: str
    full_text: str
    printed_text: str = ""
    further: tuple[FurtherPremisesFacts, ...] = ()
    network_only: bool = False
    network_places: tuple[NetworkPlaceFacts, ...] = ()

    @property
    def on_licence(self) -> str:
        """All places in one text."""
        return self.printed_text or self.full_text


class ContributionFacts(BaseModel):
    """What a shareholder promised to pay in (认缴): 万元, the manner, by when at the latest."""

    amount: Decimal
    manner: str
    due_on: date | None


class PartyFacts(BaseModel):
    """A person or organisation of the entity in force from a version on."""

    ref: str
    kind: Literal["person", "organisation"]
    roles: tuple[SignerRole, ...]
    name: str
    id_document_type: str
    id_number: str
    relation: str | None = None
    contribution: ContributionFacts | None = None


class SuspensionFacts(BaseModel):
    """The rest of a business (歇业, 条例 Art. 30), filed last by `application_no`, with both its days, and where
    documents are served meanwhile. `rested_before`: for how many days it rested before that. `resumed_on`: its own word
    that it trades again."""

    application_no: str
    first_on: date
    until: date
    service_address: str
    rested_before: int = 0
    resumed_on: date | None = None


class EntityFacts(BaseModel):
    """What is registered or filed of an entity: the facts of one version (条例 Art. 8, 9; 实施细则 Art. 6, 7).

    `entity_type` and `composition_form` are as the licence prints them; `capital_amount` is in 万元, None where it
    was not kept; `type_code` and `industry_code` are those of the sole trader's type.
    """

    name: str | None
    entity_type: str
    composition_form: str
    type_code: str
    type_name: str
    industry_code: str
    scope_text: str
    premises: PremisesFacts
    capital_amount: Decimal | None
    parties: tuple[PartyFacts, ...]
    suspension: SuspensionFacts | None = None


class EntityPart(BaseModel):
    """Deposited as kind `entity`: one version of an entity. `application_no` and `decision_no` are of the filing that
    made the version, in force from `effective_on`. `persons_asked_at`: when the lists were asked about its persons
    before it was written, None where they were not; `recorded_at` when it was written. `resumed_on`:
    since when it trades again after a rest. `account_subject`: the account of whoever runs it, None before it was
    told."""

    uscc: str
    entity_kind: EntityKind
    version: int
    status: EntityStatus
    authority_code: str
    authority_name: str
    established_on: date
    effective_on: date
    application_no: str
    decision_no: str
    facts: EntityFacts
    persons_asked_at: datetime | None = None
    recorded_at: datetime | None = None
    resumed_on: date | None = None
    account_subject: str | None = None


class OrganisationAnswer(StrEnum):
    """What the register says of an organisation that contributes, and of the person who signs for it."""

    REPRESENTED = "REPRESENTED"
    """It is registered under this name and exists, and the person stands for it."""
    NOT_REPRESENTED = "NOT_REPRESENTED"
    """The person does not stand for it: a mandate has to be shown."""
    OTHER_NAME = "OTHER_NAME"
    ENDED = "ENDED"
    UNKNOWN = "UNKNOWN"
    """Not registered here; it may be elsewhere."""


class RegisterFactsPart(BaseModel):
    """Deposited as kind `register_facts`: what is registered besides (AR-33, 38), not counting the entity itself nor
    what was deregistered or revoked.

    Counts are of entities at the same premises; of the same operator; of the same operator at the same premises with
    the same authority. `marks` are the kinds of what is kept on the entity that the filing is about, on that day.
    `organisations` has an answer for the `ref` of each that contributes, None where none does.
    """

    application_no: str
    submission: int
    entities_at_premises: int
    entities_of_operator: int
    duplicates: int
    read_at: datetime
    marks: tuple[str, ...] = ()
    organisations: dict[str, OrganisationAnswer] | None = None
