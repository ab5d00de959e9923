"""What the approval service promises to workflows, and the parts it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import BaseModel
from temporalio import activity

from catalogues.filing_types.words import PartKind, Section
from kernel.exchange import DocumentRef, Reference
from kernel.messages import CarriesParts, Message

TASK_QUEUE = "approval"


class Outcome(StrEnum):
    """From best to worst; the worst of all rules' outcomes is the case's."""

    APPROVE = "APPROVE"
    CORRECT = "CORRECT"
    REFER = "REFER"
    REJECT = "REJECT"


class DecideCase(CarriesParts):
    """Idempotency key: application_no + submission. Parts: `application`, `authentication`, `signatures`,
    `filing_facts`, `register_facts` where the workflow asked the register, and `name` if there is one.

    `complete_at` is when the last was there that departments or another authority had to give; None where nobody was
    waited for. From then on the time for the decision counts (条例 Art. 19).
    `asks_register`: the approval service is the one that asks it. A case that went to its decision before the register
    was asked at all has neither.
    """

    named_before: ClassVar[Mapping[str, str]] = {"facts": PartKind.FILING_FACTS}

    application_no: str
    submission: int
    authority_code: str
    submitted_at: datetime
    signing_deadline: datetime
    documents: tuple[DocumentRef, ...]
    asks_register: bool = False
    complete_at: datetime | None = None


class CaseDecided(Message):
    """`part` is a `DecisionPart`; `documents` are the review sheet and the notice to the applicant.

    `return_to` (CORRECT) is the section the earliest defect lies in and `correction_until` the end of the time for
    the correction; `decided_at` is when the decision was made; both are None in answers written before they were told.
    `review_due` (REFER) is the legal limit
    (条例 Art. 19: three working days); `review_request_until` (an automatic REJECT) the end of the period in which the
    applicant may ask for a person's review (个人信息保护法 Art. 24). `rules` are those whose result is the outcome
    of an automatic decision; none for an approval, nor in answers written before they were told.
    """

    outcome: Outcome
    decision_no: str
    part: Reference
    documents: tuple[DocumentRef, ...]
    return_to: Section | None = None
    rules: tuple[str, ...] = ()
    review_due: datetime | None = None
    review_request_until: datetime | None = None
    correction_until: datetime | None = None
    decided_at: datetime | None = None


class ConfirmExaminerDecision(Message):
    """Idempotency key: application_no + submission + proposal_id. The proposal was written over HTTP before."""

    application_no: str
    submission: int
    proposal_id: str


class ConfirmExtension(Message):
    """Idempotency key: application_no + submission + extension_id. The extension was written over HTTP before."""

    application_no: str
    submission: int
    extension_id: str


class ExtensionConfirmed(Message):
    """`extended_until` is the new limit; `part` is an `ExtensionPart`; `document` the written notice of it, None in
    answers written before there was one."""

    extended_until: datetime
    part: Reference
    document: DocumentRef | None = None


class OpenReview(Message):
    """Idempotency key: application_no + submission. `request_id` was given over HTTP before; None: whichever request
    there is."""

    application_no: str
    submission: int
    request_id: str | None


class ReviewOpened(Message):
    """`review_due` is the legal limit of the review; None when nobody asked for one. `document` is the request as a
    paper of the file, written at `requested_at`; None in answers written before there was one."""

    review_due: datetime | None
    document: DocumentRef | None = None
    requested_at: datetime | None = None


class PublishReviewAnswer(Message):
    """Idempotency key: request_id, of a request that came after its period and was answered over HTTP."""

    application_no: str
    request_id: str


class ReviewAnswerPublished(Message):
    """`parts`: `application`, `decision` and `review_answer`, for whoever tells the applicant and files it; `documents`
    are the request and the answer, written at `requested_at` and `answered_at`."""

    parts: Mapping[str, Reference]
    documents: tuple[DocumentRef, ...]
    requested_at: datetime
    answered_at: datetime


class EndLateReview(Message):
    """Idempotency key: request_id. The applicant was told and the archive has both papers."""

    request_id: str


class LateReviewEnded(Message):
    ended: bool


class CloseTask(Message):
    """Idempotency key: application_no + submission. The applicant took this submission back before the decision."""

    application_no: str
    submission: int


class TaskClosed(Message):
    """`closed`: the submission had a task of an examiner, which nobody needs to work on any more."""

    closed: bool


RuleOutcome = Literal["PASS", "NOTE", "CORRECT", "REFER", "REJECT"]


class RuleResultPart(BaseModel):
    """Texts carry the case's own facts. A rule that found more than one thing has one for each."""

    rule_id: str
    version: int
    title_zh: str
    title_en: str
    outcome: RuleOutcome
    article: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    pointer: str | None


class OverridePart(BaseModel):
    """A rule that a case was approved against: its outcome and what it had found, and why it was approved."""

    rule_id: str
    title_zh: str
    outcome: RuleOutcome
    article: str
    found: str
    reason: str


class DecisionPart(BaseModel):
    """Deposited as kind `decision`. `reviewer` is 智慧审批 for an automatic decision, else name and number of the
    examiner; `countersigner` those of the second person, where it took one. `overrides` are the rules that an approval
    goes against, each with the reason given."""

    application_no: str
    submission: int
    decision_no: str
    outcome: Outcome
    automatic: bool
    reviewer: str
    countersigner: str | None = None
    decided_at: datetime
    review_request_until: datetime | None = None
    correction_until: datetime | None = None
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str
    results: tuple[RuleResultPart, ...]
    overrides: tuple[OverridePart, ...] = ()


class ExtensionPart(BaseModel):
    """Deposited as kind `extension`. `last_day` is the last day of the extended review in China."""

    application_no: str
    submission: int
    reason: str
    extended_until: datetime
    last_day: date


class ReviewAnswerPart(BaseModel):
    """Deposited as kind `review_answer`: STANDS, the refusal was right; WRONG, it was not. `fact` and `remedy` are the
    examiner's own words."""

    application_no: str
    decision_no: str
    outcome: Literal["STANDS", "WRONG"]
    fact: str
    article: str
    remedy: str
    reviewer: str
    requested_at: datetime
    answered_at: datetime


class StandRevocation(Message):
    """Idempotency key: revocation_no; a period that ran out is written down once. `restores`: it is asked about the
    withdrawal of a revocation that was wrong."""

    revocation_no: str
    restores: bool = False


class RevocationStanding(Message):
    """`due` is when the next period ends, of the timer `clock`. `under_examination`: it was accepted and `about` is the
    application whose registration it is about. Once there is a `conclusion`, `part` is a `RevocationPart`,
    `application` the part of `about`, and `documents` are for the file."""

    uscc: str
    authority_code: str
    about: str | None = None
    under_examination: bool = False
    clock: str | None = None
    due: datetime | None = None
    conclusion: Literal["NOT_ACCEPTED", "REFUSED", "REVOKED", "WITHDRAWN"] | None = None
    decision_no: str | None = None
    application: Reference | None = None
    part: Reference | None = None
    documents: tuple[DocumentRef, ...] = ()


class BannedPerson(BaseModel):
    """Somebody directly responsible for a false registration (条例 Art. 40; 防范和查处假冒企业登记违法行为规定 Art.
    19)."""

    name: str
    id_document_type: str
    id_number: str
    took_part: str


class RevocationPart(BaseModel):
    """Deposited as kind `revocation`, under its number: what two persons decided about the registration that `about`
    made. `withdraws`: an earlier revocation of the same number was wrong, and what it changed is restored."""

    application_no: str
    uscc: str
    about: str
    filing_type: str
    filing_type_edition: str
    authority_code: str
    authority_name: str
    decision_no: str
    decided_at: datetime
    outcome: Literal["REVOKED", "REFUSED", "WITHDRAWN"]
    ground_zh: str
    persons: tuple[BannedPerson, ...] = ()

    @property
    def withdraws(self) -> bool:
        return self.outcome == "WITHDRAWN"


class ApprovalActivities(ABC):
    @abstractmethod
    @activity.defn(name="approval.decide_case")
    def decide_case(self, request: DecideCase) -> CaseDecided:
        """Run every rule over the case's snapshot, store the decision, render its documents."""

    @abstractmethod
    @activity.defn(name="approval.confirm_examiner_decision")
    def confirm_examiner_decision(self, request: ConfirmExaminerDecision) -> CaseDecided:
        """Make an examiner's proposal the decision. Refusals: `approval.proposal_unknown`, `approval.task_closed`,
        `approval.case_withdrawn`, `approval.proposal_not_ordered`."""

    @abstractmethod
    @activity.defn(name="approval.confirm_extension")
    def confirm_extension(self, request: ConfirmExtension) -> ExtensionConfirmed:
        """Read an examiner's extension back. Refusals: `approval.extension_unknown`, `approval.task_closed`,
        `approval.case_withdrawn`."""

    @abstractmethod
    @activity.defn(name="approval.open_review")
    def open_review(self, request: OpenReview) -> ReviewOpened:
        """Put an automatically refused case on the examiners' desk because its applicant asked for a person's review.
        Refusal `approval.review_request_unknown`."""

    @abstractmethod
    @activity.defn(name="approval.close_task")
    def close_task(self, request: CloseTask) -> TaskClosed:
        """Take a withdrawn submission off the examiners' desk, now and if it should be referred later."""

    @abstractmethod
    @activity.defn(name="approval.publish_review_answer")
    def publish_review_answer(self, request: PublishReviewAnswer) -> ReviewAnswerPublished:
        """Write a late request for a person's review and its answer as papers. Refusal
        `approval.late_review_unanswered`."""

    @abstractmethod
    @activity.defn(name="approval.stand_revocation")
    def stand_revocation(self, request: StandRevocation) -> RevocationStanding:
        """Where a revocation stands now, which period runs, and what was decided, as part and papers. Refusal
        `approval.revocation.not_found`."""

    @abstractmethod
    @activity.defn(name="approval.end_late_review")
    def end_late_review(self, request: EndLateReview) -> LateReviewEnded:
        """Note that its applicant was told, and that the archive has it."""
