"""The parts the filing service leaves for others: the application as it was confirmed, and facts about it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

from catalogues.evidence import Doubt, Reading
from catalogues.filing_types.words import Section, SignerRole
from kernel.exchange import DocumentRef
from services.filing.contract.premises import PremisesCommitmentPart, PremisesPart


class TypePart(BaseModel):
    code: str
    name: str
    industry_code: str
    industry_section: str
    industry_name: str
    smart_approval: bool
    enabled: bool


class FamilyMemberPart(BaseModel):
    name: str
    id_document_type: str
    id_number: str
    relation: str


class LiaisonPart(BaseModel):
    """The liaison person of the registration (登记联络员), somebody else than the operator."""

    name: str
    id_document_type: str
    id_number: str
    mobile: str
    email: str


class HelperPart(BaseModel):
    """Who helped to fill in (帮办、代办); they sign nothing."""

    name: str
    relation: str
    mobile: str


class OperatorPart(BaseModel):
    """Codes as in the code tables; `id_valid_until` None means 长期; `liaison` None that it is the operator; `helper`
    None that nobody helped."""

    name: str
    sex: str
    ethnicity: str
    id_document_type: str
    id_number: str
    birth_date: date
    id_valid_until: date | None
    email: str
    mobile: str
    postcode: str
    political_status: str
    employment_status: str
    contact_phone: str
    education: str
    residence: str
    composition_form: str
    residence_kind: str = "household"
    own_income: str | None = None
    family_members: tuple[FamilyMemberPart, ...] = ()
    liaison: LiaisonPart | None = None
    helper: HelperPart | None = None


class ScopeItemPart(BaseModel):
    """`given`: the chosen type offers it; `main`: the type's locked item; `category`: 一般 or 许可."""

    name: str
    category: Literal["一般", "许可"]
    given: bool
    main: bool
    post_permit: str | None
    in_catalogue: bool
    pre_approval: bool


class DeliveryPart(BaseModel):
    """How the paper licence is wanted: collected at the `window`, or sent by `post` to whom and where."""

    method: str
    recipient: str | None
    phone: str | None
    address: str | None


class DetailsPart(BaseModel):
    """`delivery` is None where no paper licence, or nothing particular, is wanted."""

    shop_name: str
    is_urban: bool
    postcode: str
    employee_count: int
    needs_paper_licence: bool
    delivery: DeliveryPart | None = None
    scope_items: tuple[ScopeItemPart, ...]
    scope_text_form: str
    scope_text_licence: str
    permit_notice_accepted: bool
    operating_term: str


class AttachmentPart(BaseModel):
    """`reading` says whether the picture was read, None that it is from before any was; `doubts` what did not agree
    with what was entered; `insisted` that the applicant was told and stands by it. What was read stays here."""

    kind: str
    sha256: str
    size: int
    media_type: str
    reading: Reading | None = None
    doubts: tuple[Doubt, ...] = ()
    insisted: bool = False


class ContributionPart(BaseModel):
    """What a shareholder promises to pay in: 万元, the manner in the words of the law, by when at the latest."""

    amount: Decimal
    manner: str
    due_on: date | None


class OrganisationPart(BaseModel):
    """An organisation that contributes, under the name and code it is registered with."""

    name: str
    uscc: str


class Party(BaseModel):
    """A person or organisation with its roles in the filing. `ref` names it within the application for good.

    `signs`: must be authenticated and sign. `mobile` is where a signer without an account is invited. `standing` is as
    what a founder contributes, in the words of their kind of business (`catalogues/data/founding`). Of an organisation
    name, document and mobile are those of the person who signs for it.
    """

    ref: str
    kind: Literal["person", "organisation"]
    roles: tuple[SignerRole, ...]
    signs: bool
    name: str
    id_document_type: str
    id_number: str
    mobile: str | None = None
    relation: str | None = None
    contribution: ContributionPart | None = None
    standing: str | None = None
    organisation: OrganisationPart | None = None


class ChangePart(BaseModel):
    """An item of registration that is stated anew: `section` says which, `item` in the words of the law."""

    section: Section
    item: str
    before: str
    after: str


class ReplacementPart(BaseModel):
    """Why a licence is to be printed again, and which copies are gone or damaged. `declared`: they are declared void
    in public (条例 Art. 37)."""

    kind: Literal["replacement"] = "replacement"
    reason: Literal["lost", "destroyed", "damaged"]
    copies: tuple[Literal["正本", "副本"], ...]
    declared: bool


class DeregistrationPart(BaseModel):
    """Why a business ends and what becomes of its paper licence. `promised`: that nothing bars it."""

    kind: Literal["deregistration"] = "deregistration"
    reason: Literal["stopped", "other"]
    licence: Literal["returned", "lost"]
    promised: bool


class OperatorChangePart(BaseModel):
    """Why somebody else runs a business from now on, and what becomes of its paper licence. `settled`: debts and rights
    are seen to; `promised`: nothing bars it."""

    kind: Literal["operator_change"] = "operator_change"
    reason: Literal["transfer", "within_family", "other"]
    licence: Literal["returned", "lost"]
    settled: bool
    promised: bool


class SuspensionPart(BaseModel):
    """Why a business rests, from when to when, where documents are served meanwhile. `agreed`: with its employees;
    `accepts_service`: what is served there is served (条例 Art. 30)."""

    kind: Literal["suspension"] = "suspension"
    reason: str
    first_on: date
    until: date
    service_address: str
    agreed: bool
    accepts_service: bool


class ResumptionPart(BaseModel):
    """Since when a business that rested trades again."""

    kind: Literal["resumption"] = "resumption"
    resumed_on: date


MatterPart = ReplacementPart | DeregistrationPart | OperatorChangePart | SuspensionPart | ResumptionPart


class ApplicationPart(BaseModel):
    """Deposited as kind `application`: the whole application as the applicant confirmed it.

    `capital_amount` is in 万元. `main_scope_item` and `given_scope_items` are what the type prescribes. The name of the
    business is in the `name` part, and no such part means that none is wanted; `name_sha256` proves that the
    documents to be signed print the same text (SHA-256 over its UTF-8), None that they print no name. A filing about a
    business without that part keeps the name there is; `changes` is what it states anew, `matter` what it asks for
    besides.
    """

    application_no: str
    revision: int
    business_type: str
    channel: Literal["ONLINE", "WINDOW"]
    account_subject: str
    authority_code: str
    authority_name: str
    county_code: str
    type: TypePart
    main_scope_item: str
    given_scope_items: tuple[str, ...]
    name_sha256: str | None
    premises: PremisesPart
    capital_amount: Decimal
    operator: OperatorPart
    details: DetailsPart
    premises_commitment: PremisesCommitmentPart
    attachments: tuple[AttachmentPart, ...]
    documents: tuple[DocumentRef, ...]
    created_at: datetime
    confirmed_at: datetime
    catalogue_edition: str
    filing_type: str
    filing_type_edition: str
    parties: tuple[Party, ...]
    changes: tuple[ChangePart, ...] = ()
    matter: MatterPart | None = None


class PremisesCheckPart(BaseModel):
    """What the premises registry said of a place when the application was received; place 0 is the main one.

    `answer`: USABLE – it exists and the applicant owns it or may use it; NOT_USABLE – it exists, but not that is known;
    UNKNOWN – it is not in the registry; SILENT – no clear answer came.
    """

    place: int
    answer: Literal["USABLE", "NOT_USABLE", "UNKNOWN", "SILENT"]
    shared_address: bool = False


class FilingFactsPart(BaseModel):
    """Deposited as kind `filing_facts`: what other applications say about this one (AR-33, 38).

    Counts are of other applications: under way at the same premises; by which the same operator comes to run a
    business within `recent_days`, whatever became of them; by the same operator at the same premises with the same
    authority, under way. What is registered the register counts; facts stated before there was one count what was
    licensed, too.
    """

    application_no: str
    submission: int
    entities_at_premises: int
    recent_days: int
    recent_applications_of_operator: int
    duplicates: int
    authority_registers: bool
    accepted_at: datetime
    premises_checks: tuple[PremisesCheckPart, ...] = ()


class ContactPart(BaseModel):
    """Deposited as kind `contact`: whom to tell about an application, before it is confirmed too."""

    application_no: str
    account_subject: str
    authority_name: str
    mobile: str
