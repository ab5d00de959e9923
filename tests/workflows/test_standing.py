"""Where a case stands, read without asking the case: by describing its workflow."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Actor, Stage
from kernel.errors import Outage
from services.portal.clients.cases import Cases
from tests.servers import RunningTemporal
from tests.workflows.province import Applicant, Province, run_workers
from workflows.contract import DeclareName, OpenCase, Step, StepTaken
from workflows.standing import standing_of

WAY: Mapping[Stage, tuple[Step, tuple[Any, ...]]] = {
    Stage.DRAFT: (Step.DECLARE_NAME, (DeclareName(declaration_id="d1"),)),
    Stage.NAME_RESERVED: (Step.CONFIRM_OPERATOR, ()),
    Stage.OPERATOR_LOCKED: (Step.COMPLETE_DETAILS, ()),
    Stage.INFO_READY: (Step.CONFIRM_DOCUMENTS, ()),
    Stage.AUTH_PENDING: (Step.AUTHENTICATE, ()),
    Stage.SIGN_PENDING: (Step.COLLECT_SIGNATURES, ()),
}
"""The step that leads on from a stage."""


def _opened(number: str) -> OpenCase:
    kind, edition = "sole_trader.establishment", "2025-07-15"
    return OpenCase(application_no=number, authority_code="14021300", filing_type=kind, edition=edition)


async def test_it_is_what_the_answer_to_the_step_says(time: TimeSkipper, province: Province) -> None:
    """At once, at every stage from the opening on."""
    cases, applicant = Cases(time.client, 20, "https://portal.example"), Applicant(time.client)
    taken = await cases.open(_opened(applicant.application_no))
    assert await cases.standing(applicant.application_no) == standing_of(taken)
    while taken.stage in WAY:
        taken = await _next(applicant, taken.stage)
        standing = await cases.standing(applicant.application_no)
        assert standing == standing_of(taken)
        assert standing.possible_steps and standing.waits_for is Actor.APPLICANT
    assert taken.stage is Stage.SIGNED


async def _next(applicant: Applicant, stage: Stage) -> StepTaken:
    step, args = WAY[stage]
    return await applicant.take(step, *args)


async def test_it_is_told_while_no_worker_runs(time: TimeSkipper) -> None:
    """The case cannot be asked then, and need not be."""
    cases, applicant, province = Cases(time.client, 20, "https://portal.example"), Applicant(time.client), Province()
    async with AsyncExitStack() as stack:
        await run_workers(stack, time.client, province)
        await cases.open(_opened(applicant.application_no))
        taken = await _next(applicant, Stage.DRAFT)
    assert await cases.standing(applicant.application_no) == standing_of(taken)


async def test_a_case_that_does_not_tell_is_asked(time: TimeSkipper, province: Province) -> None:
    """An earlier release left no word of it among the attributes; asking again at the same stage costs nothing more."""
    cases, applicant = Cases(time.client, 20, "https://portal.example"), Applicant(time.client, told=False)
    taken = await applicant.open()
    length = [await _length(applicant)]
    for _ in range(2):
        standing = await cases.standing(applicant.application_no)
        assert standing is not None and standing.possible_steps == {Step.DECLARE_NAME, Step.ABANDON}
        length.append(await _length(applicant))
    assert taken.stage is Stage.DRAFT
    assert length[0] < length[1] == length[2]


async def _length(applicant: Applicant) -> int:
    return (await applicant.handle.describe()).history_length


async def test_an_ended_case_waits_for_nobody(time: TimeSkipper, province: Province) -> None:
    """One that is long closed, or never was, is unknown."""
    cases, applicant = Cases(time.client, 20, "https://portal.example"), Applicant(time.client)
    await cases.open(_opened(applicant.application_no))
    await applicant.take(Step.ABANDON)
    await applicant.handle.result()
    standing = await cases.standing(applicant.application_no)
    assert standing is not None
    assert (standing.stage, standing.waits_for, standing.possible_steps) == (Stage.ABANDONED, Actor.NOBODY, frozenset())
    assert await cases.standing("1" * 23) is None


async def test_many_are_told_by_one_query(time: TimeSkipper, province: Province) -> None:
    """Running and ended ones; the unknown are left out."""
    cases = Cases(time.client, 20, "https://portal.example")
    running, ended = Applicant(time.client), Applicant(time.client)
    for each in (running, ended):
        await cases.open(_opened(each.application_no))
    taken = await _next(running, Stage.DRAFT)
    await ended.take(Step.ABANDON)
    await ended.handle.result()
    wanted = [running.application_no, ended.application_no, "1" * 23]
    expected = {running.application_no: standing_of(taken), ended.application_no: await cases.standing(wanted[1])}
    for _ in range(400):
        if (found := await cases.standings(wanted)) == expected:
            break
    assert found == expected
    assert await cases.standings([]) == {}


def test_silence_is_an_outage(temporal: RunningTemporal) -> None:
    """Told soon, so that a page can show what else is known."""
    with asyncio.Runner() as loop:
        cases = Cases(loop.run(temporal.connect()), 20, "https://portal.example")
        with temporal.down():
            with pytest.raises(Outage):
                loop.run(cases.standing("1" * 23))
            with pytest.raises(Outage):
                loop.run(cases.standings(["1" * 23]))
