"""One case as the rules see it: what other services said about it, frozen on the day of the decision."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import SignerRole
from kernel.canonical import canonical_json
from kernel.clock import local_date


class Seen(BaseModel):
    """Part of another service's deposit; fields unknown here are ignored.

    `of_some_releases` are fields that parts of some releases have and others do not. One that was not given is not
    written either, so that a case has the same digest for ever.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    of_some_releases: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _as_given(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        left_out = self.of_some_releases - self.model_fields_set
        return {name: value for name, value in written(self).items() if name not in left_out}


class Document(Seen):
    kind: str
    sha256: str
    sm3: str
    pages: int


class Kind(Seen):
    """The type of sole trader."""

    code: str
    name: str
    smart_approval: bool
    enabled: bool


class Premises(Seen):
    county_code: str
    street_name: str
    detail: str
    full_text: str


class FamilyMember(Seen):
    """Before the kind of document was asked for, it was the identity card."""

    of_some_releases = frozenset({"id_document_type"})

    name: str
    id_document_type: str = "10"
    id_number: str
    relation: str


class Operator(Seen):
    """`id_valid_until` None means 长期."""

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
    family_members: tuple[FamilyMember, ...] = ()


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
    kind: str
    size: int
    media_type: str


class Party(Seen):
    """Somebody who takes part in the filing; those who sign must be authenticated and sign what is theirs."""

    ref: str
    roles: tuple[str, ...]
    signs: bool
    name: str
    id_document_type: str
    id_number: str


class Application(Seen):
    """What the filing service says the applicant confirmed. `capital_amount` in 万元.

    `name_sha256` proves which name the documents print, None that they print none. Parts from before the name
    travelled in its own part alone have `needs_name` and `full_name` in its place, and name no filing type.
    """

    of_some_releases = frozenset(
        {"name_sha256", "needs_name", "full_name", "filing_type", "filing_type_edition", "parties"}
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

    @property
    def filing(self) -> FilingType:
        """What is filed, as it was described when the case was opened."""
        return editions.get(self.filing_type, self.filing_type_edition)

    @property
    def others_who_sign(self) -> tuple[Party, ...]:
        """All but the operator, of whom the rules speak by that word (实施细则 Art. 16)."""
        return tuple(party for party in self.parties if party.signs and SignerRole.OPERATOR not in party.roles)


class NameFinding(Seen):
    rule_id: str
    part: str
    severity: str
    article: str
    word: str | None = None
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class Name(Seen):
    """What the naming service holds for the application."""

    application_no: str
    account_subject: str
    county_code: str
    type_code: str
    full_name: str
    division: str
    trade_name: str
    industry: str
    organisation_form: str
    findings: tuple[NameFinding, ...]
    similar_confirmed: bool
    commitment_accepted: bool
    held_until: datetime


class PersonFacts(Seen):
    barred_profession: bool
    serious_violation: bool
    restricted_until: date | None
    litigation: bool


class Person(Seen):
    person_ref: str
    role: str
    name: str
    id_document_type: str
    id_number: str
    face_score: float
    authenticated_at: datetime
    valid_until: datetime
    facts: PersonFacts


class Authentication(Seen):
    """What the identity service found out about the persons who must sign."""

    application_no: str
    window: int
    account_subject: str
    account_verified: bool
    account_is_operator: bool
    persons: tuple[Person, ...]


class SignedDocument(Seen):
    """`signed_by`: who has a signature on it; parts from when only operators signed do not say."""

    of_some_releases = frozenset({"signed_by"})

    kind: str
    original_sha256: str
    original_sm3: str
    signed_sha256: str
    pages: int
    valid: bool
    signed_by: tuple[str, ...] = ()


class Signer(Seen):
    person_ref: str
    role: str
    certificate_serial: str
    signed_at: datetime


class Signatures(Seen):
    """What the signing service gathered and verified."""

    application_no: str
    window: int
    signers: tuple[Signer, ...]
    documents: tuple[SignedDocument, ...]
    completed_at: datetime


class RegisterFacts(Seen):
    """What is registered besides."""

    application_no: str
    entities_at_premises: int
    duplicates: int


class FilingFacts(Seen):
    """What other applications and the register say about this one; counts are of others, under way or registered."""

    application_no: str
    entities_at_premises: int
    recent_days: int
    recent_applications_of_operator: int
    duplicates: int
    authority_registers: bool

    def and_registered(self, registered: RegisterFacts) -> FilingFacts:
        """With what is registered counted in. A case from before there was a register has it counted already."""
        return self.model_copy(
            update={
                "entities_at_premises": self.entities_at_premises + registered.entities_at_premises,
                "duplicates": self.duplicates + registered.duplicates,
            }
        )


class CaseSnapshot(Seen):
    """Everything a rule may look at. `documents` are the signed ones as handed in; `decided_on` is the day in China."""

    application_no: str
    submission: int
    authority_code: str
    submitted_at: datetime
    signing_deadline: datetime
    decided_on: date
    application: Application
    name: Name | None
    authentication: Authentication
    signatures: Signatures
    facts: FilingFacts
    documents: tuple[Document, ...]

    @property
    def submitted_on(self) -> date:
        """The application's date: the rules in force on it decide."""
        return local_date(self.submitted_at)

    @property
    def full_name(self) -> str | None:
        """The name that is held; None for a business without one."""
        return self.name.full_name if self.name else None

    def prints_the_held_name(self) -> bool:
        """Whether the documents that were signed print the name that is held, or none where none is."""
        printed = self.application.name_sha256
        if printed is None and self.application.full_name is not None:
            printed = sha256(self.application.full_name.encode()).hexdigest()
        return printed == (sha256(self.full_name.encode()).hexdigest() if self.full_name else None)

    @property
    def operator_person(self) -> Person | None:
        """The operator as authenticated."""
        return next((person for person in self.authentication.persons if person.role == SignerRole.OPERATOR), None)

    def belongs_together(self) -> bool:
        """Whether every part is of this application."""
        parts = (self.application, self.name, self.authentication, self.signatures, self.facts)
        return all(part.application_no == self.application_no for part in parts if part is not None)


def digest(snapshot: CaseSnapshot) -> str:
    """SM3 (GB/T 32905) over the canonical form, in hex."""
    return hashlib.new("sm3", canonical_json(snapshot.model_dump(mode="json"))).hexdigest()
