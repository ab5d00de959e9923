"""What somebody who follows an application without a session may know of its review."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from services.approval.operations import refusals
from services.approval.operations.resources import Resources
from services.approval.store import tasks


class ReviewLimit(BaseModel):
    """`review_due` is the limit that counts now; `extended`: it was moved once; `requested`: the review is the one that
    the applicant asked for."""

    review_due: datetime
    extended: bool
    requested: bool


def review_limit(resources: Resources, subject: str, application_no: str) -> ReviewLimit:
    """Until when an examiner decides a case of the account `subject`. Refusal `approval.task.not_found` for anybody
    else's case, and where no examiner has one to decide."""
    with resources.database.reading() as session:
        row = tasks.latest_task(session, application_no)
        if row is None or row.account_subject != subject or row.state != "open":
            raise refusals.task_not_found()
        return ReviewLimit(
            review_due=row.review_due, extended=row.extended_until is not None, requested=row.origin == "requested"
        )
