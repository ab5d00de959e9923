"""Tells the case that waits for a department that it replied."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from kernel.errors import Outage
from kernel.settings import SharedSettings
from kernel.temporal import connect
from services.notice.contract import REPLIED

_SECONDS = 5


class WaitingCases:
    """For callers on any thread. Replies are rare: each has a connection of its own."""

    def __init__(self, settings: SharedSettings) -> None:
        self._settings = settings

    def wake(self, application_no: str) -> None:
        """Have the case look at once; one that waits no more is left alone. Doing it again is harmless. Raises Outage
        `notice.engine_unavailable`."""
        try:
            asyncio.run(self._wake(application_no))
        except (RPCError, RuntimeError, TimeoutError) as error:
            raise Outage("notice.engine_unavailable") from error

    async def _wake(self, application_no: str) -> None:
        async with asyncio.timeout(_SECONDS):
            client = await connect(self._settings)
            running = f"ApplicationNo = '{application_no}' AND ExecutionStatus = 'Running'"
            async for case in client.list_workflows(running):
                await _signal(client, case.id)


async def _signal(client: Client, workflow_id: str) -> None:
    try:
        await client.get_workflow_handle(workflow_id).signal(REPLIED, rpc_timeout=timedelta(seconds=_SECONDS))
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:  # it ended meanwhile
            raise
