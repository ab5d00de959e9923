"""How a late request for a person's review and its answer are shown, to its applicant and at the desk."""

from __future__ import annotations

from sqlmodel import Session

from services.approval.domain.late_answer import LateOutcome
from services.approval.operations.answers import LateReviewShown
from services.approval.operations.records import late_answer, late_statement
from services.approval.operations.resources import Resources
from services.approval.operations.signing import signature_of
from services.approval.store.late_reviews import LateReview

_OUTCOMES: dict[str, LateOutcome] = {"STANDS": "STANDS", "WRONG": "WRONG"}


def outcome_of(row: LateReview) -> LateOutcome | None:
    return _OUTCOMES[row.outcome] if row.outcome else None


def shown(resources: Resources, session: Session, row: LateReview) -> LateReviewShown:
    answer = late_answer(resources, row)
    return LateReviewShown(
        request_id=row.request_id,
        statement=late_statement(resources, row),
        requested_at=row.requested_at,
        outcome=outcome_of(row),
        fact=answer.fact if answer else None,
        article=answer.article if answer else None,
        remedy=answer.remedy if answer else None,
        reviewer=signature_of(resources, session, row.answered_by).signature if row.answered_by else None,
        answered_at=row.answered_at,
    )
