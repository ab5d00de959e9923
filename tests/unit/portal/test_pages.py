"""Which page a step is taken on, which is next, and which may be gone back to."""

from __future__ import annotations

import pytest

from catalogues.filing_types.words import Stage
from services.portal.domain import pages
from workflows.contract import Step


@pytest.mark.parametrize(
    ("possible", "page"),
    [
        ({Step.DECLARE_NAME, Step.ABANDON}, "name"),
        ({Step.DECLARE_NAME, Step.CONFIRM_OPERATOR, Step.ABANDON}, "operator"),
        ({Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS}, "preview"),
        ({Step.AUTHENTICATE}, "authentication"),
        ({Step.COLLECT_SIGNATURES, Step.SUBMIT}, "signing"),
        ({Step.REAUTHENTICATE, Step.ABANDON}, None),
        ({Step.REQUEST_REVIEW}, None),
        ({Step.DECIDE, Step.EXTEND, Step.WITHDRAW}, None),
        ((), None),
    ],
)
def test_the_furthest_page_is_next(possible: set[Step], page: str | None) -> None:
    """What is done with a button on the page of the case, on a page aside, or by an examiner leads nowhere else."""
    assert pages.next_page(possible) == page


def test_only_what_is_possible_is_open() -> None:
    """Back to what is not locked; nowhere while nobody can say what is possible."""
    possible = {Step.DECLARE_NAME, Step.CONFIRM_OPERATOR}
    assert {key for key in pages.PAGE_OF_STEP.values() if pages.is_open(key, possible)} == {"name", "operator"}
    assert not any(pages.is_open(key, ()) for key in pages.PAGE_OF_STEP.values())


def test_pages_that_follow_each_other_are_pages_of_the_notice() -> None:
    """All but the one for a review, which is aside."""
    assert set(pages.PAGE_OF_STEP.values()) - {page.key for page in pages.PAGES} == {"review"}


def test_a_licensed_business_is_licensed() -> None:
    """A citizen reads 已发照, also once the archive has the file."""
    assert pages.headline("ARCHIVED") == pages.headline("LICENSED") == "已发照"


@pytest.mark.parametrize(
    ("stage", "possible", "outcome", "may"),
    [
        (Stage.ARCHIVED, (), "REJECT", True),
        (Stage.WITHDRAWN, (), None, True),
        (Stage.ABANDONED, (), None, True),
        (Stage.ARCHIVED, (), "APPROVE", False),
        (Stage.REJECTED, (Step.REQUEST_REVIEW,), "REJECT", False),
        (Stage.DRAFT, (Step.DECLARE_NAME,), None, False),
    ],
)
def test_only_what_ended_without_a_registration_begins_again(
    stage: str, possible: tuple[Step, ...], outcome: str | None, may: bool
) -> None:
    """While anything can still be done in a case, that is done."""
    assert pages.may_begin_again(stage, possible, {"outcome": outcome} if outcome else None) is may
