"""A step is ordered by whose case it is; what acts on it looks at the order, not at who asks.

The filing service knows whose application it is, and gives its owner an order for one step, one application and one
request: a compact JWS that lives for two minutes. It goes with the step through Temporal, in headers only: no event
more in a history, nothing a replay would decide by. The case refuses a step without one before it enters history;
activities look at it once more, since whoever reaches Temporal can run a workflow of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Interceptor, OutboundInterceptor, StartWorkflowUpdateInput, WorkflowUpdateHandle
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    HandleUpdateInput,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.worker import Interceptor as WorkerInterceptor
from temporalio.workflow import ActivityHandle

from kernel.authors import Authors
from kernel.errors import Defect, Refusal
from kernel.failures import refused
from kernel.messages import Message

ISSUER = "filing"
LIFE = timedelta(minutes=2)
"""From the click to the case; how long the step then takes does not matter."""

_HEADER, _KIND, _AUDIENCE = "order", "order+jwt", "case"
_carried: ContextVar[str | None] = ContextVar("order_of_request", default=None)
_handled: ContextVar[Payload | None] = ContextVar("order_of_step", default=None)


class Order(BaseModel):
    """`sub` is the account that ordered, `jti` the request; `exp` in seconds since 1970 (RFC 7519)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    iss: str
    aud: str
    sub: str
    application_no: str
    step: str
    jti: str
    exp: int


def give(authors: Authors, subject: str, application_no: str, step: str, request_id: str, now: datetime) -> str:
    """The order; the caller has made sure whose application it is."""
    order = Order(
        iss=ISSUER,
        aud=_AUDIENCE,
        sub=subject,
        application_no=application_no,
        step=step,
        jti=request_id,
        exp=int((now + LIFE).timestamp()),
    )
    return authors.say(_KIND, order.model_dump_json().encode())


def check_ordered(
    authors: Authors, given: str | None, subject: str, application_no: str, step: str, now: datetime
) -> None:
    """What belongs to a step and is told to a service before it, such as a name that is declared, is taken from whose
    application it is alone. Raises Refusal `order.missing`, `order.expired`."""
    order = _told(authors, given.encode() if given else None)
    if order is None or (order.sub, order.application_no, order.step) != (subject, application_no, step):
        raise _not_ordered()
    if order.exp < now.timestamp():
        raise _too_late()


@contextmanager
def carried(order: str | None) -> Iterator[None]:
    """A step that is taken meanwhile carries the order."""
    before = _carried.set(order)
    try:
        yield
    finally:
        _carried.reset(before)


class CarriesOrders(Interceptor):
    """For a client: puts the order of this request into the step that is taken."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Asking(next)


class WantsOrders(WorkerInterceptor):
    """For a worker: steps and activities are refused without an order, and steps hand theirs on."""

    def __init__(self, authors: Authors, free: frozenset[str] = frozenset()) -> None:
        self.authors = authors
        self._free = free

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Acting(next, self.authors)

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return type("_ConductingWithOrders", (_Conducting,), {"authors": self.authors, "free": self._free})


class _Asking(OutboundInterceptor):
    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:
        if order := _carried.get():
            given = Payload(metadata={"encoding": b"binary/plain"}, data=order.encode())
            input.headers = {**input.headers, _HEADER: given}
        return await super().start_workflow_update(input)


class _Conducting(WorkflowInboundInterceptor):
    """A validator runs once, before a step enters history, and never in a replay."""

    authors: Authors
    free: frozenset[str]

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_HandingOn(outbound))

    def handle_update_validator(self, input: HandleUpdateInput) -> None:
        if input.update not in self.free:
            self._check(input)
        super().handle_update_validator(input)

    def _check(self, input: HandleUpdateInput) -> None:
        order = _read(self.authors, input.headers)
        if order is None and self.authors.was_unsigned(workflow.now()):
            return
        _, _, number = workflow.info().workflow_id.partition("/")
        wanted = (number, input.update, input.id)
        if order is None or (order.application_no, order.step, f"{order.step}/{order.jti}") != wanted:
            raise refused(_not_ordered())
        if order.exp < workflow.now().timestamp():
            raise refused(_too_late())

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        _handled.set(input.headers.get(_HEADER))
        return await super().handle_update_handler(input)


class _HandingOn(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
        if order := _handled.get():
            input.headers = {**input.headers, _HEADER: order}
        return super().start_activity(input)


class _Acting(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, authors: Authors) -> None:
        super().__init__(next)
        self.authors = authors

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        for request in input.args:
            if isinstance(request, Message) and request.ordered_by:
                self._check(request, input.headers)
        return await super().execute_activity(input)

    def _check(self, request: Message, headers: Mapping[str, Payload]) -> None:
        """Raises Defect `order.missing`, `order.of_another_step`. What was asked for before there were orders needs
        none."""
        order = _read(self.authors, headers)
        if order is None:
            if not self.authors.was_unsigned(activity.info().scheduled_time):
                raise Defect("order.missing", activity.info().activity_type)
        elif order.step not in request.ordered_by or order.application_no != getattr(request, "application_no", None):
            raise Defect("order.of_another_step", activity.info().activity_type)


def _read(authors: Authors, headers: Mapping[str, Payload]) -> Order | None:
    given = headers.get(_HEADER)
    return _told(authors, given.data if given is not None else None)


def _told(authors: Authors, given: bytes | None) -> Order | None:
    content = authors.said(ISSUER, _KIND, given) if given is not None else None
    try:
        order = Order.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None
    return order if order and (order.iss, order.aud) == (ISSUER, _AUDIENCE) else None


def _not_ordered() -> Refusal:
    return Refusal("order.missing", "该操作未经申请人授权", "Nobody whose case it is has ordered this step", status=403)


def _too_late() -> Refusal:
    return Refusal(
        "order.expired", "操作已超时，请重新提交", "This took too long; please take the step once more", status=409
    )
