"""Where a case stands as the portal tells it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogues.filing_types.words import Actor, Stage
from services.portal.domain.position import by_record, by_workflow
from workflows.contract import Step
from workflows.standing import Standing

UNTIL = datetime(2026, 11, 30, 16, tzinfo=UTC)


def _recorded(stage: str, waits_for: str | None = "applicant") -> dict[str, str | None]:
    return {"stage": stage, "waits_for": waits_for, "deadline": UNTIL.isoformat()}


def test_the_workflows_word_counts() -> None:
    """As it is."""
    standing = Standing(Stage.SIGNED, frozenset({Step.SUBMIT, Step.ABANDON}), Actor.APPLICANT, UNTIL)
    assert by_workflow(standing).told() == {
        "stage": "SIGNED",
        "possible_steps": ["abandon", "submit"],
        "waits_for": "applicant",
        "deadline": "2026-11-30T16:00:00+00:00",
        "exact": True,
    }


def test_while_it_is_silent_no_step_is_offered() -> None:
    """What was recorded is shown, and that it may not be the last word."""
    position = by_record(_recorded("AUTH_PENDING"), closed=False, filed=False)
    assert (position.stage, position.waits_for, position.deadline) == (Stage.AUTH_PENDING, Actor.APPLICANT, UNTIL)
    assert not position.exact and not position.possible_steps


def test_a_line_that_says_nothing_is_not_guessed_from() -> None:
    """Written by an earlier release."""
    assert by_record(_recorded("MANUAL_REVIEW", None), closed=False, filed=False).waits_for is None


@pytest.mark.parametrize("stage", ["REJECTED", "WITHDRAWN", "ABANDONED", "LICENSED"])
def test_a_closed_case_waits_for_nobody(stage: str) -> None:
    """Nor until any time, whatever was recorded before."""
    position = by_record(_recorded(stage), closed=True, filed=False)
    assert (position.stage, position.waits_for, position.deadline, position.exact) == (stage, "nobody", None, True)


def test_the_archive_tells_that_a_case_was_filed() -> None:
    """Of a licensed one; a file of another says nothing about its stage."""
    assert by_record(_recorded("LICENSED"), closed=True, filed=True).stage is Stage.ARCHIVED
    assert by_record(_recorded("REJECTED"), closed=True, filed=True).stage is Stage.REJECTED
