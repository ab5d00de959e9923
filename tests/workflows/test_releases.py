"""A filing survives a new release: another worker, with other code, continues whatever is open."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from kernel.errors import Defect, Outage
from services.approval.contract import Outcome
from services.register.contract.messages import SuspensionTurned
from tests.fixtures.services.keys import PART_AUTHORS
from tests.servers import RunningTemporal
from tests.workflows.conftest import CODEC_KEYS
from tests.workflows.province import Applicant, Province, examiner_decides, run_services
from tests.workflows.test_late_reviews import begun
from tests.workflows.test_moves import standing
from tests.workflows.test_revocations import begun as examination_begun
from tests.workflows.test_revocations import decided, examined
from workflows import releases, worker
from workflows.acts import archive, notice
from workflows.acts.conduct import Conduct
from workflows.contract import (
    REVOCATION,
    STAGE,
    SUSPENSION_TERM,
    DeclareName,
    Step,
    StepTaken,
    suspension_term_id,
    workflow_of,
)
from workflows.releases import Release, bring_along, give_up_charge, take_charge
from workflows.worker import WORKFLOWS, WorkerSettings, workflow_worker

OLD, NEW = Release("old"), Release("new")
KINDS = {
    editions.ESTABLISHMENT: "01",
    editions.CHANGE: "02",
    editions.MOVE: "09",
    editions.OPERATOR_CHANGE: "12",
    editions.RECORD: "03",
    editions.DEREGISTRATION: "04",
    editions.SIMPLE_DEREGISTRATION: "05",
    editions.REPLACEMENT: "07",
    editions.SUSPENSION: "08",
    editions.RESUMPTION: "10",
}
"""One of every kind of filing, and what its number says."""

NEXT = {
    Stage.NAME_RESERVED: Step.CONFIRM_OPERATOR,
    Stage.OPERATOR_LOCKED: Step.COMPLETE_DETAILS,
    Stage.INFO_READY: Step.CONFIRM_DOCUMENTS,
    Stage.AUTH_PENDING: Step.AUTHENTICATE,
    Stage.SIGN_PENDING: Step.SUBMIT,
    Stage.LAPSED: Step.REAUTHENTICATE,
    Stage.CORRECTION_REQUIRED: Step.CORRECT,
    Stage.MANUAL_REVIEW: Step.DECIDE,
}
PREPARING = (Stage.DRAFT, Stage.OPERATOR_LOCKED, Stage.INFO_READY, Stage.AUTH_PENDING, Stage.SIGN_PENDING)
_OVER = {Stage.ARCHIVED, Stage.REJECTED}


@pytest.fixture
async def services(time: TimeSkipper) -> AsyncIterator[Province]:
    """The services alone; afterwards tasks are for workers without a release again, as other tests have them."""
    async with AsyncExitStack() as stack:
        province = Province(objections_until=datetime.now(UTC) + timedelta(days=10))
        await run_services(stack, time.client, province)
        yield province
        await give_up_charge(time.client)


@asynccontextmanager
async def at_work(time: TimeSkipper, release: Release) -> AsyncIterator[asyncio.Event]:
    """A worker of `release`, in charge."""
    stop = asyncio.Event()
    async with workflow_worker(time.client, release=release):
        await take_charge(time.client, release, stop, alone=True)
        yield stop
        stop.set()


def of_kind(time: TimeSkipper, kind: str) -> Applicant:
    return Applicant(time.client, kind, application_no=f"140213{KINDS[kind]}{uuid4().int % 10**15:015d}")


async def onward(case: Applicant, taken: StepTaken) -> StepTaken:
    """The next step of whatever stands where `taken` says."""
    if taken.stage is Stage.DRAFT:
        anew = Step.TAKE_UP not in taken.possible_steps
        return await (
            case.take(Step.DECLARE_NAME, DeclareName(declaration_id="d")) if anew else case.take(Step.TAKE_UP)
        )
    step = NEXT[taken.stage]
    return await case.take(step, *([examiner_decides()] if step is Step.DECIDE else []))


async def prepared(case: Applicant, stage: Stage) -> Applicant:
    """Opened, and taken along to `stage`."""
    taken = await case.open()
    while taken.stage is not stage:
        taken = await onward(case, taken)
    return case


async def until(case: Applicant, stage: Stage) -> Applicant:
    while (await case.handle.describe()).typed_search_attributes.get(STAGE) != stage:
        await asyncio.sleep(0.05)
    return case


async def build_of(handle: WorkflowHandle[Any, Any], time: TimeSkipper) -> str:
    """The release that worked on it last."""
    request = DescribeWorkflowExecutionRequest(namespace=time.client.namespace)
    request.execution.workflow_id = handle.id
    described = await time.client.workflow_service.describe_workflow_execution(request)
    return described.workflow_execution_info.versioning_info.deployment_version.build_id


async def returned(case: Applicant, province: Province, outcome: Outcome, stage: Stage, **fields: Any) -> Applicant:
    """Handed in, and decided so."""
    province.decisions.append(province.decision(outcome, **fields))
    await (await prepared(case, Stage.SIGN_PENDING)).take(Step.SUBMIT)
    return await until(case, stage)


async def in_trouble(case: Applicant, province: Province, trouble: list[Any], where: str, stage: Stage) -> Applicant:
    """Handed in, and stuck at an act that meets `trouble`."""
    province.trouble[where] = trouble
    await (await prepared(case, Stage.SIGN_PENDING)).take(Step.SUBMIT)
    while len(trouble):
        await asyncio.sleep(0.05)
    return await until(case, stage)


async def at_every_stage(time: TimeSkipper, province: Province, kind: str) -> list[Applicant]:
    """An open case of this kind at every stage at which one waits; of the stages before the submission, which all kinds
    share, at two."""
    stages = PREPARING if kind == editions.ESTABLISHMENT else PREPARING[1::2]
    cases = [await prepared(of_kind(time, kind), stage) for stage in stages]
    lapsed = await prepared(of_kind(time, kind), Stage.AUTH_PENDING)
    await time.fast_forward(lapsed.handle, province.window + timedelta(minutes=1))
    cases.append(await until(lapsed, Stage.LAPSED))
    if kind in (editions.DEREGISTRATION, editions.SIMPLE_DEREGISTRATION):
        province.silent_for = 10_000
        silent = await prepared(of_kind(time, kind), Stage.SIGN_PENDING)
        await silent.take(Step.SUBMIT)
        cases.append(await until(silent, Stage.DEPARTMENTS_ASKED))
        return cases
    if kind == editions.MOVE:
        province.moves = [standing("REQUESTED")]
        waiting = await prepared(of_kind(time, kind), Stage.SIGN_PENDING)
        await waiting.take(Step.SUBMIT)
        cases.append(await until(waiting, Stage.FILE_REQUESTED))
    cases.append(await returned(of_kind(time, kind), province, Outcome.REFER, Stage.MANUAL_REVIEW))
    limit = {"return_to": "details", "correction_until": datetime.now(UTC) + timedelta(days=8)}
    cases.append(await returned(of_kind(time, kind), province, Outcome.CORRECT, Stage.CORRECTION_REQUIRED, **limit))
    if kind != editions.ESTABLISHMENT:
        return cases
    defect = [Defect("test.broken")] * 4
    return [*cases, await in_trouble(of_kind(time, kind), province, defect, "hand_over_file", Stage.NEEDS_ATTENTION)]


async def to_the_end(time: TimeSkipper, case: Applicant, taken: StepTaken) -> Stage:
    """Whatever it waits for comes."""
    if Step.RETRY in taken.possible_steps:
        await case.take(Step.RETRY)
    elif taken.stage in {Stage.DEPARTMENTS_ASKED, Stage.FILE_REQUESTED}:
        with contextlib.suppress(RPCError):  # the look that was due already may have ended it
            await time.fast_forward(case.handle, timedelta(days=11))
    else:
        while taken.stage in NEXT or taken.stage is Stage.DRAFT:
            before, taken = taken.stage, await onward(case, taken)
            if before is Stage.MANUAL_REVIEW:
                break
    return (await case.handle.result()).stage


def another_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the code does one thing more at the end of every case, guarded by a patch."""
    conclude = archive.conclude

    async def told_twice(conduct: Conduct) -> None:
        if workflow.patched("the applicant is told once more"):
            await notice.message_applicant(conduct, "licensed")
        await conclude(conduct)

    monkeypatch.setattr(archive, "conclude", told_twice)


async def test_open_cases_of_every_kind_and_stage_go_on(
    time: TimeSkipper, services: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old worker ends, one with other code begins: each case answers its next step, goes on to its end, the new
    way where its patch is still ahead, and was worked on by the new release last."""
    async with at_work(time, OLD):
        found = [await at_every_stage(time, services, kind) for kind in KINDS]
        cases = [case for kind in found for case in kind]
        assert {await build_of(case.handle, time) for case in cases} == {"old"}
    another_release(monkeypatch)
    async with at_work(time, NEW):
        standing = [await case.take(Step.OPEN) for case in cases]
        services.silent_for = 0
        ends = [await to_the_end(time, case, taken) for case, taken in zip(cases, standing, strict=True)]
        assert {await build_of(case.handle, time) for case in cases} == {"new"}
    assert set(ends) == {Stage.ARCHIVED}
    told = {
        request.application_no for request in services.requests("message_applicant") if request.template == "licensed"
    }
    assert len(told) == len(cases) - 1  # the one whose file could not be handed over had come past it


def test_every_workflow_of_applicants_was_among_them() -> None:
    """Whoever adds a kind of filing adds it above."""
    described = {each.key: each for each in editions.all()}
    carried = {workflow_of(described[kind]) for kind in KINDS} | _ASLEEP
    assert carried == {definition(each).name for each in WORKFLOWS if definition(each).name not in _PINNED}


def definition(each: type) -> Any:
    return getattr(each, "__temporal_workflow_definition")


_PINNED = {"LateReviewWorkflow", "RegisterTakeOver"}
_ASLEEP = {REVOCATION, SUSPENSION_TERM}
"""They sleep for months in which many releases come; below, each is woken by a later one."""


async def test_what_sleeps_for_months_goes_on(time: TimeSkipper, services: Province) -> None:
    """A revocation and the days of a rest, asleep when the old worker ends: the one that is there when their time comes
    carries them out."""
    services.examined = [examined(), decided("REVOKED")]
    services.turns = [SuspensionTurned(next_at=datetime.now(UTC) + timedelta(days=90))]
    async with at_work(time, OLD):
        revocation = await examination_begun(time)
        rest = of_kind(time, editions.SUSPENSION)
        await (await prepared(rest, Stage.SIGN_PENDING)).take(Step.SUBMIT)
        await rest.handle.result()
        term = time.client.get_workflow_handle(suspension_term_id(rest.application_no), result_type=bool)
        while not {"examine_revocation", "turn_suspension"} <= set(services.names()):
            await asyncio.sleep(0.05)
        assert {await build_of(each, time) for each in (revocation, term)} == {"old"}
    async with at_work(time, NEW):
        for asleep in (revocation, term):
            await time.fast_forward(asleep, timedelta(days=91))
        assert (await revocation.result()).conclusion == "REVOKED" and await term.result()
        assert {await build_of(each, time) for each in (revocation, term)} == {"new"}
    assert services.names().count("stand_revocation") == 2
    assert [each.template for each in services.requests("message_applicant")].count("resumed") == 1


async def test_opened_before_there_were_releases(time: TimeSkipper, services: Province) -> None:
    """A case that a worker without a release began goes on with the release that takes charge."""
    async with workflow_worker(time.client):
        case = await prepared(of_kind(time, editions.ESTABLISHMENT), Stage.INFO_READY)
    async with at_work(time, NEW):
        assert await to_the_end(time, case, await case.take(Step.OPEN)) is Stage.ARCHIVED
        assert await build_of(case.handle, time) == "new"


async def test_what_is_short_stays_with_its_release(time: TimeSkipper, services: Province) -> None:
    """Two releases at work, as in a roll-out: the answer that the old one began to deliver it delivers, what begins now
    the new one does."""
    services.trouble["add_supplement"] = silent = [Outage("archive.volume_not_filed")] * 2
    async with at_work(time, OLD):
        first = await begun(time, str(uuid4()))
        while len(silent) == 2:
            await asyncio.sleep(0.05)
        async with at_work(time, NEW):
            second = await begun(time, str(uuid4()))
            await asyncio.gather(first.result(), second.result())
            assert [await build_of(each, time) for each in (first, second)] == ["old", "new"]


async def test_what_its_release_left_behind_goes_on(time: TimeSkipper, services: Province) -> None:
    """The old release is gone before it had ended: the new one brings its run along, and nothing is done twice."""
    services.trouble["add_supplement"] = silent = [Outage("archive.volume_not_filed")] * 3
    async with at_work(time, OLD):
        handle = await begun(time, str(uuid4()))
        while len(silent) == 3:
            await asyncio.sleep(0.05)
    async with at_work(time, NEW) as stop:
        bringing = asyncio.create_task(bring_along(time.client, NEW, stop, patience=timedelta()))
        assert (await handle.result()).supplement_name
        stop.set()
        await bringing
        assert await build_of(handle, time) == "new"
    assert services.names().count("end_late_review") == 1


async def test_a_process_of_an_earlier_release_does_not_take_over(time: TimeSkipper, services: Province) -> None:
    """It starts again in the midst of a roll-out: what is open stays with the later one. Where none runs beside it, as
    on a laptop that went back, it does take over."""
    async with at_work(time, OLD), at_work(time, NEW):
        await take_charge(time.client, OLD, asyncio.Event(), alone=False)
        case = await prepared(of_kind(time, editions.ESTABLISHMENT), Stage.NAME_RESERVED)
        assert await build_of(case.handle, time) == "new"
    async with at_work(time, OLD):
        assert await to_the_end(time, case, await case.take(Step.OPEN)) is Stage.ARCHIVED


async def test_a_laptop_after_an_update(
    time: TimeSkipper, temporal: RunningTemporal, services: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `kaiye up` runs ends and begins again with other code, then with the first one: the case answers each time,
    and so does the take-over into the register, which ended under the first."""
    settings = WorkerSettings(
        temporal_address=temporal.address, codec_keys=CODEC_KEYS, environment="local", part_authors=PART_AUTHORS
    )
    case = of_kind(time, editions.ESTABLISHMENT)
    await case.begin()
    for release in (OLD, NEW, OLD):
        monkeypatch.setattr(worker, "this_release", lambda release=release: release)
        stop = asyncio.Event()
        running = asyncio.create_task(worker.work(settings, stop))
        assert (await case.take(Step.OPEN)).stage is Stage.DRAFT
        assert await build_of(case.handle, time) == release.build
        async with asyncio.timeout(30):
            while "end_take_over" not in services.names():
                await asyncio.sleep(0.05)
        stop.set()
        await running


def test_a_release_is_the_code_of_its_workflows(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """One line more in a workflow is another release; a page or a service's inner room is none."""
    (tmp_path / "workflows/acts").mkdir(parents=True)
    (tmp_path / "services/portal").mkdir(parents=True)
    (tmp_path / "workflows/acts/filing.py").write_text("a = 1\n")
    monkeypatch.setattr(releases, "_ROOT", tmp_path)
    build: Callable[[], str] = lambda: releases.this_release.__wrapped__().build  # noqa: E731 - without what is kept
    first = build()
    (tmp_path / "services/portal/page.py").write_text("b = 1\n")
    assert build() == first
    (tmp_path / "workflows/acts/filing.py").write_text("a = 2\n")
    assert build() != first
