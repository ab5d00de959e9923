"""What is plain, altered or from elsewhere is refused, and the case it was sent to goes on; on a real server."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowFailureError, WorkflowHistory, WorkflowUpdateFailedError
from temporalio.common import RetryPolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, PayloadCodec
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from kernel.errors import Defect
from kernel.keyring import KeyRing
from kernel.payloads import EncryptingCodec
from kernel.temporal import activity_worker, data_converter
from tests.servers import RunningTemporal

PLAIN = UnsandboxedWorkflowRunner()
KEYS = "k1:" + base64.b64encode(bytes(range(32))).decode()
QUEUE, ACTS = "payloads-test", "payloads-test-acts"
done: list[str] = []


@activity.defn
def act(what: str) -> str:
    done.append(what)
    return what


@activity.defn
def other_act(what: str) -> str:
    done.append(f"other {what}")
    return what


@workflow.defn(name="PayloadsCase")
class Case:
    def __init__(self) -> None:
        self._closing = False
        self._heard: list[str] = []

    @workflow.run
    async def run(self, begun: str) -> list[str]:
        await workflow.wait_condition(lambda: self._closing)
        return [begun, *self._heard]

    @workflow.update
    async def step(self, what: str) -> str:
        return await workflow.execute_activity(act, what, task_queue=ACTS, start_to_close_timeout=timedelta(seconds=20))

    @workflow.signal
    def told(self, what: str) -> None:
        self._heard.append(what)

    @workflow.update
    async def close(self) -> None:
        self._closing = True


@workflow.defn(name="PayloadsAttack")
class Attack:
    """Somebody's own workflow, which asks our activity."""

    @workflow.run
    async def run(self) -> str:
        once = RetryPolicy(maximum_attempts=1)
        return await workflow.execute_activity(
            act, "invented", task_queue=ACTS, start_to_close_timeout=timedelta(seconds=20), retry_policy=once
        )


class Moved(PayloadCodec):
    """Says again what it was given, whatever is to be said."""

    def __init__(self, payload: Payload) -> None:
        self._payload = payload

    async def encode(self, payloads: Any) -> list[Payload]:
        return [self._payload for _ in payloads]

    async def decode(self, payloads: Any) -> list[Payload]:
        return list(payloads)


async def _as(temporal: RunningTemporal, converter: DataConverter) -> Client:
    return await temporal.connect(data_converter=converter)


@pytest.fixture
async def client(temporal: RunningTemporal) -> AsyncIterator[Client]:
    done.clear()
    connected = await _as(temporal, data_converter(KEYS))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Worker(connected, workflow_runner=PLAIN, task_queue=QUEUE, workflows=[Case]))
        await stack.enter_async_context(activity_worker(connected, ACTS, [act, other_act]))
        yield connected


async def _said(client: Client, workflow_id: str) -> list[Payload]:
    """The inputs of the case's start and of its steps, as they lie in its history."""
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    found: list[Payload] = []
    for event in history.events:
        found += event.workflow_execution_started_event_attributes.input.payloads
        found += event.workflow_execution_update_accepted_event_attributes.accepted_request.input.args.payloads
        found += event.activity_task_scheduled_event_attributes.input.payloads
    return found


async def _refused(client: Client, workflow_id: str) -> None:
    """A step and a signal sent by it come to nothing."""
    case = client.get_workflow_handle(workflow_id)
    with pytest.raises(WorkflowUpdateFailedError):
        await case.execute_update("step", "invented", result_type=str)
    await case.signal("told", "invented")


async def test_plain_and_moved_steps_are_refused(client: Client, temporal: RunningTemporal) -> None:
    """Plain JSON, a genuine step of another case, the input of an activity, and altered bytes do nothing in a case,
    which then goes on; its history replays."""
    names = ("payloads/own", "payloads/other")
    own, other = [await client.start_workflow(Case.run, name, id=name, task_queue=QUEUE) for name in names]
    assert await other.execute_update(Case.step, "genuine") == "genuine"
    started, step, of_activity = await _said(client, names[1])
    altered = Payload(metadata=step.metadata, data=step.data[:-1] + bytes([step.data[-1] ^ 1]))
    hidden = Payload(metadata={k: v for k, v in step.metadata.items() if k != "bound-to"}, data=step.data)
    renamed = Payload(metadata={**step.metadata, "bound-to": names[0].encode()}, data=step.data)
    await _refused(await _as(temporal, pydantic_data_converter), names[0])
    for payload in (started, step, of_activity, altered, hidden, renamed):
        moved = dataclasses.replace(pydantic_data_converter, payload_codec=Moved(payload))
        await _refused(await _as(temporal, moved), names[0])
    assert await own.execute_update(Case.step, "goes on") == "goes on"
    await own.execute_update(Case.close)
    assert await own.result() == [names[0]]
    assert done == ["genuine", "goes on"]
    await other.terminate()
    await Replayer(workflow_runner=PLAIN, workflows=[Case], data_converter=data_converter(KEYS)).replay_workflow(
        await own.fetch_history()
    )


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "of another activity"])
async def test_activities_take_nothing_that_is_not_theirs(
    client: Client, temporal: RunningTemporal, plain: bool
) -> None:
    """Somebody's own workflow asks our activity with plain JSON, or with what another activity was told: nothing is
    done."""
    workflow_id = f"payloads/attack-{plain}"
    codec = EncryptingCodec(KeyRing.parse(KEYS), f"{workflow_id} other_act")
    ours = (await pydantic_data_converter.encode(["invented"]))[0]
    moved = Moved((await codec.encode([ours]))[0])
    converter = pydantic_data_converter if plain else dataclasses.replace(pydantic_data_converter, payload_codec=moved)
    attacker = await _as(temporal, converter)
    async with Worker(attacker, workflow_runner=PLAIN, task_queue="payloads-attack", workflows=[Attack]):
        with pytest.raises(WorkflowFailureError):
            await attacker.execute_workflow(
                "PayloadsAttack", id=workflow_id, task_queue="payloads-attack", execution_timeout=timedelta(seconds=30)
            )
    assert done == []


async def test_histories_of_before_replay(client: Client, temporal: RunningTemporal) -> None:
    """What was encrypted without a place is read by workers as ever, and by whoever only looks; so is what has one."""
    ring = KeyRing.parse(KEYS)
    before = dataclasses.replace(pydantic_data_converter, payload_codec=Unbound(ring))
    client_of_before = await _as(temporal, before)
    case = await client_of_before.start_workflow(Case.run, "before", id="payloads/before", task_queue=QUEUE)
    await client_of_before.get_workflow_handle("payloads/before").signal("told", "before")
    await client.get_workflow_handle("payloads/before").execute_update(Case.close)
    assert await client.get_workflow_handle("payloads/before", result_type=list[str]).result() == ["before", "before"]
    history: WorkflowHistory = await case.fetch_history()
    await Replayer(workflow_runner=PLAIN, workflows=[Case], data_converter=data_converter(KEYS)).replay_workflow(
        history
    )
    shown = await EncryptingCodec(ring).decode(await _said(client, "payloads/before"))
    assert [payload.data for payload in shown] == [b'"before"']


class Unbound(PayloadCodec):
    """As an earlier release encrypted."""

    def __init__(self, ring: KeyRing) -> None:
        self._codec = EncryptingCodec(ring)

    async def encode(self, payloads: Any) -> list[Payload]:
        return await self._codec.encode(payloads)

    async def decode(self, payloads: Any) -> list[Payload]:
        return await self._codec.decode(payloads)


async def test_a_missing_key_is_no_refusal() -> None:
    """A worker without a key that is in use must not go on as if a signal had not been sent."""
    other = KeyRing.parse("k2:" + base64.b64encode(bytes(32)).decode())
    sealed = await EncryptingCodec(other, "payloads/x").encode([Payload(data=b"x")])
    with pytest.raises(Defect, match=r"keyring\.unknown_key"):
        await EncryptingCodec(KeyRing.parse(KEYS), "payloads/x").decode(sealed)
