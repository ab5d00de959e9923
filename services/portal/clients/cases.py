"""How the portal asks the workflows, one for each application, through Temporal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from catalogues.filing_types import editions
from catalogues.filing_types.words import Actor
from kernel.errors import Defect, Outage, Refusal
from kernel.failures import refusal_in
from kernel.orders import carried
from workflows import contract
from workflows.contract import OpenCase, Step, StepTaken
from workflows.standing import Standing, answer_of, opening_attributes, standing_in, standing_of

_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 1.0
LOOK_SECONDS = 4
"""How long a page waits to learn where a case stands; then it shows what the services know."""


class Cases:
    """The workflows, one per application. Bound to the event loop it was made on."""

    def __init__(self, client: Client, step_seconds: float, public_url: str) -> None:
        self._client = client
        self._timeout = step_seconds
        self._public_url = public_url.rstrip("/")

    async def open(self, opened: OpenCase) -> StepTaken:
        """Start the application's workflow, or find the one that runs; asking again changes nothing.

        Needs no worker and costs the case no step: a new one stands where it begins.
        """
        number = opened.application_no
        filing = editions.of_case(opened.filing_type, opened.edition)
        linked = opened.model_copy(update={"case_url": f"{self._public_url}/desk/{number}"})
        try:
            async with asyncio.timeout(self._timeout):
                await self._client.start_workflow(
                    contract.workflow_of(filing),
                    linked,
                    id=contract.case_id(number),
                    task_queue=contract.TASK_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    static_summary=f"{filing.title} {number}",
                    search_attributes=opening_attributes(opened),
                )
        except (RPCError, TimeoutError) as error:
            raise Outage("workflow.unavailable") from error
        standing = await self.standing(number)
        if standing is None:
            raise Defect("workflow.case_lost", number)
        return answer_of(number, standing)

    async def deliver_review_answer(self, application_no: str, request_id: str) -> None:
        """Have the answer to a late request for a person's review told and filed; asking again tells and files nothing
        twice. Raises Outage."""
        answered = contract.DeliverReviewAnswer(application_no=application_no, request_id=request_id)
        try:
            async with asyncio.timeout(self._timeout):
                await self._client.start_workflow(
                    contract.LATE_REVIEW,
                    answered,
                    id=contract.late_review_id(request_id),
                    task_queue=contract.TASK_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    static_summary=f"期满后的人工审查答复 {application_no}",
                )
        except (RPCError, TimeoutError) as error:
            raise Outage("workflow.unavailable") from error

    async def go_on_with_revocation(self, revocation_no: str, *, restores: bool) -> None:
        """Begin to examine a revocation, or its withdrawal, or tell it that something was written down. Raises
        Outage."""
        examined = contract.ExamineRegistration(revocation_no=revocation_no, restores=restores)
        try:
            async with asyncio.timeout(self._timeout):
                await self._client.start_workflow(
                    contract.REVOCATION,
                    examined,
                    id=contract.revocation_id(revocation_no, restores=restores),
                    task_queue=contract.TASK_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                    start_signal=contract.REVOCATION_MOVED,
                    static_summary=f"撤销登记 {revocation_no}",
                )
        except WorkflowAlreadyStartedError:
            return
        except (RPCError, TimeoutError) as error:
            raise Outage("workflow.unavailable") from error

    async def take(
        self,
        application_no: str,
        step: Step,
        request_id: str,
        argument: Any = None,
        order: str | None = None,
        timeout: float | None = None,
    ) -> StepTaken | None:
        """Take a step, with the order of whose case it is; None when it is still being carried out after `timeout`
        seconds, or the usual waiting time.

        Idempotency key: application_no + step + request_id. Raises the step's Refusal.
        """
        handle = self._client.get_workflow_handle(contract.case_id(application_no))
        seconds = timeout or self._timeout
        try:
            async with asyncio.timeout(seconds):
                with carried(order):
                    update = await handle.start_update(
                        step,
                        args=[] if argument is None else [argument],
                        id=f"{step}/{request_id}",
                        wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                        result_type=StepTaken,
                        rpc_timeout=timedelta(seconds=seconds),
                    )
                taken: StepTaken = await update.result()
                return taken
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return None
        except WorkflowUpdateFailedError as error:
            raise refusal_in(error) or Defect("workflow.step_failed", str(step)) from error
        except RPCError as error:
            raise _unreachable(error) from error

    async def tell(self, application_no: str, signal: str) -> None:
        """Send a signal of the contract to the case; one that is closed needs no telling. Raises Outage."""
        handle = self._client.get_workflow_handle(contract.case_id(application_no))
        try:
            await handle.signal(signal, rpc_timeout=timedelta(seconds=LOOK_SECONDS))
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise Outage("workflow.unavailable") from error

    async def standing(self, application_no: str) -> Standing | None:
        """Where the case stands at this moment; None for one that is long closed. Raises Outage where nobody says."""
        handle = self._client.get_workflow_handle(contract.case_id(application_no))
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                described = await handle.describe(rpc_timeout=timedelta(seconds=LOOK_SECONDS))
                running = described.status is WorkflowExecutionStatus.RUNNING
                found = standing_in(described.typed_search_attributes, running=running)
                return found or await self._asked(handle, described.typed_search_attributes.get(contract.STAGE))
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise Outage("workflow.unavailable") from error
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return None
            raise Outage("workflow.unavailable") from error

    async def rested(self, application_no: str, seconds: float) -> Standing | None:
        """Where the case stands as soon as the system has nothing to do in it, or else after `seconds`; None for one
        that is long closed. The engine itself tells when the case ends; until then it is asked ever more seldom. Costs
        the case no step. Raises Outage where nobody says."""
        until, pause = time.monotonic() + seconds, _FIRST_PAUSE
        standing = await self.standing(application_no)
        if standing is None or standing.waits_for is not Actor.SYSTEM or not seconds:
            return standing
        handle = self._client.get_workflow_handle(contract.case_id(application_no))
        ended = asyncio.ensure_future(handle.result(rpc_timeout=timedelta(seconds=seconds)))
        try:
            while standing and standing.waits_for is Actor.SYSTEM and (left := until - time.monotonic()) > 0:
                if ended.done():
                    await asyncio.sleep(min(pause, left))
                else:
                    await asyncio.wait({ended}, timeout=min(pause, left))
                pause = min(pause * 2, _LONGEST_PAUSE)
                standing = await self.standing(application_no)
            return standing
        finally:
            ended.cancel()
            await asyncio.gather(ended, return_exceptions=True)

    async def _asked(self, handle: WorkflowHandle[Any, Any], stage: str | None) -> Standing:
        """A case whose attributes an earlier release set does not tell; the case itself does, once per stage."""
        taken: StepTaken = await handle.execute_update(Step.OPEN, id=f"open/{stage}", result_type=StepTaken)
        return standing_of(taken)

    async def standings(self, application_nos: Sequence[str]) -> Mapping[str, Standing]:
        """Where many cases stand, by one query; long closed ones are left out.

        It is answered out of the visibility store: a moment behind what `standing` says. Raises Outage.
        """
        if not application_nos:
            return {}
        ids = {contract.case_id(number): number for number in application_nos}
        wanted = ", ".join(f'"{each}"' for each in ids)
        found: dict[str, Standing] = {}
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                query = f'WorkflowId IN ({wanted}) AND ExecutionStatus != "ContinuedAsNew"'
                async for each in self._client.list_workflows(query, rpc_timeout=timedelta(seconds=LOOK_SECONDS)):
                    running = each.status is WorkflowExecutionStatus.RUNNING
                    standing = standing_in(each.typed_search_attributes, running=running)
                    if standing is None and running:
                        standing = await self.standing(ids[each.id])
                    if standing and (running or ids[each.id] not in found):
                        found[ids[each.id]] = standing
        except (TimeoutError, RPCError) as error:
            raise Outage("workflow.unavailable") from error
        return found


_FOR_GOOD = frozenset(
    {
        RPCStatusCode.INVALID_ARGUMENT,
        RPCStatusCode.OUT_OF_RANGE,
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.UNIMPLEMENTED,
    }
)
"""Answers of the engine that waiting does not change."""


def _unreachable(error: RPCError) -> Exception:
    """What an answer of the engine means. One that stays the same is never told as an outage."""
    if error.status == RPCStatusCode.NOT_FOUND:
        return Refusal(
            "case.closed",
            "该申请已办结，不能再进行此操作",
            "The case is closed; this step is no longer possible",
            status=409,
        )
    if error.status == RPCStatusCode.FAILED_PRECONDITION:  # no run of a case may take more than 2,000 steps
        return Refusal(
            "case.steps_exhausted",
            "本申请的操作次数已达上限，无法继续操作",
            "This case has taken as many steps as it can; none is possible any more",
            remedy_zh="请联系登记机关处理",
            remedy_en="Please contact the registration authority",
            status=409,
        )
    if error.status in _FOR_GOOD:
        return Defect("workflow.step_impossible", error.status.name)
    return Outage("workflow.unavailable")
