"""A licence that was lost is void in public before another is printed; what is registered stays."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC, ref
from tests.workflows.test_another_kind import handed_in
from workflows import replacement
from workflows.contract import Step


@pytest.fixture
def loser(applicant: Applicant) -> Applicant:
    """The operator of a business whose licence is gone."""
    applicant.filing_type = editions.REPLACEMENT
    applicant.application_no = f"14021307{uuid4().int % 10**15:015d}"
    return applicant


async def asked_for(loser: Applicant) -> None:
    """Opened, held, filled in and submitted. There is no name to declare."""
    await loser.begin()
    taken = await loser.take(Step.TAKE_UP)
    assert set(taken.possible_steps) == {Step.COMPLETE_DETAILS, Step.ABANDON}
    await handed_in(loser)


async def test_void_in_public_before_it_is_printed(loser: Applicant, province: Province) -> None:
    """Declared void, published, printed of the version in force, told; nothing is entered, and the business is free."""
    province.voided = ref("licence_voided")
    await asked_for(loser)
    closed = await loser.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    after = province.names()[province.names().index("decide_case") + 1 :]
    acts = [name for name in after if name != "record_stages"]
    assert acts == [
        "void_licence",
        "announce_registration",
        "issue_licence",
        "announce_registration",
        "close_filing",
        "hand_over_file",
    ]
    before, then = province.requests("announce_registration")
    assert "licence_voided" in before.parts and "licence" not in before.parts and before.occasion is None
    assert "licence" in then.parts and then.occasion == 1
    [printed] = province.requests("issue_licence")
    assert printed.enters is None and printed.parts["entity_before"] == ref("entity_before")
    [filed] = province.requests("hand_over_file")
    assert filed.business_type == "07" and {"entity_before", "licence_voided", "licence"} <= filed.parts.keys()
    assert "LICENSED" in province.stages()


async def test_one_that_comes_back_stands_until_it_is_replaced(loser: Applicant, province: Province) -> None:
    """Nothing is published as void where the licence is only exchanged."""
    await asked_for(loser)
    await loser.handle.result()
    assert province.names().count("announce_registration") == 1


def test_it_is_small() -> None:
    """Fewer than 80 lines."""
    assert len(Path(replacement.__file__).read_text(encoding="utf-8").splitlines()) < 80
