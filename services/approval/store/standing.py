"""Where the decision on an application stands: everything that is kept of it, read with one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select

from catalogues.filing_types.words import DocumentKind
from kernel.reading_together import Questions
from services.approval.store.decisions import CaseDecision, DecisionDocument
from services.approval.store.extensions import ReviewExtension
from services.approval.store.review_requests import ReviewRequest
from services.approval.store.tasks import ReviewTask

_Row = TypeVar("_Row", ReviewTask, ReviewExtension, ReviewRequest)


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """`row` is the decision of the last submission, the examiner's before the automatic one. `documents` are its own,
    the review sheet first, and `referred` those of the automatic one it follows. The others are of that submission;
    the extension is the one that was granted."""

    row: CaseDecision
    documents: Sequence[DecisionDocument]
    referred: Sequence[DecisionDocument]
    task: ReviewTask | None
    extension: ReviewExtension | None
    requested: ReviewRequest | None


def of_application(session: Session, application_no: str) -> StandingDecision | None:
    decided, documents, tasks, extensions, requests = _OF_APPLICATION.ask(session, application_no=application_no)
    if not decided:
        return None
    # No submission has more than two: the rules' own, and an examiner's.
    row = max(decided, key=lambda each: (each.submission, not each.automatic))
    referred = {
        each.decision_no
        for each in decided
        if each.submission == row.submission and each.decision_no != row.decision_no
    }
    sheet_first = sorted(documents, key=lambda each: each.kind != DocumentKind.REVIEW_SHEET)
    return StandingDecision(
        row=row,
        documents=[each for each in sheet_first if each.decision_no == row.decision_no],
        referred=[each for each in sheet_first if each.decision_no in referred],
        task=_of(row.submission, tasks),
        extension=_of(row.submission, [each for each in extensions if each.extended_at and not each.declined_at]),
        requested=_of(row.submission, requests),
    )


def _of(submission: int, rows: Sequence[_Row]) -> _Row | None:
    return next((row for row in rows if row.submission == submission), None)


_NUMBER: BindParameter[str] = bindparam("application_no")
_OF_APPLICATION = Questions(
    select(CaseDecision).where(CaseDecision.application_no == _NUMBER),
    select(DecisionDocument)
    .join(CaseDecision, col(CaseDecision.decision_no) == col(DecisionDocument.decision_no))
    .where(CaseDecision.application_no == _NUMBER),
    select(ReviewTask).where(ReviewTask.application_no == _NUMBER),
    select(ReviewExtension).where(ReviewExtension.application_no == _NUMBER),
    select(ReviewRequest).where(ReviewRequest.application_no == _NUMBER),
)
