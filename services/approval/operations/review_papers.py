"""Writes the papers of a review: the same bytes whenever they are asked for, kept with the automatic decision."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from catalogues.filing_types.words import DocumentKind, PartKind
from kernel.errors import Refusal
from kernel.exchange import DocumentRef, Made
from services.approval.contract import (
    DecideCase,
    PublishReviewAnswer,
    ReviewAnswerPart,
    ReviewAnswerPublished,
)
from services.approval.domain.review_papers import review_answer, review_request
from services.approval.operations import cases, refusals
from services.approval.operations.late_shown import outcome_of
from services.approval.operations.publishing import publish, render, told
from services.approval.operations.records import late_answer, late_statement, statement_of
from services.approval.operations.resources import Resources
from services.approval.operations.sealing import keep_papers
from services.approval.operations.signing import signature_of
from services.approval.store import decisions, late_reviews
from services.approval.store.decisions import CaseDecision
from services.approval.store.review_requests import ReviewRequest


def write_request(resources: Resources, made: ReviewRequest, kept: CaseDecision) -> DocumentRef:
    """What the applicant asked for within the period."""
    content = review_request(
        cases.case_of(resources, kept),
        told(resources, kept),
        statement_of(resources, made),
        made.requested_at,
        late=False,
    )
    [written] = _deposited(
        resources, kept, [render(resources, DocumentKind.REVIEW_REQUEST, content, made.requested_at)]
    )
    return written


def publish_review_answer(resources: Resources, request: PublishReviewAnswer) -> ReviewAnswerPublished:
    """The late request and its answer as papers, and the answer's part. Idempotency key: request_id. Raises Refusal
    `approval.late_review_unanswered`, `approval.review_request_unknown`."""
    with resources.database.reading() as session:
        row = late_reviews.by_id(session, request.request_id)
        if row is None or row.application_no != request.application_no:
            raise refusals.review_request_unknown()
        answer, outcome = late_answer(resources, row), outcome_of(row)
        if answer is None or outcome is None or row.answered_at is None or row.answered_by is None:
            raise _unanswered()
        kept = session.get_one(CaseDecision, row.decision_no)
        reviewer = signature_of(resources, session, row.answered_by).signature
        written = _written(session, row.decision_no)
    part = ReviewAnswerPart(
        application_no=row.application_no,
        decision_no=row.decision_no,
        outcome=outcome,
        reviewer=reviewer,
        requested_at=row.requested_at,
        answered_at=row.answered_at,
        fact=answer.fact,
        article=answer.article,
        remedy=answer.remedy,
    )
    if not written:
        case, decided = cases.case_of(resources, kept), told(resources, kept)
        asked = review_request(case, decided, late_statement(resources, row), row.requested_at, late=True)
        answered = review_answer(case, decided, outcome, answer, reviewer, row.requested_at, row.answered_at)
        written = _deposited(
            resources,
            kept,
            [
                render(resources, DocumentKind.REVIEW_REQUEST, asked, row.requested_at),
                render(resources, DocumentKind.REVIEW_ANSWER, answered, row.answered_at),
            ],
        )
    application = DecideCase.model_validate(kept.inputs["request"]).part(PartKind.APPLICATION)
    return ReviewAnswerPublished(
        parts={
            PartKind.APPLICATION: application,
            PartKind.DECISION: publish(resources, kept).part,
            PartKind.REVIEW_ANSWER: resources.exchange.deposit(row.application_no, PartKind.REVIEW_ANSWER, part),
        },
        documents=tuple(written),
        requested_at=row.requested_at,
        answered_at=row.answered_at,
    )


def _written(session: Session, decision_no: str) -> list[DocumentRef]:
    """The papers of a late review that are there already, the request first."""
    kinds = (DocumentKind.REVIEW_REQUEST, DocumentKind.REVIEW_ANSWER)
    found = {row.kind: row.reference() for row in decisions.documents(session, decision_no)}
    return [found[kind] for kind in kinds] if all(kind in found for kind in kinds) else []


def _deposited(resources: Resources, kept: CaseDecision, papers: Sequence[Made]) -> list[DocumentRef]:
    authority = cases.case_of(resources, kept).application.authority_name
    return keep_papers(resources, kept, authority, papers)


def _unanswered() -> Refusal:
    return Refusal(
        "approval.late_review_unanswered",
        "该人工审查申请还没有答复",
        "The request for a person's review is not answered yet",
        status=409,
        remedy_zh="请先写下答复",
        remedy_en="Write the answer first",
    )
