"""Applicants ask for a person's review of an automatic refusal (个人信息保护法 Art. 24)."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel import Session

from kernel.clock import local_date
from kernel.errors import Defect
from kernel.tokens import Principal
from services.approval.contract import OpenReview, ReviewOpened
from services.approval.domain import limits
from services.approval.operations import refusals
from services.approval.operations.answers import ReviewRequested
from services.approval.operations.asking import Way, ask
from services.approval.operations.records import binding_of_request
from services.approval.operations.resources import Resources, lock_application
from services.approval.operations.review_papers import write_request
from services.approval.store import review_requests, tasks
from services.approval.store.decisions import CaseDecision
from services.approval.store.review_requests import ReviewRequest
from services.approval.store.tasks import ReviewTask

log = structlog.get_logger()


def request_review(resources: Resources, caller: Principal, application_no: str, statement: str) -> ReviewRequested:
    """Write the request down for the workflow to open the review, within the period for it.

    Idempotency key: the decision; what was said first stays. Refusals: `approval.decision.not_found`, also for
    others' applications; `approval.review_not_offered` where no automatic refusal stands;
    `approval.review_period_over`.
    """
    answer, new = ask(resources, caller, application_no, statement, _IN_TIME)
    if new:
        log.info("review_requested", application_no=application_no)
    return answer


def open_review(resources: Resources, request: OpenReview) -> ReviewOpened:
    """Put a refused case on the examiners' desk because its applicant asked; without a `request_id`, if one did.

    Idempotency key: application_no + submission. Three working days run from the day of the request (条例 Art. 19).
    Refusals: `approval.review_request_unknown`. Raises Defect `approval.calendar_missing`.
    """
    with resources.database.transaction() as session:
        lock_application(session, request.application_no)
        made = review_requests.request_of(session, request.application_no, request.submission)
        if request.request_id is not None and (made is None or made.request_id != request.request_id):
            raise refusals.review_request_unknown()
        if made is None:
            return ReviewOpened(review_due=None)
        task = tasks.task(session, request.application_no, request.submission)
        if task is None:
            task = _task(resources, made, session.get_one(CaseDecision, made.decision_no))
            made.opened_at = task.opened_at
            session.add_all([task, made])
            session.flush()
            resources.record(
                session, made.application_no, "review_opened", actor_ref="rules", object_ref=made.request_id
            )
            log.info("review_opened", application_no=made.application_no)
        decision = session.get_one(CaseDecision, made.decision_no)
    document = write_request(resources, made, decision)
    return ReviewOpened(review_due=task.review_due, document=document, requested_at=made.requested_at)


def _asked(session: Session, decision: CaseDecision) -> ReviewRequest | None:
    if decision.review_request_until is None:
        raise refusals.review_not_offered()
    return review_requests.request_of(session, decision.application_no, decision.submission)


def _check_period(_: Session, decision: CaseDecision, now: datetime) -> None:
    if decision.review_request_until is not None and now >= decision.review_request_until:
        raise refusals.review_period_over(decision.review_request_until)


def _written(decision: CaseDecision, request_id: str, statement: str, now: datetime) -> ReviewRequest:
    return ReviewRequest(
        request_id=request_id,
        decision_no=decision.decision_no,
        application_no=decision.application_no,
        submission=decision.submission,
        statement_encrypted=statement,
        requested_at=now,
    )


_IN_TIME = Way("review_requested", _asked, _check_period, _written, binding_of_request)


def _task(resources: Resources, made: ReviewRequest, decision: CaseDecision) -> ReviewTask:
    if decision.review_request_until is None:
        raise Defect("approval.review_not_offered", decision.decision_no)
    return ReviewTask(
        application_no=made.application_no,
        submission=made.submission,
        authority_code=decision.authority_code,
        account_subject=decision.account_subject,
        origin="requested",
        state="open",
        opened_at=resources.clock.now(),
        review_due=limits.review_due(local_date(made.requested_at)),
    )
