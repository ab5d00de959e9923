"""What the workflow engine says of all cases together: for those who run the system."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError

from kernel.errors import Outage
from workflows.contract import APPLICATION_NO, AUTHORITY, PARKED, TASK_QUEUE

_SECONDS = 4
_MOST = 50


@dataclass(frozen=True, slots=True)
class ParkedCase:
    """`reasons`: activity → what went wrong; empty while no workflow worker answers."""

    application_no: str
    authority_code: str
    workflow_id: str
    reasons: Mapping[str, str]


class Engine:
    """The engine as a whole. Bound to the event loop it was made on."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def parked(self, query: str) -> Sequence[ParkedCase]:
        """The cases of `query`, at most fifty, each with what it was parked for. Raises Outage."""
        try:
            async with asyncio.timeout(_SECONDS):
                found = [each async for each in self._client.list_workflows(query, page_size=_MOST, limit=_MOST)]
        except (TimeoutError, RPCError) as error:
            raise Outage("workflow.unavailable") from error
        return await asyncio.gather(*(self._parked(each) for each in found))

    async def _parked(self, case: WorkflowExecution) -> ParkedCase:
        attributes, reasons = case.typed_search_attributes, dict[str, str]()
        try:
            handle = self._client.get_workflow_handle(case.id)
            reasons = await handle.query(PARKED, result_type=dict[str, str], rpc_timeout=timedelta(seconds=_SECONDS))
        except RPCError:
            pass  # no worker, or one of an earlier release
        return ParkedCase(
            application_no=attributes.get(APPLICATION_NO) or "",
            authority_code=attributes.get(AUTHORITY) or "",
            workflow_id=case.id,
            reasons=reasons,
        )

    async def counts(self, queries: Mapping[str, str]) -> Mapping[str, int]:
        """How many cases each query finds. Raises Outage."""
        try:
            async with asyncio.timeout(_SECONDS):
                found = await asyncio.gather(*(self._client.count_workflows(query) for query in queries.values()))
        except (TimeoutError, RPCError) as error:
            raise Outage("workflow.unavailable") from error
        return dict(zip(queries, (each.count for each in found), strict=True))

    async def workers(self, queues: Iterable[str]) -> Mapping[str, int]:
        """How many workers lately asked each queue for work. Raises Outage."""
        names = [*queues, TASK_QUEUE]
        try:
            async with asyncio.timeout(_SECONDS):
                found = await asyncio.gather(*map(self._workers, names))
        except (TimeoutError, RPCError) as error:
            raise Outage("workflow.unavailable") from error
        return dict(zip(names, found, strict=True))

    async def _workers(self, queue: str) -> int:
        workflows = queue == TASK_QUEUE
        kind = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW if workflows else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        asked = DescribeTaskQueueRequest(
            namespace=self._client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
        )
        return len((await self._client.workflow_service.describe_task_queue(asked)).pollers)
