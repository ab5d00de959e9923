"""A case that takes very many steps goes on in new runs, long before the engine would end it, and loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Actor, Stage
from services.approval.contract import Outcome
from tests.workflows.province import Applicant, Province, examiner_decides
from tests.workflows.references import USCC
from tests.workflows.test_reviews import details
from workflows import course
from workflows.contract import DEADLINE, POSSIBLE_STEPS, STAGE, WAITS_FOR, DeclareName, Extend, RequestReview, Step
from workflows.state import CaseState
from workflows.steps import STEPS_AT_MOST


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is long after one step already."""
    monkeypatch.setattr(course, "EVENTS_AT_MOST", 12)


async def _runs(applicant: Applicant) -> list[str]:
    """The runs of the case so far, each a new one."""
    described = await applicant.handle.describe()
    query = f'WorkflowId = "{applicant.handle.id}"'
    for _ in range(200):
        found = [run.run_id async for run in applicant.client.list_workflows(query)]
        if described.run_id in found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("the run is not visible")


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("did not happen")


@pytest.mark.usefixtures("short")
async def test_a_registration_across_many_runs(applicant: Applicant, province: Province) -> None:
    """The straight way is the same: one timeline, one archive, one code, whatever run a step falls into."""
    await applicant.up_to(Stage.SUBMITTED)
    closed = await applicant.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    assert province.stages()[0] == "DRAFT" and province.stages()[-3:] == ["UNDER_REVIEW", "APPROVED", "LICENSED"]
    assert len(await _runs(applicant)) > 3
    [decided] = province.requests("decide_case")
    assert {"application", "name", "authentication", "signatures", "filing_facts"} <= set(decided.parts)
    assert decided.asks_register  # the course a case was opened for goes along into every run


@pytest.mark.usefixtures("short")
async def test_a_deadline_goes_on(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """The signing deadline that began in an earlier run lapses the application in this one."""
    await applicant.up_to(Stage.SIGN_PENDING)
    assert len(await _runs(applicant)) > 2
    told = (await applicant.handle.describe()).typed_search_attributes
    assert (told[STAGE], told[WAITS_FOR]) == (Stage.SIGN_PENDING, Actor.APPLICANT)
    assert abs(told[DEADLINE] - province.now - province.window) < timedelta(seconds=1)
    assert set(told[POSSIBLE_STEPS]) == {Step.COLLECT_SIGNATURES, Step.SUBMIT, Step.ABANDON}
    assert "待签名" in await details(applicant)
    await time.fast_forward(applicant.handle, province.window + timedelta(minutes=1))
    await _until(lambda: province.stages()[-1] == Stage.LAPSED)
    assert (await applicant.take(Step.REAUTHENTICATE)).stage == Stage.AUTH_PENDING
    assert (await applicant.take(Step.ABANDON)).stage == Stage.ABANDONED


@pytest.mark.usefixtures("short")
async def test_an_examiner_decides_in_another_run(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Referred, extended again and again, overdue: the review goes on across runs until it is decided."""
    province.decisions = [province.decision(Outcome.REFER, review_due=datetime.now(UTC) + timedelta(days=3))]
    province.extended_until = datetime.now(UTC) + timedelta(days=6)
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.MANUAL_REVIEW in province.stages())
    before = len(await _runs(applicant))
    for _ in range(3):
        await applicant.take(Step.EXTEND, Extend(extension_id="x1"))
    assert len(await _runs(applicant)) > before
    await time.fast_forward(applicant.handle, timedelta(days=6, minutes=1))
    for _ in range(200):
        if "逾期" in await details(applicant):
            break
        await asyncio.sleep(0.05)
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.stages().count(Stage.MANUAL_REVIEW) == 1


@pytest.mark.usefixtures("short")
async def test_a_refusal_is_brought_before_a_person_in_another_run(applicant: Applicant, province: Province) -> None:
    """The period in which a review may be asked for is carried along."""
    until = datetime.now(UTC) + timedelta(days=7)
    province.decisions = [province.decision(Outcome.REJECT, review_request_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: province.stages()[-1] == Stage.REJECTED)
    await _until_settled(applicant, Stage.REJECTED)
    taken = await applicant.take(Step.REQUEST_REVIEW, RequestReview(request_id="r1"))
    assert taken.stage == Stage.MANUAL_REVIEW
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED


@pytest.mark.usefixtures("short")
async def test_nothing_under_way_is_lost(applicant: Applicant, province: Province) -> None:
    """A withdrawal during the review and steps sent at once are answered, across runs."""
    province.decisions = [province.decision(Outcome.REFER)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.MANUAL_REVIEW in province.stages())
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert province.names().count("close_task") == 1


async def test_too_many_steps_are_refused_for_a_while(applicant: Applicant, province: Province) -> None:
    """More steps a minute than a person takes: told so, with the time to wait; leaving is always possible."""
    await applicant.open()
    for number in range(STEPS_AT_MOST):
        await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id=f"d{number}"))
    refusal = await applicant.refused(Step.DECLARE_NAME, DeclareName(declaration_id="once more"))
    assert (refusal.code, refusal.status) == ("case.too_many_steps", 429)
    assert 0 < refusal.details["retry_after"] <= 60
    assert province.names().count("reserve_name") == STEPS_AT_MOST
    assert (await applicant.take(Step.ABANDON)).stage == Stage.ABANDONED


async def test_after_a_minute_steps_are_possible_again(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """The limit is of the last minute only."""
    await applicant.open()
    for number in range(STEPS_AT_MOST):
        await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id=f"d{number}"))
    await time.fast_forward(applicant.handle, timedelta(seconds=61))
    taken = await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id="d"))
    assert taken.stage == Stage.NAME_RESERVED


def test_everything_is_carried() -> None:
    """What a case remembers survives the way into a new run, through JSON."""
    state = CaseState(stage=Stage.SIGN_PENDING, window=2, taken=[datetime.now(UTC)], extended=True)
    assert CaseState.model_validate_json(state.model_dump_json()) == state


async def _until_settled(applicant: Applicant, stage: Stage) -> None:
    for _ in range(200):
        if (await applicant.handle.describe()).typed_search_attributes.get(STAGE) == stage:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("did not happen")
