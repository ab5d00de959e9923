"""A step without the order of whose case it is does nothing, wherever it is tried; on a real server."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import RetryPolicy
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from kernel import orders
from kernel.authors import Authors, pinned, private_key, public_key
from kernel.failures import refusal_in
from kernel.messages import Message
from kernel.orders import CarriesOrders, WantsOrders
from kernel.temporal import activity_worker, data_converter
from tests.servers import RunningTemporal

PLAIN = UnsandboxedWorkflowRunner()
KEYS = "k1:" + base64.b64encode(bytes(range(32))).decode()
SECRET, OTHERS = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
FILING = Authors("filing", private_key(SECRET), pinned(f"filing:{public_key(SECRET)},naming:{public_key(OTHERS)}"))
STRANGER = Authors("filing", private_key(OTHERS), {})
OWN, OTHER = "14021301202001010000017", "14021301202001010000025"
QUEUE, ACTS, THEIRS = "orders-test", "orders-test-acts", "orders-test-theirs"
done: list[str] = []


class LetGo(Message):
    application_no: str
    asked_by: ClassVar[frozenset[str]] = frozenset({"abandon"})


class LapsedByItself(Message):
    application_no: str


@activity.defn
def let_go(request: LetGo) -> None:
    done.append(f"let go {request.application_no}")


@activity.defn
def lapse(request: LapsedByItself) -> None:
    done.append("lapsed")


async def _act(what: Any, request: Message) -> None:
    once = RetryPolicy(maximum_attempts=1)
    await workflow.execute_activity(
        what, request, task_queue=ACTS, start_to_close_timeout=timedelta(seconds=20), retry_policy=once
    )


@workflow.defn(name="OrdersCase")
class Case:
    def __init__(self) -> None:
        self._left = False

    @workflow.run
    async def run(self, number: str) -> None:
        self._number = number
        await workflow.wait_condition(lambda: self._left)
        await _act(lapse, LapsedByItself(application_no=number))

    @workflow.update
    async def abandon(self) -> str:
        await _act(let_go, LetGo(application_no=self._number))
        self._left = True
        return "abandoned"

    @abandon.validator
    def _may_abandon(self) -> None:
        """Always."""

    @workflow.update
    async def open(self) -> str:
        return "here"

    @open.validator
    def _may_open(self) -> None:
        """Always."""


@workflow.defn(name="OrdersAttack")
class Attack:
    """Somebody's own workflow, which asks our activity about another's case, with whatever order they have."""

    @workflow.run
    async def run(self, number: str) -> None:
        await _act(let_go, LetGo(application_no=number))


@pytest.fixture
async def client(temporal: RunningTemporal) -> AsyncIterator[Client]:
    done.clear()
    connected = await temporal.connect(data_converter=data_converter(KEYS), interceptors=[CarriesOrders()])
    wanted = WantsOrders(FILING, frozenset({"open"}))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            Worker(connected, workflow_runner=PLAIN, task_queue=QUEUE, workflows=[Case], interceptors=[wanted])
        )
        await stack.enter_async_context(activity_worker(connected, ACTS, [let_go, lapse], orders=WantsOrders(FILING)))
        yield connected


async def _open(client: Client, number: str) -> WorkflowHandle[Any, Any]:
    return await client.start_workflow(Case.run, number, id=f"orders/{number}", task_queue=QUEUE)


def _given(authors: Authors = FILING, number: str = OWN, step: str = "abandon", ago: timedelta = timedelta()) -> str:
    return orders.give(authors, "account-1", number, step, "request-0001", datetime.now(UTC) - ago)


async def _abandon(case: WorkflowHandle[Any, Any], order: str | None, request_id: str = "request-0001") -> str:
    with orders.carried(order):
        said: str = await case.execute_update("abandon", id=f"abandon/{request_id}", result_type=str)
        return said


INVALID: dict[str, tuple[str | None, str]] = {
    "none": (None, "order.missing"),
    "of another case": (_given(number=OTHER), "order.missing"),
    "for another step": (_given(step="withdraw"), "order.missing"),
    "signed by nobody we know": (_given(STRANGER), "order.missing"),
    "signed by another service": (_given(replace(FILING, key=private_key(OTHERS))), "order.missing"),
    "another kind of statement": (FILING.say("part", b"{}"), "order.missing"),
    "no order at all": ("abandon", "order.missing"),
    "too old": (_given(ago=timedelta(minutes=3)), "order.expired"),
}


async def test_the_owner_leaves_and_nobody_else(client: Client) -> None:
    """A case refuses the step before it enters history, and goes on; with its owner's order it is taken, and what the
    case then does by itself needs none. Its history replays."""
    case = await _open(client, OWN)
    assert await case.execute_update("open", result_type=str) == "here"
    before = (await case.describe()).history_length
    for order, code in INVALID.values():
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await _abandon(case, order)
        found = refusal_in(refused.value)
        assert found is not None and found.code == code
    with pytest.raises(WorkflowUpdateFailedError):
        await _abandon(case, _given(), "request-0002")
    assert done == []
    events = [event.event_type for event in (await case.fetch_history()).events]
    assert len(events) <= before + 3  # at most an empty task, whose updates were all refused
    assert await _abandon(case, _given()) == "abandoned"
    await case.result()
    assert done == [f"let go {OWN}", "lapsed"]
    wanted = WantsOrders(FILING, frozenset({"open"}))
    replayer = Replayer(
        workflow_runner=PLAIN, workflows=[Case], data_converter=data_converter(KEYS), interceptors=[wanted]
    )
    await replayer.replay_workflow(await case.fetch_history())


@contextmanager
def _attacking(order: str | None) -> Iterator[None]:
    """An order as a workflow of one's own puts it beside what it asks."""
    given = order and Payload(metadata={"encoding": b"binary/plain"}, data=order.encode())
    before = orders._handled.set(given or None)
    try:
        yield
    finally:
        orders._handled.reset(before)


class _Forging(WantsOrders):
    """Puts an order beside everything a workflow asks."""

    def __init__(self, order: str | None) -> None:
        super().__init__(FILING, frozenset({"open"}))
        self.order = order

    def workflow_interceptor_class(self, input: Any) -> Any:
        order = self.order

        class Inbound(orders._Conducting):
            async def execute_workflow(self, input: Any) -> Any:
                with _attacking(order):
                    return await super().execute_workflow(input)

        return Inbound


@pytest.mark.parametrize("order", [order for order, code in INVALID.values() if code == "order.missing"])
async def test_a_workflow_of_ones_own_achieves_nothing(client: Client, order: str | None) -> None:
    """Whoever reaches the engine, with every key that services share, asks activities in vain."""
    worker = Worker(
        client, workflow_runner=PLAIN, task_queue=THEIRS, workflows=[Attack], interceptors=[_Forging(order)]
    )
    async with worker:
        with pytest.raises(WorkflowFailureError) as failed:
            await client.execute_workflow(
                Attack.run, OWN, id=f"orders-attack/{datetime.now(UTC).timestamp()}", task_queue=THEIRS
            )
    assert "order." in str(failed.value.__cause__.__cause__)  # type: ignore[union-attr]
    assert done == []


async def test_steps_under_way_at_the_roll_out_go_on(client: Client) -> None:
    """An act that a release of before asked for is done, as long as it was asked for before this one was there."""
    began = datetime.now(UTC)
    number, queue = "14021301202001010000033", "orders-test-before"
    for since, expected in ((began - timedelta(minutes=5), 0), (began + timedelta(minutes=5), 1)):
        wanted = WantsOrders(replace(FILING, signed_since=since))
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(Worker(client, workflow_runner=PLAIN, task_queue=queue, workflows=[Before]))
            await stack.enter_async_context(activity_worker(client, f"{queue}-acts", [let_go], orders=wanted))
            with nullcontext() if expected else pytest.raises(WorkflowFailureError):
                await client.execute_workflow(Before.run, number, id=f"orders-before/{expected}", task_queue=queue)
        assert len(done) == expected


@workflow.defn(name="OrdersBefore")
class Before:
    @workflow.run
    async def run(self, number: str) -> None:
        await workflow.execute_activity(
            let_go,
            LetGo(application_no=number),
            task_queue="orders-test-before-acts",
            start_to_close_timeout=timedelta(seconds=20),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
