"""What the API answers with about decisions and rules."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from services.approval.domain.late_answer import LateOutcome
from services.approval.domain.results import CaseOutcome, RuleResult


class DocumentAnswer(BaseModel):
    """`sha256` and `sm3` let anybody check the bytes they were given."""

    kind: str
    title: str
    pages: int
    sha256: str
    sm3: str


class HumanReviewAnswer(BaseModel):
    """How the applicant gets a person's review of what a machine decided (个人信息保护法 Art. 24).

    `request_until` None: there is no period in which the case itself can be brought before a person. `requested_at` is
    set once that was asked for. `late`: the period is over, and a person's explanation and review can be asked for
    (`POST /decisions/{application_no}/late-reviews`) as long as anybody likes.
    """

    article: str
    how_zh: str
    how_en: str
    request_until: datetime | None
    requested_at: datetime | None
    late: bool = False


class LateReviewShown(BaseModel):
    """A late request and, once there is one, its answer: fact of the case, article, and what the applicant can do;
    `reviewer` with name and number."""

    request_id: str
    statement: str
    requested_at: datetime
    outcome: LateOutcome | None
    fact: str | None
    article: str | None
    remedy: str | None
    reviewer: str | None
    answered_at: datetime | None


class DecisionAnswer(BaseModel):
    """`reasons` are the results that led to the outcome; `results` all of them. `human_review` is offered with every
    automatic refusal or correction. `review_request_until` is set for an automatic refusal that stands;
    `review_due` is the limit of an examiner's review that counts now, `extended_until` where it was extended and
    `extension_reason` why."""

    application_no: str
    submission: int
    decision_no: str
    outcome: CaseOutcome
    outcome_zh: str
    automatic: bool
    reviewer: str
    decided_at: datetime
    return_to: str | None
    review_due: datetime | None
    extended_until: datetime | None
    extension_reason: str | None
    review_request_until: datetime | None
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str
    reasons: tuple[RuleResult, ...]
    results: tuple[RuleResult, ...]
    human_review: HumanReviewAnswer | None
    late_review: LateReviewShown | None = None
    documents: tuple[DocumentAnswer, ...]


class ThresholdAnswer(BaseModel):
    key: str
    value: str | tuple[str, ...]
    unit: str
    zh: str
    en: str
    basis: str
    effective_from: date


class PublishedRule(BaseModel):
    """`stage` submit: decides the case; approve and issue: verified by the service `verified_by` names. It judges the
    filing types of `applies_to`, and its defects are put right in `section`."""

    rule_id: str
    version: int
    stage: str
    verified_by: str
    title_zh: str
    title_en: str
    test_zh: str
    article: str
    outcomes: tuple[str, ...]
    remedy_zh: str
    remedy_en: str
    pointer: str | None
    effective_from: date
    effective_to: date | None
    applies_to: tuple[str, ...]
    section: str
    thresholds: tuple[ThresholdAnswer, ...]


class PublishedRules(BaseModel):
    """The rules of the day `on`, unchanged since `in_force_since`."""

    on: date
    in_force_since: date
    rule_set_version: str
    rules: tuple[PublishedRule, ...]


class ReviewRequested(BaseModel):
    """`request_id` is what the step `request_review` of the case is taken with."""

    request_id: str
    requested_at: datetime
