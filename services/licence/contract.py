"""What the licence service promises to workflows, and the part it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime

from pydantic import BaseModel
from temporalio import activity

from kernel.exchange import DocumentRef, Reference
from kernel.messages import CarriesParts, Message

TASK_QUEUE = "licence"


class IssueLicence(CarriesParts):
    """Idempotency key: application_no. Parts: `application`, `decision`, and `name` if there is one."""

    application_no: str
    authority_code: str


class LicenceIssued(Message):
    """`part` is a `LicencePart`; `document` the sealed licence."""

    uscc: str
    licence_no: str
    established_on: date
    issued_at: datetime
    part: Reference
    document: DocumentRef


class ListLicensed(Message):
    """The next `limit` licences after an application's number, in the order of numbers."""

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


class LicencePart(BaseModel):
    """Deposited as kind `licence`: the licence face (实施细则 Art. 23) and how to verify it."""

    application_no: str
    uscc: str
    licence_no: str
    name: str | None
    entity_type: str
    operator_name: str
    composition_form: str
    scope_text: str
    premises: str
    authority_code: str
    authority_name: str
    registered_on: date
    approved_on: date
    issued_at: datetime
    verification_url: str
    sha256: str
    sm3: str


class LicenceActivities(ABC):
    @abstractmethod
    @activity.defn(name="licence.issue_licence")
    def issue_licence(self, request: IssueLicence) -> LicenceIssued:
        """Allocate the next code of the authority's block, record the licence, render and seal it.

        The code is never used twice, whatever fails. A block without codes is Defect `licence.code_block_exhausted`.
        """

    @abstractmethod
    @activity.defn(name="licence.list_licensed")
    def list_licensed(self, request: ListLicensed) -> LicensedListed:
        """Page through every licence, for the register's take-over."""

    @abstractmethod
    @activity.defn(name="licence.hand_over_codes")
    def hand_over_codes(self, request: HandOverCodes) -> CodesHandedOver:
        """Tell from which blocks codes were given here, and how far."""
