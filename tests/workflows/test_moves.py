"""A business moves once its file has come; for three months it is waited for, with an alarm on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types import editions
from catalogues.filing_types.words import Actor, Stage
from services.approval.contract import Outcome
from services.archive.contract import MoveStands
from tests.workflows.approval_fakes import received
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC, document
from tests.workflows.test_another_kind import handed_in
from workflows.contract import FILE_MOVED, STAGE, DeclareName, Step


@pytest.fixture
def mover(applicant: Applicant) -> Applicant:
    """The operator of a business that moves to another authority."""
    applicant.filing_type = editions.MOVE
    applicant.application_no = f"14021509{uuid4().int % 10**15:015d}"
    return applicant


def standing(status: Literal["REQUESTED", "HANDED_OVER", "RECEIVED", "OVERDUE"], days: int = 60) -> MoveStands:
    """How the file stands; something is to come in so many days from now."""
    if status == "RECEIVED":
        return received()
    now = datetime.now(UTC)
    ahead = now + timedelta(days=days) if status != "OVERDUE" else None
    return MoveStands(status=status, until=now + timedelta(days=92), next_at=ahead, papers=(document("move_letter"),))


async def fetched(mover: Applicant) -> None:
    """Opened, held, named anew, filled in, submitted; the file is asked for."""
    await mover.begin()
    taken = await mover.take(Step.TAKE_UP)
    assert Step.DECLARE_NAME in taken.possible_steps
    await mover.take(Step.DECLARE_NAME, DeclareName(declaration_id="d1"))
    await handed_in(mover)


async def until_requested(mover: Applicant) -> None:
    while (await mover.handle.describe()).typed_search_attributes.get(STAGE) != Stage.FILE_REQUESTED:
        await asyncio.sleep(0.05)


async def test_received_at_once(mover: Applicant, province: Province) -> None:
    """Where the systems are connected nobody waits: decided, registered with the new authority, licensed, filed with
    the papers of the move."""
    await fetched(mover)
    closed = await mover.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    [asked] = province.requests("stand_move")
    assert (asked.uscc, asked.to_authority, set(asked.parts)) == (USCC, "14021300", {"entity_before"})
    [filed] = province.requests("hand_over_file")
    assert filed.business_type == "09" and filed.uscc == USCC
    [decided] = province.requests("decide_case")
    assert decided.submitted_at <= decided.complete_at <= datetime.now(UTC)
    assert {"move_letter", "move_manifest", "move_receipt"} <= {each.kind for each in filed.documents}
    assert province.stages()[-4:] == ["FILE_REQUESTED", "UNDER_REVIEW", "APPROVED", "LICENSED"]


async def test_a_person_hands_it_over(mover: Applicant, province: Province) -> None:
    """The case waits for the other authority until it is told that somebody acted."""
    province.moves = [standing("REQUESTED"), standing("HANDED_OVER")]
    await fetched(mover)
    await until_requested(mover)
    taken = await mover.take(Step.OPEN)
    assert taken.waits_for is Actor.DEPARTMENT and taken.deadline and "decide_case" not in province.names()
    await mover.handle.signal(FILE_MOVED)
    while len(province.requests("stand_move")) < 2:
        await asyncio.sleep(0.05)
    await mover.handle.signal(FILE_MOVED)
    assert (await mover.handle.result()).stage is Stage.ARCHIVED


async def test_alarms_and_the_limit(mover: Applicant, province: Province, time: TimeSkipper) -> None:
    """It looks at each alarm and at the limit; then nothing moves, the applicant is told why, and name and business are
    let go."""
    province.moves = [*(standing("REQUESTED", 60) for _ in range(95)), standing("OVERDUE")]
    await fetched(mover)
    await until_requested(mover)
    await time.fast_forward(mover.handle, timedelta(days=59))
    assert 55 <= len(province.requests("stand_move")) <= 65 and "message_applicant" not in province.names()
    await time.fast_forward(mover.handle, timedelta(days=40))
    closed = await mover.handle.result()
    assert closed.stage is Stage.WITHDRAWN and "decide_case" not in province.names()
    assert [each.template for each in province.requests("message_applicant")] == ["move_lapsed"]
    [filed] = province.requests("hand_over_file")
    assert (filed.outcome, filed.uscc) == ("WITHDRAWN", None)
    assert {"release_name", "close_filing"} <= set(province.names())


async def test_who_withdraws_does_not_wait(mover: Applicant, province: Province) -> None:
    """The business stays where it is and is free for another filing."""
    province.moves = [standing("REQUESTED")] * 10
    await fetched(mover)
    await until_requested(mover)
    await mover.take(Step.WITHDRAW)
    closed = await mover.handle.result()
    assert closed.stage is Stage.WITHDRAWN and "close_filing" in province.names()


async def test_a_corrected_move_asks_for_the_file_once(mover: Applicant, province: Province) -> None:
    """What came stays; the corrected application is decided with it."""
    limit = {"return_to": "details", "correction_until": datetime.now(UTC) + timedelta(days=8)}
    province.decisions = [province.decision(Outcome.CORRECT, **limit)]
    await fetched(mover)
    while (await mover.handle.describe()).typed_search_attributes.get(STAGE) != Stage.CORRECTION_REQUIRED:
        await asyncio.sleep(0.05)
    await mover.take(Step.CORRECT)
    await handed_in(mover)
    assert (await mover.handle.result()).stage is Stage.ARCHIVED
    assert province.names().count("stand_move") == 1
