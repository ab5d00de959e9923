"""Who may take which step, and what the step is taken with."""

from __future__ import annotations

import pytest

from services.portal.operations.cases import APPLICANT_STEPS, EXAMINER_STEPS, argument_of
from workflows.contract import Decide, DeclareName, Extend, RequestReview, Step


def test_each_step_belongs_to_one_party() -> None:
    """Opening and retrying have routes of their own; every other step is the applicant's or the examiner's."""
    assert set(Step) == APPLICANT_STEPS | EXAMINER_STEPS | {Step.OPEN, Step.RETRY}
    assert not APPLICANT_STEPS & EXAMINER_STEPS
    assert {Step.DECIDE, Step.EXTEND} == EXAMINER_STEPS


@pytest.mark.parametrize(
    ("step", "argument"),
    [
        (Step.DECLARE_NAME, DeclareName(declaration_id="d")),
        (Step.DECIDE, Decide(proposal_id="p")),
        (Step.EXTEND, Extend(extension_id="x")),
        (Step.REQUEST_REVIEW, RequestReview(request_id="r")),
        (Step.SUBMIT, None),
    ],
)
def test_a_step_takes_its_own_part_of_a_request(step: Step, argument: object) -> None:
    """Of all that a request may carry, each step is given what belongs to it."""
    body = {"declaration_id": "d", "proposal_id": "p", "extension_id": "x", "review_request_id": "r"}
    assert argument_of(step, body) == argument
