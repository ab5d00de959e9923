"""How a case carries out an activity: refusals are answers, outages are waited out, defects park the case."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from catalogues.filing_types.words import Stage
from kernel.failures import REFUSAL
from workflows.case import Case
from workflows.contract import STAGE
from workflows.options import CALLS

Result = TypeVar("Result")


class Interrupted(Exception):
    """A step was stopped because the applicant leaves or a deadline passed; `answer` is what its caller is told."""

    def __init__(self, answer: ApplicationError) -> None:
        super().__init__(str(answer))
        self.answer = answer


class Conduct:
    """Carries out the activities of one case, one of three ways.

    `interruption` holds the answer to give to a step that is stopped; None while nothing stops steps.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self.interruption: ApplicationError | None = None

    async def step(
        self,
        method: Callable[[Any, Any], Result],
        request: Any,
        *,
        interruptible: bool = True,
    ) -> Result:
        """For a step the applicant asked for: a refusal is its answer, and leaving the case stops the wait."""
        try:
            return await self._carry_out(method, request, interruptible=interruptible, refusable=True)
        except Interrupted as stopped:
            raise stopped.answer from None

    async def review(self, method: Callable[[Any, Any], Result], request: Any) -> Result:
        """For the decision: only the applicant's withdrawal stops the wait, with `Interrupted`."""
        return await self._carry_out(method, request, interruptible=True, refusable=False)

    async def duty(self, method: Callable[[Any, Any], Result], request: Any) -> Result:
        """For what must be done whatever happens: nothing stops it, and only an operator can mend a failure."""
        return await self._carry_out(method, request, interruptible=False, refusable=False)

    async def _carry_out(
        self,
        method: Callable[[Any, Any], Result],
        request: Any,
        *,
        interruptible: bool,
        refusable: bool,
    ) -> Result:
        call = CALLS[method]
        while True:
            handle = workflow.start_activity_method(
                method, request, task_queue=call.queue, summary=call.summary, **call.options
            )
            await self._done_or_interrupted(handle, interruptible)
            try:
                return await handle
            except ActivityError as error:
                if refusable and isinstance(error.cause, ApplicationError) and error.cause.type == REFUSAL:
                    raise error.cause from None
                await self._park(call.summary, error, interruptible)

    async def _done_or_interrupted(self, handle: asyncio.Task[Any], interruptible: bool) -> None:
        if not interruptible:
            return
        await workflow.wait_condition(lambda: handle.done() or self.interruption is not None)
        if not handle.done() and self.interruption:
            handle.cancel()
            raise Interrupted(self.interruption)

    async def _park(self, summary: str, error: ActivityError, interruptible: bool) -> None:
        """Wait for an operator's `retry`; the reason stands in the case's current details."""
        case = self._case
        case.parked[summary] = str(error.cause or error)
        seen = case.retries
        workflow.upsert_search_attributes([STAGE.value_set(Stage.NEEDS_ATTENTION)])
        workflow.set_current_details(case.describe())
        workflow.logger.error("case_parked")
        await workflow.wait_condition(lambda: case.retries > seen or (interruptible and self.interruption is not None))
        del case.parked[summary]
        if interruptible and self.interruption:
            raise Interrupted(self.interruption)
        if not case.parked:
            workflow.upsert_search_attributes([STAGE.value_set(case.stage)])
        workflow.set_current_details(case.describe())


async def together(*duties: Awaitable[Any]) -> None:
    """Carry out independent duties at the same time; all of them end before this does."""
    results = await asyncio.gather(*duties, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
