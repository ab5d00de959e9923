"""How a case carries out an activity: refusals are answers, outages are waited out, defects park the case."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate
from temporalio.exceptions import ActivityError, ApplicationError

from catalogues.filing_types.words import Stage
from kernel.failures import REFUSAL
from services.approval.contract import Outcome
from workflows.case import Case
from workflows.contract import (
    DEADLINE,
    OUTCOME,
    POSSIBLE_STEPS,
    REVIEW_DUE,
    SIGNING_DEADLINE,
    STAGE,
    WAITS_FOR,
)
from workflows.describing import describe
from workflows.options import CALLS

Result = TypeVar("Result")

_ANY = ""
"""Every refusal is an answer: no code is empty."""


class Interrupted(Exception):
    """A step was stopped because the applicant leaves or a deadline passed; `answer` is what its caller is told."""

    def __init__(self, answer: ApplicationError) -> None:
        super().__init__(str(answer))
        self.answer = answer


class Conduct:
    """Carries out the activities of one case, one of three ways, and lets everybody see where it stands.

    `interruption` holds the answer to give to a step that is stopped; None while nothing stops steps. `called`: there
    is something to look at, and a rest is over.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.interruption: ApplicationError | None = None
        self.called = False

    async def step(
        self,
        method: Callable[[Any, Any], Result],
        request: Any,
        *,
        interruptible: bool = True,
    ) -> Result:
        """For a step the applicant asked for: a refusal is its answer, and leaving the case stops the wait."""
        try:
            return await self._carry_out(method, request, interruptible=interruptible, answer=_ANY)
        except Interrupted as stopped:
            raise stopped.answer from None

    async def review(self, method: Callable[[Any, Any], Result], request: Any) -> Result:
        """For the decision: only the applicant's withdrawal stops the wait, with `Interrupted`."""
        return await self._carry_out(method, request, interruptible=True, answer=None)

    async def duty(self, method: Callable[[Any, Any], Result], request: Any, *, answer: str | None = None) -> Result:
        """For what must be done whatever happens: nothing stops it, and only operations can mend a failure. A Refusal
        with the code `answer` is raised as the ApplicationError it is."""
        return await self._carry_out(method, request, interruptible=False, answer=answer)

    async def rest(self, pause: timedelta, summary: str) -> None:
        """Do nothing for a while, or until called; raises `Interrupted` when the applicant withdraws meanwhile."""
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self.called or self.interruption is not None, timeout=pause, timeout_summary=summary
            )
        if self.interruption:
            raise Interrupted(self.interruption)

    async def done_or_interrupted(self, work: asyncio.Task[Any]) -> None:
        """Wait for work of this case; raises `Interrupted`, and stops it, when the applicant withdraws meanwhile."""
        await workflow.wait_condition(lambda: work.done() or self.interruption is not None)
        if not work.done() and self.interruption:
            work.cancel()
            raise Interrupted(self.interruption)

    async def _carry_out(
        self,
        method: Callable[[Any, Any], Result],
        request: Any,
        *,
        interruptible: bool,
        answer: str | None,
    ) -> Result:
        call = CALLS[method]
        while True:
            handle = workflow.start_activity_method(
                method, request, task_queue=call.queue, summary=call.summary, **call.options
            )
            if interruptible:
                await self.done_or_interrupted(handle)
            try:
                return await handle
            except ActivityError as error:
                if refusal := _refusal(error.cause, answer):
                    raise refusal from None
                await self._park(call.summary, error, interruptible)

    async def _park(self, summary: str, error: ActivityError, interruptible: bool) -> None:
        """Wait for the `retry` of operations; the reason stands in the case's current details."""
        case = self.case
        case.parked[summary] = str(error.cause or error)
        seen = case.retries
        self.show()
        workflow.logger.error("case_parked")
        await workflow.wait_condition(lambda: case.retries > seen or (interruptible and self.interruption is not None))
        case.parked.pop(summary, None)
        if interruptible and self.interruption:
            raise Interrupted(self.interruption)
        if case.parked:
            workflow.set_current_details(describe(case))
        else:
            self.show()

    # ---- where the case stands ----------------------------------------------------------------------------------

    def enter(self, stage: Stage, *, recorded: bool = False, visible: bool = True) -> None:
        """`recorded`: the filing service has the timeline up to here. An invisible stage costs no history event."""
        case = self.case
        case.enter(stage, workflow.now())
        if recorded:
            case.recorded = len(case.timeline)
        if visible:
            self.show()

    def show(self, outcome: Outcome | None = None) -> None:
        """Let everybody see where the case stands, whom it waits for, until when, and what is possible: search
        attributes, in one event, and current details."""
        case = self.case
        steps = [str(step) for step in case.possible_steps]
        deadline: datetime | None = case.deadline
        attributes: list[SearchAttributeUpdate[Any]] = [
            STAGE.value_set(Stage.NEEDS_ATTENTION if case.parked else case.stage),
            WAITS_FOR.value_set(case.waits_for),
            DEADLINE.value_set(deadline) if deadline else DEADLINE.value_unset(),
            POSSIBLE_STEPS.value_set(steps) if steps else POSSIBLE_STEPS.value_unset(),
        ]
        if case.stage is Stage.AUTH_PENDING:
            attributes.append(SIGNING_DEADLINE.value_set(case.window_ends))
        if case.stage is Stage.MANUAL_REVIEW and case.review_due:
            attributes.append(REVIEW_DUE.value_set(case.review_due))
        if outcome:
            attributes.append(OUTCOME.value_set(outcome))
        workflow.upsert_search_attributes(attributes)
        workflow.set_current_details(describe(case))


def _refusal(cause: BaseException | None, answer: str | None) -> ApplicationError | None:
    """What refused, where that is an answer to who asked."""
    if answer is None or not isinstance(cause, ApplicationError) or cause.type != REFUSAL:
        return None
    return cause if answer in (_ANY, cause.message) else None


async def together(*duties: Awaitable[Any]) -> None:
    """Carry out independent duties at the same time; all of them end before this does."""
    results = await asyncio.gather(*duties, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
