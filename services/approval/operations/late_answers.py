"""What the API answers with about requests for a person's review that came after its period."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from services.approval.domain.late_answer import LateOutcome
from services.approval.operations.answers import DecisionAnswer, LateReviewShown


class LateReviewLine(BaseModel):
    """One request on the desk: `applicant` is masked. `state` answered: written down, and not yet told and filed."""

    application_no: str
    request_id: str
    decision_no: str
    decided_at: datetime
    applicant: str
    requested_at: datetime
    state: Literal["open", "answered", "told"]
    outcome: LateOutcome | None
    answered_at: datetime | None


class LateReviewSheet(BaseModel):
    """What an examiner needs to answer. `own`: it is the caller's own application; `can_sign`: the caller's account has
    name and number."""

    line: LateReviewLine
    request: LateReviewShown
    decision: DecisionAnswer
    own: bool
    can_sign: bool
