"""A person's review that is asked for after its period: the right has no end, the case has (个人信息保护法 Art. 24).

Nothing is opened again: the refusal is in the archive and the name is free. What a person finds is told to the
applicant and filed beside the volume.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import structlog
from sqlmodel import Session

from kernel.errors import Refusal, not_found
from kernel.masking import mask_name
from kernel.tokens import Principal
from kernel.web.paging import Asked, Page
from services.approval.contract import EndLateReview, LateReviewEnded
from services.approval.domain import late_answer, wording
from services.approval.domain.late_answer import Answered, LateOutcome
from services.approval.operations import cases, late_shown, reading, refusals
from services.approval.operations.answers import ReviewRequested
from services.approval.operations.asking import Way, ask
from services.approval.operations.desk import authority_of
from services.approval.operations.late_answers import LateReviewLine, LateReviewSheet
from services.approval.operations.records import binding_of_answer, binding_of_late
from services.approval.operations.records import late_answer as answer_of
from services.approval.operations.resources import Resources, lock_application
from services.approval.operations.signing import sign
from services.approval.store import late_reviews, review_requests
from services.approval.store.decisions import CaseDecision
from services.approval.store.late_reviews import LateReview

log = structlog.get_logger()


def request_late_review(
    resources: Resources, caller: Principal, application_no: str, statement: str
) -> ReviewRequested:
    """Put the request on the examiners' desk. Idempotency key: the decision; what was said first stays.

    Refusals: `approval.decision.not_found`, also for others' applications; `approval.review_not_offered` where no
    automatic refusal stands, or a person saw it already; `approval.review_period_runs` within the period, in which
    the case itself is brought before a person.
    """
    answer, new = ask(resources, caller, application_no, statement, _LATE)
    if new:
        log.info("late_review_requested", application_no=application_no)
    return answer


def list_late_reviews(resources: Resources, caller: Principal, asked: Asked, *, told: bool) -> Page[LateReviewLine]:
    """Requests of the caller's authority that wait, oldest first, or those that were answered and told. Raises Refusal
    `request.cursor_invalid`."""
    with resources.database.reading() as session:
        found = late_reviews.of_authority(session, authority_of(caller), answered=told, asked=asked)
        of = {row.request_id: session.get_one(CaseDecision, row.decision_no) for row in found.rows}
    return found.page(lambda row: _line(resources, row, of[row.request_id]))


def read_late_review(resources: Resources, caller: Principal, request_id: str) -> LateReviewSheet:
    """The request with the decision it is about; each reading is recorded. Refusal `approval.late_review.not_found`,
    also for another authority's."""
    with resources.database.transaction() as session:
        row = _of_authority(session, caller, request_id)
        lock_application(session, row.application_no)
        resources.record(
            session, row.application_no, "case_read", actor_ref=caller.subject, object_ref=f"late-review/{request_id}"
        )
        decision = session.get_one(CaseDecision, row.decision_no)
        request = late_shown.shown(resources, session, row)
    return LateReviewSheet(
        line=_line(resources, row, decision),
        request=request,
        decision=reading.read_decision(resources, caller, row.application_no),
        own=row.account_subject == caller.subject,
        can_sign=bool(caller.name and caller.staff_no),
    )


def answer_late_review(
    resources: Resources, caller: Principal, request_id: str, outcome: LateOutcome, given: Answered
) -> LateReviewLine:
    """Write the answer down, for the workflow that tells and files it. The same examiner saying the same again changes
    nothing.

    Refusals: `approval.late_review.not_found`, `approval.conflict_of_interest`, `approval.official_unnamed`,
    `approval.late_review_answered` for another answer than the first, `approval.answer_unfit` with each fault at its
    field.
    """
    said = late_answer.completed(outcome, given)
    if found := late_answer.faults(outcome, said):
        raise Refusal(
            "approval.answer_unfit",
            "答复不能这样写",
            "The answer cannot stand like this",
            article=wording.ARTICLE,
            findings=found,
        )
    with resources.database.transaction() as session:
        row = _of_authority(session, caller, request_id)
        lock_application(session, row.application_no)
        session.refresh(row)
        if row.account_subject == caller.subject:
            raise refusals.conflict_of_interest()
        if row.answered_at is None:
            sign(resources, session, caller)
            row.outcome, row.answered_by, row.answered_at = outcome, caller.subject, resources.clock.now()
            row.answer_encrypted = resources.ring.encrypt_text(
                json.dumps(asdict(said), ensure_ascii=False), binding_of_answer(request_id)
            )
            session.add(row)
            session.flush()
            resources.record(
                session, row.application_no, "late_review_answered", actor_ref=caller.subject, object_ref=request_id
            )
            log.info("late_review_answered", application_no=row.application_no, outcome=outcome)
        elif (row.outcome, row.answered_by, answer_of(resources, row)) != (outcome, caller.subject, said):
            raise _answered_already()
        decision = session.get_one(CaseDecision, row.decision_no)
    return _line(resources, row, decision)


def end_late_review(resources: Resources, request: EndLateReview) -> LateReviewEnded:
    """Idempotency key: request_id. Refusal `approval.late_review.not_found`."""
    with resources.database.transaction() as session:
        row = late_reviews.by_id(session, request.request_id)
        if row is None:
            raise _unknown()
        if row.told_at is None:
            row.told_at = resources.clock.now()
            session.add(row)
    return LateReviewEnded(ended=True)


def _check_offered(session: Session, decision: CaseDecision, now: datetime) -> None:
    requested = review_requests.request_of(session, decision.application_no, decision.submission)
    until = decision.review_request_until
    if until is not None and now < until and requested is None:
        raise Refusal(
            "approval.review_period_runs",
            "申请人工审查的期限还没有届满，可以直接申请对本案进行人工审查",
            "The period for a person's review still runs: ask for it in the case itself",
            status=409,
            article="个人信息保护法第二十四条",
            remedy_zh="请在该申请的页面上申请人工审查",
            remedy_en="Ask for the review on the page of the case",
        )
    if not late_answer.is_offered(
        automatic=decision.automatic,
        outcome=decision.outcome,
        until=until,
        asked_in_time=requested is not None,
        now=now,
    ):
        raise refusals.review_not_offered()


def _written(decision: CaseDecision, request_id: str, statement: str, now: datetime) -> LateReview:
    return LateReview(
        request_id=request_id,
        decision_no=decision.decision_no,
        application_no=decision.application_no,
        authority_code=decision.authority_code,
        account_subject=decision.account_subject,
        statement_encrypted=statement,
        requested_at=now,
    )


_LATE = Way(
    "late_review_requested",
    lambda session, decision: late_reviews.of_decision(session, decision.decision_no),
    _check_offered,
    _written,
    binding_of_late,
)


def _of_authority(session: Session, caller: Principal, request_id: str) -> LateReview:
    row = late_reviews.by_id(session, request_id)
    if row is None or row.authority_code != authority_of(caller):
        raise _unknown()
    return row


def _unknown() -> Refusal:
    return not_found("approval.late_review", "没有找到该人工审查申请", "There is no such request for a person's review")


def _answered_already() -> Refusal:
    return Refusal(
        "approval.late_review_answered",
        "该申请已经答复，答复以先写下的为准",
        "The request is answered already; the first answer stands",
        status=409,
        remedy_zh="请刷新页面查看已写下的答复",
        remedy_en="Reload the page to read it",
    )


def _line(resources: Resources, row: LateReview, decision: CaseDecision) -> LateReviewLine:
    return LateReviewLine(
        application_no=row.application_no,
        request_id=row.request_id,
        decision_no=row.decision_no,
        decided_at=decision.decided_at,
        applicant=mask_name(cases.applicant_of(resources, decision)),
        requested_at=row.requested_at,
        state="told" if row.told_at else "answered" if row.answered_at else "open",
        outcome=late_shown.outcome_of(row),
        answered_at=row.answered_at,
    )
