"""What the API answers examiners with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalogues.review_weighing import Risk
from services.approval.domain.reasons import OfferedReason
from services.approval.domain.results import CaseOutcome, RuleResult
from services.approval.operations.answers import DocumentAnswer

ExtensionState = Literal["requested", "granted", "declined", "expired"]


class ReferringRule(BaseModel):
    rule_id: str
    title_zh: str
    title_en: str


class TaskAnswer(BaseModel):
    """`claimed` says by whom, seen from the caller. `review_due` is the limit that counts now: `extended_until`
    where the review was extended. `origin`: referred by the rules, or an automatic refusal whose applicant asked for
    a person's review. `countersign`: whether a proposed refusal waits for the caller's signature (mine), or for
    another examiner's than the caller, who proposed it; or whether the last thing proposed is a refusal that a
    second examiner declined. `extension`: how the last request for three more working days stands. `rules`: which
    rules brought the case here, each once; `risk`: how carefully it wants to be looked at. `submitted_at` is when
    the applicant handed it in. `decided_at`, `outcome` and `reviewer` are of the examiner's decision, once there is
    one."""

    application_no: str
    submission: int
    state: Literal["open", "decided", "withdrawn"]
    origin: Literal["referred", "requested"]
    opened_at: datetime
    review_due: datetime
    extended: bool
    extended_until: datetime | None
    overdue: bool
    claimed: Literal["nobody", "me", "another"]
    claimed_until: datetime | None
    countersign: Literal["nothing", "mine", "another", "declined"]
    extension: Literal["nothing"] | ExtensionState
    rules: tuple[ReferringRule, ...]
    risk: Risk
    submitted_at: datetime
    decided_at: datetime | None
    outcome: CaseOutcome | None
    reviewer: str | None


class ProposalAnswer(BaseModel):
    """`overrides`: why a case is to be approved against a rule, by the rule's id. `needs_second`: it takes a second
    person, whose signature `needs_countersign` says is still to come. `declined_at` and `decline_reason`: that person
    did not countersign it; it decides nothing any more."""

    proposal_id: str
    outcome: CaseOutcome
    reasons: tuple[dict[str, str | None], ...]
    remark: str
    overrides: dict[str, str]
    mine: bool
    proposed_at: datetime
    needs_second: bool
    needs_countersign: bool
    countersigned_at: datetime | None
    declined_at: datetime | None
    declined_by_me: bool
    decline_reason: str | None


class ExtensionAnswer(BaseModel):
    """Three more working days: asked for by an examiner, granted or declined by the head; expired when nobody granted
    it before the limit. `extended_until` is the limit once granted; `head` who said so, with name and number. The step
    `extend` of the case is taken with the `extension_id` of one that was granted."""

    extension_id: str
    state: ExtensionState
    reason: str
    mine: bool
    requested_at: datetime
    extended_at: datetime | None
    extended_until: datetime
    head: str | None
    decline_reason: str | None


class ReviewRequestAnswer(BaseModel):
    """What the applicant wrote when asking for a person's review."""

    request_id: str
    statement: str
    requested_at: datetime


class EarlierDecision(BaseModel):
    """A decision made in this application; `reasons` are the results that led to it."""

    submission: int
    decision_no: str
    outcome: CaseOutcome
    outcome_zh: str
    automatic: bool
    submitted_at: datetime
    decided_at: datetime
    reasons: tuple[RuleResult, ...]


class ActAnswer(BaseModel):
    """Who did what: the rules, the applicant, the caller, or another examiner. Nobody is named."""

    at: datetime
    who: Literal["rules", "applicant", "me", "examiner"]
    who_zh: str
    who_en: str
    event: str
    what_zh: str
    what_en: str


class SimilarName(BaseModel):
    """A finding of the naming service about a name on the register or held that is like the declared one."""

    name: str | None
    rule_id: str
    severity: str
    article: str
    zh: str
    en: str


class WeighingAnswer(BaseModel):
    """A rule's result that an approval must speak to. `overrides`: approving goes against the rule and takes a second
    person; else the case was referred because of a list. `weigh_*` is what is to be weighed there."""

    rule_id: str
    title_zh: str
    title_en: str
    outcome: str
    article: str
    zh: str
    en: str
    overrides: bool
    list_zh: str | None
    list_en: str | None
    weigh_zh: str | None
    weigh_en: str | None


class WorkloadAnswer(BaseModel):
    """Of one examiner or head: cases kept to themselves now; in the last thirty days decided, countersigned, late."""

    name: str
    staff_no: str
    claimed: int
    decided: int
    countersigned: int
    late: int


class AwaitingHead(BaseModel):
    """What waits for the head of an authority: requests for more time, countersignatures, and what is overdue; and how
    much each examiner has to do and did in the last thirty days."""

    extensions: tuple[TaskAnswer, ...]
    countersign: tuple[TaskAnswer, ...]
    overdue: tuple[TaskAnswer, ...]
    workload: tuple[WorkloadAnswer, ...]


class CaseSheet(BaseModel):
    """Everything an examiner needs; persons are masked. `results` are the rules' on this submission, with what lists
    say of its persons by now; `lists_asked_at` is when they were asked for this reading, None where nobody answered, or
    nobody has to decide any more. `weighing`: what an approval must speak to, rule by rule. `can_sign`: the caller's
    account has the name and number without which nothing is decided. `extension` is the one that was granted,
    `extensions` all that were asked for; `history` the decisions made before, oldest first; `acts` what was done,
    without the readings; `documents` what was signed."""

    task: TaskAnswer
    case: dict[str, Any]
    results: tuple[RuleResult, ...]
    proposals: tuple[ProposalAnswer, ...]
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str
    history: tuple[EarlierDecision, ...]
    acts: tuple[ActAnswer, ...]
    documents: tuple[DocumentAnswer, ...]
    similar_names: tuple[SimilarName, ...]
    extension: ExtensionAnswer | None
    extensions: tuple[ExtensionAnswer, ...]
    lists_asked_at: datetime | None
    weighing: tuple[WeighingAnswer, ...]
    can_sign: bool
    review_request: ReviewRequestAnswer | None


class ReasonCatalogue(BaseModel):
    """`code` is what a proposal's reason is given with."""

    reasons: tuple[OfferedReason, ...]


class AutomaticCounts(BaseModel):
    """Decisions of the rules by outcome; REFER went on to an examiner."""

    APPROVE: int = 0
    CORRECT: int = 0
    REJECT: int = 0
    REFER: int = 0


class ExaminerCounts(BaseModel):
    APPROVE: int = 0
    CORRECT: int = 0
    REJECT: int = 0


class DurationAnswer(BaseModel):
    """From submission to decision, in seconds; None where nothing was decided."""

    median: float | None
    p90: float | None


class DayAnswer(BaseModel):
    day: date
    decided: int
    on_time: int


class KindCount(BaseModel):
    """Open cases of one kind of filing; `business_type` are digits 7 and 8 of their numbers."""

    business_type: str
    title: str
    open: int


class Statistics(BaseModel):
    """The desk now (`open` and the five below it; `countersign` is what waits for the caller's signature), and what was
    decided from `from` to `to`, days in China, both included. `decided` counts decisions that ended a submission's
    review, so no referral; `on_time` those made within the legal limit, an extended one included. A review that an
    applicant asked for is measured from that day."""

    model_config = ConfigDict(serialize_by_alias=True)

    since: date = Field(alias="from")
    until: date = Field(alias="to")
    open: int
    overdue: int
    due_within_a_day: int
    unclaimed: int
    countersign: int
    by_kind: tuple[KindCount, ...] = ()
    decided: int
    on_time: int
    on_time_rate: float | None
    automatic: AutomaticCounts
    by_examiners: ExaminerCounts
    seconds: DurationAnswer
    by_day: tuple[DayAnswer, ...]
