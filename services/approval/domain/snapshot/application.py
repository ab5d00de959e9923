"""What the filing service says the applicant confirmed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from catalogues.filing_types import editions
from catalogues.filing_types.description import DocumentDescribed, FilingType
from catalogues.filing_types.words import IN_CHARGE, RegisterEffect, Section
from services.approval.domain.snapshot.documents import Document
from services.approval.domain.snapshot.seen import Seen


class Kind(Seen):
    """The type of sole trader."""

    code: str
    name: str
    smart_approval: bool
    enabled: bool


class FurtherPremises(Seen):
    """Another place of the same county, with the right by which it is used."""

    street_name: str
    detail: str
    full_text: str
    owner: str
    tenure: str
    use_from: date | None
    use_to: date | None
    nature: str
    residential_consent: bool | None


class NetworkPlace(Seen):
    """A shop on a platform."""

    platform_name: str
    url: str
    shop_id: str
    text: str


class Premises(Seen):
    """The main place; applications confirmed before there could be several say nothing of others."""

    of_some_releases = frozenset({"printed_text", "further", "network_only", "network_places"})

    county_code: str
    street_name: str
    detail: str
    full_text: str
    printed_text: str = ""
    further: tuple[FurtherPremises, ...] = ()
    network_only: bool = False
    network_places: tuple[NetworkPlace, ...] = ()

    @property
    def all_text(self) -> str:
        """Every place, as the licence prints them."""
        return self.printed_text or self.full_text


class FamilyMember(Seen):
    """Before the kind of document was asked for, it was the identity card."""

    of_some_releases = frozenset({"id_document_type"})

    name: str
    id_document_type: str = "10"
    id_number: str
    relation: str


class Liaison(Seen):
    """The liaison person where it is not the operator."""

    name: str
    id_document_type: str
    id_number: str
    mobile: str
    email: str


class Helper(Seen):
    """Who helped the operator to fill in."""

    name: str
    relation: str
    mobile: str


class Operator(Seen):
    """`id_valid_until` None means 长期. `residence_kind` is `household` (户籍登记地) or `habitual` (经常居住地).
    `own_income` is `yes` where somebody under 18 says that they live on their own labour."""

    of_some_releases = frozenset({"residence_kind", "own_income", "liaison", "helper"})

    name: str
    sex: str
    id_document_type: str
    id_number: str
    birth_date: date
    id_valid_until: date | None
    email: str
    mobile: str
    postcode: str
    contact_phone: str
    residence: str
    composition_form: str
    residence_kind: str = "household"
    own_income: str | None = None
    family_members: tuple[FamilyMember, ...] = ()
    liaison: Liaison | None = None
    helper: Helper | None = None


class ScopeItem(Seen):
    name: str
    category: str
    given: bool
    main: bool
    post_permit: str | None
    in_catalogue: bool
    pre_approval: bool


class Details(Seen):
    shop_name: str
    postcode: str
    employee_count: int
    scope_items: tuple[ScopeItem, ...]
    scope_text_form: str
    scope_text_licence: str
    permit_notice_accepted: bool


class PremisesCommitment(Seen):
    owner: str
    tenure: str
    use_from: date | None
    use_to: date | None
    nature: str
    residential_consent: bool | None
    is_network_premises: bool
    platform_name: str | None
    platform_url: str | None
    accepted: bool


class Attachment(Seen):
    """`reading` None: handed in before pictures were read."""

    of_some_releases = frozenset({"reading", "doubts", "insisted"})

    kind: str
    size: int
    media_type: str
    reading: str | None = None
    doubts: tuple[str, ...] = ()
    insisted: bool = False


class Contribution(Seen):
    """What a shareholder promises to pay in, in 万元, and by when."""

    amount: Decimal
    manner: str
    due_on: date | None


class Organisation(Seen):
    name: str
    uscc: str


class Party(Seen):
    """Somebody who takes part in the filing; those who sign must be authenticated and sign what is theirs. Of an
    `organisation` it is the person who signs for it."""

    of_some_releases = frozenset({"contribution", "standing", "organisation"})

    ref: str
    roles: tuple[str, ...]
    signs: bool
    name: str
    id_document_type: str
    id_number: str
    contribution: Contribution | None = None
    standing: str | None = None
    organisation: Organisation | None = None


class Change(Seen):
    """An item that is registered otherwise and stated anew; `section` is where it was filled in."""

    section: str
    item: str
    before: str
    after: str


class Replacement(Seen):
    """Why a licence is printed again; `declared`: the copies that are gone are declared void."""

    kind: Literal["replacement"]
    reason: str
    copies: tuple[str, ...]
    declared: bool


class Deregistration(Seen):
    """Why a business ends; `licence` says what becomes of its paper licence."""

    kind: Literal["deregistration"]
    reason: str
    licence: str
    promised: bool


class OperatorChange(Seen):
    """Why somebody else runs a business; what both promised of it."""

    kind: Literal["operator_change"]
    reason: str
    licence: str
    settled: bool
    promised: bool


class Suspension(Seen):
    """From when to when a business rests; `agreed` with its employees, `accepts_service` at the address it names."""

    kind: Literal["suspension"]
    reason: str
    first_on: date
    until: date
    service_address: str
    agreed: bool
    accepts_service: bool


class Resumption(Seen):
    """Since when a business that rested trades again."""

    kind: Literal["resumption"]
    resumed_on: date


class Application(Seen):
    """What the filing service says the applicant confirmed. `capital_amount` in 万元.

    `name_sha256` proves which name the documents print, None that they print none. Parts from before the name
    travelled in its own part alone have `needs_name` and `full_name` in its place, and name no filing type.
    """

    of_some_releases = frozenset(
        {"name_sha256", "needs_name", "full_name", "filing_type", "filing_type_edition", "parties", "changes", "matter"}
    )

    application_no: str
    account_subject: str
    authority_code: str
    authority_name: str
    county_code: str
    type: Kind
    filing_type: str = editions.ESTABLISHMENT
    filing_type_edition: str = editions.FIRST_EDITION
    main_scope_item: str
    given_scope_items: tuple[str, ...]
    name_sha256: str | None = None
    needs_name: bool | None = None
    full_name: str | None = None
    premises: Premises
    capital_amount: Decimal
    operator: Operator
    details: Details
    premises_commitment: PremisesCommitment
    attachments: tuple[Attachment, ...]
    documents: tuple[Document, ...]
    confirmed_at: datetime
    parties: tuple[Party, ...] = ()
    changes: tuple[Change, ...] = ()
    matter: Replacement | Deregistration | OperatorChange | Suspension | Resumption | None = None

    def states_anew(self, section: Section) -> bool:
        """Whether an item is registered for the first time, or changed."""
        if self.filing.register_effect is RegisterEffect.CREATE:
            return True
        return any(change.section == section for change in self.changes)

    @property
    def filing(self) -> FilingType:
        """What is filed, as it was described when the case was opened."""
        return editions.get(self.filing_type, self.filing_type_edition)

    def to_sign(self, *, named: bool) -> tuple[DocumentDescribed, ...]:
        """What its applicant's side signs."""
        declared = isinstance(self.matter, Replacement) and self.matter.declared
        return self.filing.to_sign(named=named, placed=self.states_anew(Section.PREMISES), declared=declared)

    @property
    def others_who_sign(self) -> tuple[Party, ...]:
        """All but who stands for the business, of whom the rules speak as the operator (实施细则 Art. 16)."""
        return tuple(party for party in self.parties if party.signs and IN_CHARGE.isdisjoint(party.roles))
