"""What the filing service promises to workflows, and the parts it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel
from temporalio import activity

from catalogues.evidence import Doubt, Reading
from catalogues.filing_types.words import Section, SignerRole
from kernel.exchange import DocumentRef, Reference
from kernel.messages import Message

TASK_QUEUE = "filing"


class StageEntered(Message):
    """One line of the timeline. `number` counts the case's stages from 1 and makes the line idempotent.

    `waits_for` and `deadline` are the workflow's word on whom the case waits for from then on, and until when; lines
    written before they were told have neither.
    """

    number: int
    stage: str
    at: datetime
    waits_for: str | None = None
    deadline: datetime | None = None


class LockOperator(Message):
    """Idempotency key: application_no + number of the last entry. `name` is the naming service's part, if any."""

    application_no: str
    name: Reference | None
    entries: tuple[StageEntered, ...]


class OperatorLocked(Message):
    locked_at: datetime


class PrepareDocuments(Message):
    """Idempotency key: application_no + revision; a later revision replaces the earlier documents."""

    application_no: str
    revision: int
    entries: tuple[StageEntered, ...]


class DocumentsPrepared(Message):
    documents: tuple[DocumentRef, ...]


class FixDocuments(Message):
    """Idempotency key: application_no + revision."""

    application_no: str
    revision: int
    entries: tuple[StageEntered, ...]


class SignerNamed(Message):
    """Somebody who must be authenticated and sign; `party` is the `ref` of a `Party` in the application's part."""

    party: str
    role: SignerRole


class DocumentsFixed(Message):
    """`application` is an `ApplicationPart`; `signing_deadline` is 24:00 of `last_signing_day` in China.

    `signers` are all who must sign, the applicant first; empty in answers written before there was more than one.
    """

    application: Reference
    documents: tuple[DocumentRef, ...]
    signing_deadline: datetime
    last_signing_day: date
    signers: tuple[SignerNamed, ...] = ()


class OpenSigningWindow(Message):
    """Idempotency key: application_no + window. A lapsed application gets a new window from today."""

    application_no: str
    window: int
    entries: tuple[StageEntered, ...]


class SigningWindowOpened(Message):
    signing_deadline: datetime
    last_signing_day: date


class AcceptSubmission(Message):
    """Idempotency key: application_no + submission."""

    application_no: str
    submission: int
    entries: tuple[StageEntered, ...]


class SubmissionAccepted(Message):
    """`facts` is a `FilingFactsPart`."""

    accepted_at: datetime
    facts: Reference


class RecordStages(Message):
    """Idempotency key: application_no + each entry's number.

    `reopen` names the sections the applicant may edit again, as the filing type says what a section reopens.
    """

    application_no: str
    entries: tuple[StageEntered, ...]
    reopen: tuple[Section, ...] = ()


class StagesRecorded(Message):
    stage: str


class ConfirmedApplication(Message):
    """Which application an application number stands for, as it was confirmed last."""

    application_no: str


class ApplicationFound(Message):
    """`application` is an `ApplicationPart`."""

    application: Reference


class TypePart(BaseModel):
    code: str
    name: str
    industry_code: str
    industry_section: str
    industry_name: str
    smart_approval: bool
    enabled: bool


class PremisesPart(BaseModel):
    """`full_text` is the address as documents print it."""

    county_code: str
    street_name: str
    detail: str
    full_text: str


class FamilyMemberPart(BaseModel):
    name: str
    id_document_type: str
    id_number: str
    relation: str


class OperatorPart(BaseModel):
    """Codes as in the code tables; `id_valid_until` None means 长期."""

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
    family_members: tuple[FamilyMemberPart, ...] = ()


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


class PremisesCommitmentPart(BaseModel):
    owner: str
    tenure: str
    use_from: date | None
    use_to: date | None
    nature: str
    area: Decimal | None
    residential_consent: bool | None
    is_network_premises: bool
    platform_name: str | None
    platform_url: str | None
    accepted: bool


class AttachmentPart(BaseModel):
    """`reading` says whether the picture was read, and `doubts` what then did not agree with what was entered;
    `insisted`: the applicant was told and stands by it. What was read stays with the filing service."""

    kind: str
    sha256: str
    size: int
    media_type: str
    reading: Reading
    doubts: tuple[Doubt, ...] = ()
    insisted: bool = False


class Party(BaseModel):
    """A person or organisation with its roles in the filing. `ref` names it within the application for good.

    `signs`: must be authenticated and sign. `mobile` is where a signer without an account is invited.
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


class ApplicationPart(BaseModel):
    """Deposited as kind `application`: the whole application as the applicant confirmed it.

    `capital_amount` is in 万元. `main_scope_item` and `given_scope_items` are what the type prescribes. The name of the
    business is in the `name` part, and no such part means that none is wanted; `name_sha256` proves that the
    documents to be signed print the same text (SHA-256 over its UTF-8), None that they print no name.
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


class FilingFactsPart(BaseModel):
    """Deposited as kind `filing_facts`: what other applications say about this one (AR-33, 38).

    Counts are of other applications: under way at the same premises; by the same operator within `recent_days`,
    whatever became of them; by the same operator at the same premises with the same authority, under way. What is
    registered the register counts; facts stated before there was one count what was licensed, too.
    """

    application_no: str
    submission: int
    entities_at_premises: int
    recent_days: int
    recent_applications_of_operator: int
    duplicates: int
    authority_registers: bool
    accepted_at: datetime


class FilingActivities(ABC):
    @abstractmethod
    @activity.defn(name="filing.lock_operator")
    def lock_operator(self, request: LockOperator) -> OperatorLocked:
        """Check type, premises, capital and every operator field, then lock them for good (通知 2.1.2.2).

        Refusal `filing.operator_incomplete` names every missing or wrong field.
        """

    @abstractmethod
    @activity.defn(name="filing.prepare_documents")
    def prepare_documents(self, request: PrepareDocuments) -> DocumentsPrepared:
        """Check the details and render every document for preview. Refusal `filing.details_incomplete`."""

    @abstractmethod
    @activity.defn(name="filing.fix_documents")
    def fix_documents(self, request: FixDocuments) -> DocumentsFixed:
        """Fix the previewed documents' digests and start the signing window (通知 2.1.2.4, 2.1.2.6).

        Refusal `filing.documents_outdated` when data changed after the preview was made.
        """

    @abstractmethod
    @activity.defn(name="filing.open_signing_window")
    def open_signing_window(self, request: OpenSigningWindow) -> SigningWindowOpened:
        """A new six-working-day window for a lapsed application, data unchanged."""

    @abstractmethod
    @activity.defn(name="filing.accept_submission")
    def accept_submission(self, request: AcceptSubmission) -> SubmissionAccepted:
        """Receive the application (受理) and state what other applications say about it."""

    @abstractmethod
    @activity.defn(name="filing.record_stages")
    def record_stages(self, request: RecordStages) -> StagesRecorded:
        """Write the timeline; opens sections again for correction."""

    @abstractmethod
    @activity.defn(name="filing.confirmed_application")
    def confirmed_application(self, request: ConfirmedApplication) -> ApplicationFound:
        """The part of the application as it was confirmed last, for the register's take-over. Defect
        `filing.application_unconfirmed`."""
