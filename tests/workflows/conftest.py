"""A real Temporal server with a virtual clock, the real workflow, and a province that answers from memory."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import pytest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from kernel.temporal import data_converter
from tests.servers import RunningTemporal
from tests.workflows.province import Applicant, Province, run_workers
from workflows.releases import Release, give_up_charge, take_charge

CODEC_KEYS = "k1:" + base64.b64encode(b"w" * 32).decode()


@pytest.fixture
async def time(temporal: RunningTemporal) -> TimeSkipper:
    """Each case's clock runs as usual until a test calls `fast_forward`."""
    client = await temporal.connect(data_converter=data_converter(CODEC_KEYS))
    return TimeSkipper(client, config=TimeSkippingConfig(enabled=False))


async def _end_all(client: Client) -> None:
    """End whatever a test left open: its timers and retries would ask the next test's province."""
    async for case in client.list_workflows("ExecutionStatus = 'Running'"):
        with suppress(RPCError):
            await client.get_workflow_handle(case.id).terminate("the test is over")


@pytest.fixture
async def province(time: TimeSkipper) -> AsyncIterator[Province]:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end_all, time.client)
        province = Province()
        await run_workers(stack, time.client, province)
        yield province


@pytest.fixture
async def released(time: TimeSkipper) -> AsyncIterator[Province]:
    """As `province`, its workflow worker a release's that is in charge: the engine takes nothing that is pinned to a
    release from any other, and tries again for ever. Afterwards tasks are for workers without a release again."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end_all, time.client)
        province, release = Province(), Release("present")
        await run_workers(stack, time.client, province, release=release)
        await take_charge(time.client, release, asyncio.Event(), alone=True)
        yield province
        await give_up_charge(time.client)


@pytest.fixture
def applicant(time: TimeSkipper, province: Province) -> Applicant:
    return Applicant(time.client)
