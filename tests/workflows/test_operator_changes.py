"""Whoever takes a business over confirms who they are; departments are heard, then it is a change like every other."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC, ref
from tests.workflows.test_another_kind import handed_in
from workflows.contract import STAGE, Step


@pytest.fixture
def successor(applicant: Applicant) -> Applicant:
    """Somebody who takes a business over."""
    applicant.filing_type = editions.OPERATOR_CHANGE
    applicant.application_no = f"14021312{uuid4().int % 10**15:015d}"
    return applicant


async def asked(successor: Applicant) -> None:
    """Opened, held, confirmed, filled in, submitted; departments are asked."""
    await successor.begin()
    taken = await successor.take(Step.TAKE_UP)
    assert taken.stage is Stage.NAME_RESERVED and Step.CONFIRM_OPERATOR in taken.possible_steps
    await successor.take(Step.CONFIRM_OPERATOR)
    await handed_in(successor)


async def test_heard_registered_licensed_and_filed(successor: Applicant, province: Province) -> None:
    """Decided with what departments said; the register writes a version of the business that was held, and the naming
    service is told of nothing."""
    await asked(successor)
    closed = await successor.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    [decided] = province.requests("decide_case")
    assert decided.parts["replies"] == ref("replies")
    [issued] = province.requests("issue_licence")
    assert issued.enters["uscc"] == USCC and issued.enters["tells_naming"] is True
    [filed] = province.requests("hand_over_file")
    assert filed.business_type == "12" and "replies" in filed.parts
    assert province.stages()[-4:] == ["DEPARTMENTS_ASKED", "UNDER_REVIEW", "APPROVED", "LICENSED"]


async def test_silence_decides_nothing(successor: Applicant, province: Province) -> None:
    """A department that does not answer is waited for; who withdraws meanwhile lets the business go."""
    province.silent_for = 10**6
    await asked(successor)
    while (await successor.handle.describe()).typed_search_attributes.get(STAGE) != Stage.DEPARTMENTS_ASKED:
        await asyncio.sleep(0.05)
    await successor.take(Step.WITHDRAW)
    closed = await successor.handle.result()
    assert closed.stage is Stage.WITHDRAWN and "decide_case" not in province.names()
    assert "close_filing" in province.names()


async def test_an_ordinary_change_does_not_ask_who_runs_it(applicant: Applicant, province: Province) -> None:
    """The step is refused where the operator stands fast, and no department is asked."""
    applicant.filing_type = editions.CHANGE
    applicant.application_no = f"14021302{uuid4().int % 10**15:015d}"
    await applicant.begin()
    await applicant.take(Step.TAKE_UP)
    assert (await applicant.refused(Step.CONFIRM_OPERATOR)).code == "case.step_out_of_order"
    await handed_in(applicant)
    assert (await applicant.handle.result()).stage is Stage.ARCHIVED
    assert "ask_departments" not in province.names()
