"""The id of a request goes with it through Temporal: from whoever takes a step to every activity's log lines.

It travels in headers only: no event more in a history, nothing a replay would decide by. Headers are not encrypted;
the id names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, NoReturn

import structlog
from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    StartWorkflowUpdateInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)
from temporalio.worker import (
    ActivityInboundInterceptor,
    ContinueAsNewInput,
    ExecuteActivityInput,
    ExecuteWorkflowInput,
    HandleUpdateInput,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.worker import Interceptor as WorkerInterceptor
from temporalio.workflow import ActivityHandle

REQUEST_ID = "request_id"
"""The header's name, and the key of the log lines."""

_Headers = Mapping[str, Payload]
_handled: ContextVar[Payload | None] = ContextVar("request_id_of_step", default=None)


class RequestIds(Interceptor, WorkerInterceptor):
    """Given to a client, it serves the client's workers, too."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Asking(next)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Acting(next)

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return _Conducting


class _Asking(OutboundInterceptor):
    """Puts the id that log lines of this request carry into what is asked of a workflow."""

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        input.headers = _with(input.headers, _bound())
        return await super().start_workflow(input)

    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:
        input.headers = _with(input.headers, _bound())
        return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        for each in (input.start_workflow_input, input.update_workflow_input):
            each.headers = _with(each.headers, _bound())
        return await super().start_update_with_start_workflow(input)


class _Conducting(WorkflowInboundInterceptor):
    """Hands the id of a step on to its activities; what a case does by itself carries the id of the last step."""

    last: Payload | None = None

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_HandingOn(outbound, self))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        self.last = self.last or input.headers.get(REQUEST_ID)
        return await super().execute_workflow(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        given = input.headers.get(REQUEST_ID)
        if given is not None:
            self.last = given
            _handled.set(given)
        return await super().handle_update_handler(input)


class _HandingOn(WorkflowOutboundInterceptor):
    def __init__(self, next: WorkflowOutboundInterceptor, inbound: _Conducting) -> None:
        super().__init__(next)
        self._inbound = inbound

    def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
        input.headers = _with(input.headers, self._id())
        return super().start_activity(input)

    def continue_as_new(self, input: ContinueAsNewInput) -> NoReturn:
        input.headers = _with(input.headers, self._id())
        super().continue_as_new(input)

    def _id(self) -> Payload | None:
        return _handled.get() or self._inbound.last


class _Acting(ActivityInboundInterceptor):
    """Log lines of an activity carry the id of the request it serves."""

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        given = input.headers.get(REQUEST_ID)
        if given is None:
            return await super().execute_activity(input)
        with structlog.contextvars.bound_contextvars(**{REQUEST_ID: given.data.decode()}):
            return await super().execute_activity(input)


def _bound() -> Payload | None:
    bound = structlog.contextvars.get_contextvars().get(REQUEST_ID)
    return Payload(metadata={"encoding": b"binary/plain"}, data=bound.encode()) if bound else None


def _with(headers: _Headers, request_id: Payload | None) -> _Headers:
    return {**headers, REQUEST_ID: request_id} if request_id is not None else headers
