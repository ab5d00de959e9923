"""What the register (登记簿) promises to workflows, and the parts it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel
from temporalio import activity

from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import EntityKind, SignerRole
from kernel.exchange import Reference
from kernel.messages import CarriesParts, Message

TASK_QUEUE = "register"


class OpenFiling(CarriesParts):
    """Idempotency key: application_no + submission. Parts: `application`; without it, before anything is filled in
    (submission 0), nothing is counted.

    `uscc` is the entity a filing is about, or `about` the application that made its version in force; neither for an
    establishment, which has none yet.
    """

    application_no: str
    submission: int
    filing_type: str
    edition: str
    authority_code: str
    uscc: str | None = None
    about: str | None = None


class FilingOpened(Message):
    """`facts` is a `RegisterFactsPart` where something was counted; `entity` the `EntityPart` of the version in force,
    if there is one, with its code."""

    facts: Reference | None = None
    entity: Reference | None = None
    uscc: str | None = None


class ApplyFiling(CarriesParts):
    """Idempotency key: application_no. Parts: `application`, `authentication`, `decision`, and `name` if there is one.

    `uscc` is None where the filing creates the entity, of `entity_kind`; the register then gives it its code.
    `tells_naming`: a name is held for it, ends or is somebody else's from here on, and the register tells the naming
    service.
    """

    application_no: str
    filing_type: str
    edition: str
    authority_code: str
    uscc: str | None = None
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    tells_naming: bool = False


class FilingApplied(Message):
    """`entity` is an `EntityPart` of `version`."""

    uscc: str
    version: int
    established_on: date
    effective_on: date
    entity: Reference


class CloseFiling(Message):
    """Idempotency key: application_no. The filing changes nothing more: withdrawn, refused or given up."""

    application_no: str


class FilingClosed(Message):
    """`closed`: the filing was under way."""

    closed: bool


class ReadEntity(Message):
    """`version` None: the one in force. The part is deposited under `application_no`."""

    application_no: str
    uscc: str
    version: int | None = None


class EntityRead(Message):
    uscc: str
    version: int
    status: EntityStatus
    entity: Reference


class TurnSuspension(Message):
    """Idempotency key: application_no and the day. `application_no` is the filing that the rest was filed with last."""

    application_no: str


class SuspensionTurned(Message):
    """`next_at` is when the rest begins or is over, None where nothing is to come: it is over, or was filed anew.
    `entity` is there once it is over by itself: an `EntityPart` with the day."""

    next_at: datetime | None = None
    uscc: str | None = None
    entity: Reference | None = None


class TakeOverCodes(Message):
    """Idempotency key: each block. `codes` is the licence service's `CodesPart`, from when it gave codes itself."""

    codes: Reference


class CodesTakenOver(Message):
    """`ended`: the take-over had ended before."""

    blocks: int
    ended: bool


class TakeOver(Message):
    """Idempotency key: application_no. A business licensed before there was a register; references are the filing,
    approval and licence services' parts as they were deposited then. `licence` is None while its document is made."""

    application_no: str
    uscc: str
    registered_on: date
    application: Reference
    decision: Reference
    licence: Reference | None = None


class TakenOver(Message):
    """`new`: it was not in the register before."""

    new: bool


class EndTakeOver(Message):
    """Every business that was licensed before is in the register; from here on it gives codes."""


class TakeOverEnded(Message):
    entities: int


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


class ExamineRevocation(Message):
    """Idempotency key: revocation_no. From its acceptance on the business is marked, until it is decided."""

    revocation_no: str
    uscc: str
    about: str
    over: bool = False


class RevocationExamined(Message):
    """`marked`: the business is marked now."""

    marked: bool


class RevokeFiling(CarriesParts):
    """Idempotency key: revocation_no + whether it restores. Parts: `revocation`, which says what was decided."""

    revocation_no: str
    uscc: str


class RegisterActivities(ABC):
    @abstractmethod
    @activity.defn(name="register.open_filing")
    def open_filing(self, request: OpenFiling) -> FilingOpened:
        """Say what is registered besides, and keep the entity for this filing: two filings that change one entity
        cannot be under way at once. Refusals: `register.filing_under_way` names the other (409),
        `register.entity_unknown`, `register.entity_ended`, `register.state_bars` where its state does not allow such a
        filing, `register.barred_by_mark` where a mark does not, `register.changed_since` where the application it is
        about is not the one that made the version in force."""

    @abstractmethod
    @activity.defn(name="register.apply_filing")
    def apply_filing(self, request: ApplyFiling) -> FilingApplied:
        """Write the version that the decision makes, in one transaction: entity, facts, parties, and for a new entity
        its code, which is never used twice whatever fails (GB 32100-2015).

        Refusal `register.person_restricted` where somebody of the case was restricted after the decision; Outage
        `identity.facts_unavailable` while nobody can be asked. Defects: `register.no_approval`, `register.wrong_case`,
        `register.name_differs`, `register.filing_not_open`, `register.code_block_exhausted`. Outage
        `register.taking_over` until the businesses licensed earlier are here. With `tells_naming` also Outage
        `naming.unavailable` and Defect `naming.declined`; it stands in the register then all the same.
        """

    @abstractmethod
    @activity.defn(name="register.close_filing")
    def close_filing(self, request: CloseFiling) -> FilingClosed:
        """Let go of the entity; a filing that was never opened is answered with `closed=False`."""

    @abstractmethod
    @activity.defn(name="register.read_entity")
    def read_entity(self, request: ReadEntity) -> EntityRead:
        """Deposit a version of an entity for others. Refusal `register.entity_unknown`."""

    @abstractmethod
    @activity.defn(name="register.turn_suspension")
    def turn_suspension(self, request: TurnSuspension) -> SuspensionTurned:
        """Let a business rest from its first day on, and trade again when its rest is over (实施细则 Art. 42)."""

    @abstractmethod
    @activity.defn(name="register.take_over_codes")
    def take_over_codes(self, request: TakeOverCodes) -> CodesTakenOver:
        """Go on with the blocks the licence service gave codes from, where it stopped."""

    @abstractmethod
    @activity.defn(name="register.take_over")
    def take_over(self, request: TakeOver) -> TakenOver:
        """Write a business licensed earlier into the register as its first version; its code is used for good.

        Defects: `register.wrong_case`, `register.no_approval`, `register.licence_differs`, `register.code_taken`."""

    @abstractmethod
    @activity.defn(name="register.end_take_over")
    def end_take_over(self, request: EndTakeOver) -> TakeOverEnded:
        """Begin to give codes."""

    @abstractmethod
    @activity.defn(name="register.examine_revocation")
    def examine_revocation(self, request: ExamineRevocation) -> RevocationExamined:
        """Mark a business whose registration is examined, or lift the mark. Refusals `register.entity_unknown`, also
        where `about` made no version of it."""

    @abstractmethod
    @activity.defn(name="register.revoke_filing")
    def revoke_filing(self, request: RevokeFiling) -> FilingApplied:
        """Undo what a filing registered: a business whose establishment is revoked has ended, of a change only the
        items that it changed are restored; its licence is void at once, a name that ends rests. Where the revocation is
        withdrawn, what stood before it stands again. Refusals `register.entity_unknown`; Defect
        `register.no_approval`; Outages `licence.unavailable`, `naming.unavailable`, after which it stands written."""
