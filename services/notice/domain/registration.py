"""What this service needs of the parts other services left, and that they speak of the same registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from catalogues import registered_items
from catalogues.entity_states import EntityStatus
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import EntityKind, LicenceAction, stands_for
from kernel.errors import Defect


class Facts(BaseModel):
    """A reading of somebody else's part: fields not named here are none of our business."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class OperatorFacts(Facts):
    name: str
    mobile: str
    email: str | None = None
    residence: str | None = None


class NamedFacts(Facts):
    """Somebody who takes part in the filing."""

    name: str


class PlaceFacts(Facts):
    detail: str | None = None


class DetailsFacts(Facts):
    employee_count: int
    needs_paper_licence: bool
    operating_term: str


class ApplicationFacts(Facts):
    """Whom to tell, and what the tax authority wants to know besides."""

    application_no: str
    account_subject: str
    authority_name: str
    operator: OperatorFacts
    details: DetailsFacts
    parties: tuple[NamedFacts, ...] = ()
    premises: PlaceFacts | None = None
    filing_type: str | None = None
    filing_type_edition: str | None = None

    @property
    def filing(self) -> FilingType:
        """What was filed, as it was described when the case was opened."""
        return editions.of_case(self.filing_type, self.filing_type_edition)

    @property
    def personal(self) -> tuple[str, ...]:
        """What no text message quotes, the longest first."""
        operator, place = self.operator, self.premises
        words = [operator.name, operator.mobile, operator.email, operator.residence, place.detail if place else None]
        words += [party.name for party in self.parties]
        return tuple(sorted({word for word in words if word}, key=lambda word: (-len(word), word)))


class ContactFacts(Facts):
    """Whom to remind of an application, confirmed or not."""

    application_no: str
    account_subject: str
    authority_name: str
    mobile: str


class PremisesFacts(Facts):
    """`full_text` is the main place, `printed_text` every place as the licence prints them; empty in facts from when
    there was one place only."""

    county_code: str
    full_text: str
    printed_text: str = ""

    @property
    def on_licence(self) -> str:
        """All places in one text."""
        return self.printed_text or self.full_text


class ContributionFacts(Facts):
    """What somebody contributes, in 万元."""

    amount: Decimal
    manner: str
    due_on: date | None


class PartyFacts(Facts):
    roles: tuple[str, ...]
    name: str
    id_document_type: str
    id_number: str
    contribution: ContributionFacts | None = None


class RestFacts(Facts):
    """A rest, both days included, and where documents are served meanwhile."""

    first_on: date
    until: date
    service_address: str


class RegisteredFacts(Facts):
    """`capital_amount` is in 万元; `composition_form` and `entity_type` are what licences print."""

    name: str | None
    entity_type: str = ""
    composition_form: str
    industry_code: str
    scope_text: str
    premises: PremisesFacts
    capital_amount: Decimal
    parties: tuple[PartyFacts, ...]
    suspension: RestFacts | None = None


class EntityFacts(Facts):
    """The version of the entity that agencies are told of."""

    uscc: str
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    authority_code: str
    authority_name: str
    established_on: date
    effective_on: date
    facts: RegisteredFacts
    status: EntityStatus = EntityStatus.ACTIVE
    recorded_at: datetime | None = None
    resumed_on: date | None = None

    @property
    def operator(self) -> PartyFacts:
        """Raises Defect `notice.operator_unknown` unless exactly one person stands for it."""
        found = [party for party in self.facts.parties if stands_for(party.roles)]
        if len(found) != 1:
            raise Defect("notice.operator_unknown", self.uscc)
        return found[0]


class LicenceFacts(Facts):
    application_no: str
    uscc: str
    name: str | None
    operator_name: str
    registered_on: date
    issued_at: datetime
    verification_url: str


class VoidedLicenceFacts(Facts):
    """A licence that is void: which copies of it, since when, why."""

    application_no: str
    uscc: str
    licence_no: str
    name: str | None
    operator_name: str
    reason: str
    copies: tuple[str, ...]
    voided_at: datetime
    verification_url: str


class ResultFacts(Facts):
    """`version` 0 is a reason in an examiner's words."""

    title_zh: str
    outcome: str
    zh: str = ""
    version: int = 0


class DecisionFacts(Facts):
    application_no: str
    automatic: bool
    review_request_until: datetime | None = None
    correction_until: datetime | None = None
    results: tuple[ResultFacts, ...]


class ExtensionFacts(Facts):
    """Why a review takes longer, in the examiner's words, and its last day."""

    application_no: str
    reason: str
    last_day: date


class AnswerFacts(Facts):
    """What a person answered to a late request for review: whether the refusal stands, and why."""

    application_no: str
    outcome: Literal["STANDS", "WRONG"]
    fact: str


class RevocationFacts(Facts):
    """What two persons decided about the registration that `about` made."""

    application_no: str
    about: str
    filing_type: str
    filing_type_edition: str
    decision_no: str
    decided_at: datetime
    outcome: Literal["REVOKED", "WITHDRAWN"]


@dataclass(frozen=True)
class Asked:
    """When departments were asked, and until when they may object."""

    at: datetime
    until: datetime | None


@dataclass(frozen=True, repr=False)
class Registration:
    """One registered entity, from the parts of one application; `before` is the version that a change replaced,
    `voided` the licence that it made void, `asked` what departments are asked before. There is one of the three."""

    application: ApplicationFacts
    entity: EntityFacts
    licence: LicenceFacts | None
    before: EntityFacts | None = None
    voided: VoidedLicenceFacts | None = None
    asked: Asked | None = None
    revoked: RevocationFacts | None = None

    @property
    def occurred_at(self) -> datetime:
        """When departments were asked, the licence was issued, or became void; without a licence, or where it was void
        before its business ended, when it was written into the register."""
        if self.asked:
            return self.asked.at
        if self.revoked:
            return self.revoked.decided_at
        if self.stands_alone and self.entity.recorded_at:
            return self.entity.recorded_at
        if self.licence:
            return self.licence.issued_at
        void = self.voided_licence.voided_at
        ended = self.entity.recorded_at if self.application.filing.closes_register else None
        return max(void, ended) if ended else void

    @property
    def verification_url(self) -> str | None:
        """Where everybody can look at the licence; None where it ended with its registration."""
        if self.revoked:
            return None
        return self.licence.verification_url if self.licence else self.voided_licence.verification_url

    @property
    def stands_alone(self) -> bool:
        """Whether the filing leaves the licence as it is."""
        return self.application.filing.licence_action is LicenceAction.NONE

    @property
    def rest(self) -> RestFacts:
        """Raises Defect `notice.no_rest` where the business never rested."""
        if self.entity.facts.suspension is None:
            raise Defect("notice.no_rest", self.entity.uscc)
        return self.entity.facts.suspension

    @property
    def left(self) -> EntityFacts:
        """As it was before. Raises Defect `notice.nothing_before` where nothing was."""
        if self.before is None:
            raise Defect("notice.nothing_before", self.entity.uscc)
        return self.before

    @property
    def voided_licence(self) -> VoidedLicenceFacts:
        """Raises Defect `notice.licence_missing` where the parts tell of no licence at all."""
        if self.voided is None:
            raise Defect("notice.licence_missing", self.entity.uscc)
        return self.voided

    @property
    def changes(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """Each registered item that changed, in the words of the law, with what stood there before and stands now."""
        if self.before is None:
            return ()
        names = self.before.authority_name, self.entity.authority_name
        return registered_items.differing(self.before.facts, self.entity.facts, names)

    def check(self, application_no: str, uscc: str) -> None:
        """Raises Defect `notice.parts_disagree` naming what differs: nothing wrong may be published."""
        application, entity = self.application, self.entity
        told = (
            ("application_no", application.application_no == application_no),
            ("uscc", entity.uscc == uscc),
            ("before", self.before is None or self.before.uscc == uscc),
            *(() if self.stands_alone else self._as_licensed(self.licence or self.voided_licence)),
        )
        differing = [what for what, agrees in told if not agrees]
        if differing:
            raise Defect("notice.parts_disagree", ", ".join(dict.fromkeys(differing)))

    def _as_licensed(self, licence: LicenceFacts | VoidedLicenceFacts) -> tuple[tuple[str, bool], ...]:
        entity = self.entity
        return (
            ("application_no", self.application.application_no == licence.application_no),
            ("uscc", licence.uscc == entity.uscc),
            ("name", entity.facts.name == licence.name),
            ("operator_name", entity.operator.name == licence.operator_name),
        )
