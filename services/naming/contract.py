"""What the naming service promises to workflows, and the part it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import BaseModel
from temporalio import activity

from catalogues.filing_types.words import EntityKind
from kernel.exchange import Reference
from kernel.messages import Message

TASK_QUEUE = "naming"


class Verdict(StrEnum):
    AVAILABLE = "AVAILABLE"
    FORMAT_ERROR = "FORMAT_ERROR"
    PROHIBITED = "PROHIBITED"
    CAUTION = "CAUTION"
    SAME = "SAME"
    SIMILAR = "SIMILAR"


class ReserveName(Message):
    """Idempotency key: application_no + declaration_id. The declaration was written over HTTP before."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"declare_name"})

    application_no: str
    declaration_id: str


class NameReserved(Message):
    """`held_until` is 24:00 of the last day of two months (企业名称登记管理规定 Art. 18). `part` is a `NamePart`."""

    reservation_no: str
    verdict: Verdict
    reserved_at: datetime
    held_until: datetime
    part: Reference


class ReleaseName(Message):
    """Idempotency key: application_no."""

    application_no: str
    reason: Literal["withdrawn", "abandoned", "rejected", "expired", "redeclared"]

    @property
    def ordered_by(self) -> frozenset[str]:
        steps = {"withdrawn": "withdraw", "abandoned": "abandon", "redeclared": "declare_name"}
        return frozenset({steps[self.reason]} if self.reason in steps else ())


class NameReleased(Message):
    released: bool


class ConfirmName(Message):
    """Idempotency key: application_no. Turns the held name into a registered one."""

    application_no: str
    uscc: str
    registered_on: date


class NameConfirmed(Message):
    confirmed: bool


class NameFinding(BaseModel):
    """One thing the law has to say about the name. `severity`: reject, refer, confirm or note."""

    rule_id: str
    part: Literal["full_name", "division", "trade_name", "industry", "organisation_form"]
    severity: Literal["reject", "correct", "refer", "confirm", "note"]
    article: str
    word: str | None = None
    category: str | None = None
    conflicting_name: str | None = None
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class NamePart(BaseModel):
    """Deposited as kind `name`: the exact text that is held and the verdict that belongs to it."""

    application_no: str
    reservation_no: str
    account_subject: str
    authority_code: str
    county_code: str
    type_code: str
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    full_name: str
    division: str
    trade_name: str
    industry: str
    organisation_form: str
    verdict: Verdict
    findings: tuple[NameFinding, ...]
    similar_confirmed: bool
    commitment_accepted: bool
    reserved_at: datetime
    held_until: datetime
    catalogue_edition: str


class NamingActivities(ABC):
    @abstractmethod
    @activity.defn(name="naming.reserve_name")
    def reserve_name(self, request: ReserveName) -> NameReserved:
        """Judge the declared name again and hold it, in one transaction: of two for one name, one wins.

        A new declaration of the same application replaces its earlier hold. Refusals (their findings stay with the
        declaration): `naming.name_taken`, `naming.name_prohibited`, `naming.name_malformed`,
        `naming.similar_unconfirmed`, `naming.declaration_unknown`.
        """

    @abstractmethod
    @activity.defn(name="naming.release_name")
    def release_name(self, request: ReleaseName) -> NameReleased:
        """Give the name back; an application without a hold is answered with `released=False`."""

    @abstractmethod
    @activity.defn(name="naming.confirm_name")
    def confirm_name(self, request: ConfirmName) -> NameConfirmed:
        """Register the held name; an application that wanted no name is answered with `confirmed=False`."""
