"""One request id leads from whoever takes a step to every activity that serves it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Replayer, Worker

with workflow.unsafe.imports_passed_through():
    import pytest
    import structlog

    from kernel.request_ids import RequestIds
    from kernel.settings import SharedSettings
    from kernel.temporal import activity_worker, connect, data_converter
    from tests.servers import RunningTemporal

KEYS = "k1:" + base64.b64encode(b"r" * 32).decode()
QUEUE, ACTS = "request-ids-workflows", "request-ids"

log = structlog.get_logger()

_TASKS = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
}


@activity.defn(name="request_ids.act")
def act(what: str) -> str:
    log.info("acted", application_no=what)
    return what


@workflow.defn(name="request-ids")
class Case:
    """A step acts by itself; the case acts once more by its own after the step `close`."""

    def __init__(self) -> None:
        self._closing = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self._closing)
        await _acted("by the case")

    @workflow.update
    async def step(self, what: str) -> str:
        return await _acted(what)

    @workflow.update
    async def close(self) -> None:
        self._closing = True


async def _acted(what: str) -> str:
    return await workflow.execute_activity(act, what, task_queue=ACTS, start_to_close_timeout=timedelta(seconds=20))


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as captured:
        yield captured


@pytest.fixture
async def client(temporal: RunningTemporal) -> AsyncIterator[Client]:
    """Connected as every service is, with a worker for the workflow and one for its activity."""
    settings = SharedSettings(
        codec_keys=KEYS,
        exchange_keys=KEYS,
        s3_access_key="a",
        s3_secret_key="s",
        temporal_address=temporal.address,
        temporal_namespace=temporal.namespace,
    )
    connected = await connect(settings)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Worker(connected, task_queue=QUEUE, workflows=[Case]))
        await stack.enter_async_context(activity_worker(connected, ACTS, [act]))
        yield connected


async def _open(client: Client, name: str) -> WorkflowHandle[Any, Any]:
    return await client.start_workflow(Case.run, id=f"request-ids/{name}", task_queue=QUEUE)


def _ids(lines: list[Any]) -> dict[str, str | None]:
    return {line["application_no"]: line.get("request_id") for line in lines if line["event"] == "acted"}


async def test_from_the_step_to_the_log(client: Client, lines: list[Any]) -> None:
    """Two steps at once keep their own ids; what the case does by itself afterwards carries the id of the last step."""
    case = await _open(client, "log")

    async def take(request_id: str, what: str) -> None:
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await case.execute_update(Case.step, what)

    await asyncio.gather(take("request-0001", "first"), take("request-0002", "second"))
    with structlog.contextvars.bound_contextvars(request_id="request-0003"):
        await case.execute_update(Case.close)
    await case.result()
    assert _ids(lines) == {"first": "request-0001", "second": "request-0002", "by the case": "request-0003"}


async def test_a_step_that_opens_the_case(client: Client, lines: list[Any]) -> None:
    """Opening and the first step go together."""
    opening: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        Case.run, id="request-ids/opening", task_queue=QUEUE, id_conflict_policy=WorkflowIDConflictPolicy.FAIL
    )
    with structlog.contextvars.bound_contextvars(request_id="request-0004"):
        await client.execute_update_with_start_workflow(Case.step, "opened", start_workflow_operation=opening)
    assert _ids(lines) == {"opened": "request-0004"}
    await (await opening.workflow_handle()).terminate()


async def test_nothing_else_changes(client: Client, lines: list[Any]) -> None:
    """Without an id there is none; a history with ids has the same events as one without, and both replay."""
    histories = []
    for name, bound in (("without", {}), ("with", {"request_id": "request-0005"})):
        case = await _open(client, name)
        with structlog.contextvars.bound_contextvars(**bound):
            await case.execute_update(Case.step, name)
            await case.execute_update(Case.close)
        await case.result()
        histories.append(await case.fetch_history())
    assert _ids(lines) == {"without": None, "with": "request-0005", "by the case": "request-0005"}
    # How many workflow tasks there are depends on the moment; what happened in them does not.
    kinds = [[event.event_type for event in history.events if event.event_type not in _TASKS] for history in histories]
    assert kinds[0] == kinds[1]
    replayer = Replayer(workflows=[Case], data_converter=data_converter(KEYS), interceptors=[RequestIds()])
    for history in histories:
        await replayer.replay_workflow(history)
