"""What the licence service promises to workflows, and the part it leaves for others."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from catalogues.filing_types.words import EntityKind
from kernel.canonical import canonical_json
from kernel.exchange import DocumentRef, Reference
from kernel.messages import Carried, CarriesParts, Message

TASK_QUEUE = "licence"

PERSON_RESTRICTED = "register.person_restricted"
"""The register's Refusal to enter a business of somebody who was restricted after the decision, handed on as it is."""

_NAMES_IN_FILE = {"operator_name": "operator", "authority_name": "authority"}
"""Items that a licence's own `licence.json` calls otherwise."""


class IssueLicence(CarriesParts):
    """Idempotency key: application_no. Parts: `application`, `decision`, `entity` (of a filing that leaves the register
    as it is `entity_before`), and `authentication`, whose persons are asked about once more; requests of earlier
    releases have none. `enters` is what the register is to write first:
    its answer takes the place of `entity`."""

    application_no: str
    authority_code: str
    enters: Carried | None = None


class LicenceIssued(Message):
    """`part` is a `LicencePart`; `document` the encrypted licence; `version` that of the entity it is a print of;
    `entered` the register's answer where it was asked."""

    uscc: str
    licence_no: str
    established_on: date
    issued_at: datetime
    part: Reference
    document: DocumentRef
    version: int = 1
    entered: Carried | None = None


class VoidLicence(CarriesParts):
    """Idempotency key: application_no. Parts: `application`, whose matter says why, `decision`, `entity_before`.
    `enters` is what the register is to write first, where the entity ends with its licence."""

    application_no: str
    authority_code: str
    enters: Carried | None = None


class LicenceVoided(Message):
    """`part` is a `LicenceVoidedPart`; None where the application lets the licence stand until it is replaced.
    `entered` is the register's answer where it was asked."""

    uscc: str
    part: Reference | None
    entered: Carried | None = None


class ListLicensed(Message):
    """The next `limit` first licences after an application's number, in the order of numbers."""

    after: str
    limit: int


class LicensedBusiness(Message):
    """`licence` is the `LicencePart`, None while the document is being made; `decision` the `DecisionPart`."""

    application_no: str
    uscc: str
    registered_on: date
    decision: Reference
    licence: Reference | None


class LicensedListed(Message):
    businesses: tuple[LicensedBusiness, ...]


class HandOverCodes(Message):
    """Once, for the register's take-over."""


class CodesHandedOver(Message):
    """`codes` is a `CodesPart`."""

    codes: Reference


class CodeBlockGiven(BaseModel):
    """A block of organisation codes as the licence service left it; positions as the register counts them, those in
    `used` given away by an earlier system."""

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


class CodesPart(BaseModel):
    """Deposited as kind `codes`: the blocks from which the licence service gave codes before there was a register."""

    blocks: tuple[CodeBlockGiven, ...]


class LicenceFace(BaseModel):
    """What a licence says (实施细则 Art. 23): the one list of its items, sealed and digested whole. `licence.typ`
    prints them but for `licence_no`, `version`, `authority_code` and `approved_on`, and adds which copy it is and the
    code for verifying it. A sole trader may have no name. `operator_name` is whoever stands for the business: of a
    company, which has no composition form but a `capital` (注册资本), the legal representative.

    An item added later has a default: it is left out of the canonical form while it has that value, so that digests
    taken before hold.
    """

    model_config = ConfigDict(frozen=True)

    uscc: str
    licence_no: str
    version: int
    name: str | None
    entity_type: str
    operator_name: str
    composition_form: str | None
    scope_text: str
    premises: str
    authority_code: str
    authority_name: str
    registered_on: date
    approved_on: date
    issued_on: date
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    capital: str | None = None

    def missing(self) -> tuple[str, ...]:
        """The items that must not be empty and are."""
        return tuple(item for item, value in self if isinstance(value, str) and not value.strip())

    def canonical_json(self) -> bytes:
        """One text for one face, as it lies in the licence's file."""
        items = self.model_dump(mode="json", exclude_defaults=True)
        for item, name in _NAMES_IN_FILE.items():
            items[name] = items.pop(item)
        return canonical_json(items)

    def digest(self) -> bytes:
        """SHA-256 of the canonical JSON, 32 bytes."""
        return hashlib.sha256(self.canonical_json()).digest()


class LicencePart(LicenceFace):
    """Deposited as kind `licence`: the licence face and how to verify it."""

    application_no: str
    issued_at: datetime
    verification_url: str
    sha256: str
    sm3: str


class LicenceVoidedPart(BaseModel):
    """Deposited as kind `licence_voided`: a licence that is void, since when and why, and which copies of it were
    printed on paper. `state` LOST: declared void since it was lost or destroyed (条例 Art. 37)."""

    application_no: str
    uscc: str
    licence_no: str
    version: int
    name: str | None
    operator_name: str
    state: Literal["LOST", "VOID"]
    reason: str
    copies: tuple[Literal["正本", "副本"], ...]
    voided_at: datetime
    verification_url: str


class LicenceActivities(ABC):
    @abstractmethod
    @activity.defn(name="licence.issue_licence")
    def issue_licence(self, request: IssueLicence) -> LicenceIssued:
        """Print the entity's version: write the licence down, render and seal it (条例 Art. 21, 22; 实施细则 Art. 23).
        The licence that was in force before becomes a replaced one at the same moment.

        Refusal `licence.entity_missing`: there is no `entity` part, and nothing was begun without one. Refusal
        `register.person_restricted`: the register did not enter what it was asked to, and nothing was begun.
        """

    @abstractmethod
    @activity.defn(name="licence.void_licence")
    def void_licence(self, request: VoidLicence) -> LicenceVoided:
        """End the licence in force for good where the application declares it void, or the business ends with it.
        Defect `licence.none_in_force`."""

    @abstractmethod
    @activity.defn(name="licence.list_licensed")
    def list_licensed(self, request: ListLicensed) -> LicensedListed:
        """Page through the first licence of every entity, for the register's take-over."""

    @abstractmethod
    @activity.defn(name="licence.hand_over_codes")
    def hand_over_codes(self, request: HandOverCodes) -> CodesHandedOver:
        """Tell from which blocks codes were given here, and how far."""
