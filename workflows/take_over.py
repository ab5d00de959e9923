"""Brings businesses that were licensed before there was a register into it, once; until then it gives no codes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from kernel.messages import Message
    from kernel.settings import SharedSettings
    from kernel.temporal import connect
    from services.filing.contract.activities import FilingActivities
    from services.filing.contract.messages import ConfirmedApplication
    from services.licence.contract import HandOverCodes, LicenceActivities, LicensedBusiness, ListLicensed
    from services.register.contract.activities import RegisterActivities
    from services.register.contract.messages import EndTakeOver, TakeOver, TakeOverCodes
    from workflows.contract import TASK_QUEUE
    from workflows.options import CALLS

Result = TypeVar("Result")

TAKE_OVER_ID = "register-take-over"
PAGE, PAGES_PER_RUN = 50, 6


class TakeOverBegun(Message):
    """`after` is the last application gone through so far, `set_aside` are those that could not be taken over.

    With `again` a take-over that has ended is gone through once more: it finds what a release of before licensed
    meanwhile, and what was set aside and is mended.
    """

    after: str = ""
    set_aside: tuple[str, ...] = ()
    again: bool = False


class TakeOverDone(Message):
    """`entities` are in the register, `set_aside` are the applications whose parts contradict one another."""

    entities: int
    set_aside: tuple[str, ...]


@workflow.defn(name="RegisterTakeOver", versioning_behavior=VersioningBehavior.PINNED)
class RegisterTakeOver:
    """One business that cannot be taken over does not keep all others from being registered: its code is safe since
    blocks go on after it, and the invariants between services name it until it is mended."""

    @workflow.run
    async def run(self, begun: TakeOverBegun) -> TakeOverDone:
        """Idempotent by business; goes on as a new run every few hundred."""
        if not begun.after:
            handed = await _ask(LicenceActivities.hand_over_codes, HandOverCodes())
            taken = await _ask(RegisterActivities.take_over_codes, TakeOverCodes(codes=handed.codes))
            if taken.ended and not begun.again:
                return TakeOverDone(entities=0, set_aside=())
        after, set_aside = begun.after, begun.set_aside
        pages = 0
        while True:
            if pages == PAGES_PER_RUN:
                workflow.continue_as_new(TakeOverBegun(after=after, set_aside=set_aside, again=begun.again))
            pages += 1
            page = await _ask(LicenceActivities.list_licensed, ListLicensed(after=after, limit=PAGE))
            taken_over = await asyncio.gather(*map(_take_over, page.businesses))
            set_aside += tuple(
                one.application_no for one, done in zip(page.businesses, taken_over, strict=True) if not done
            )
            if len(page.businesses) < PAGE:
                ended = await _ask(RegisterActivities.end_take_over, EndTakeOver())
                return TakeOverDone(entities=ended.entities, set_aside=set_aside)
            after = page.businesses[-1].application_no


async def begin_take_over(client: Client, *, again: bool = False) -> None:
    """Begin it unless it runs or has ended; called at every start, a run that failed is begun anew. `again` also begins
    one that has ended."""
    reuse = WorkflowIDReusePolicy.ALLOW_DUPLICATE if again else WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
    try:
        await client.start_workflow(
            RegisterTakeOver.run,
            TakeOverBegun(again=again),
            id=TAKE_OVER_ID,
            task_queue=TASK_QUEUE,
            id_reuse_policy=reuse,
        )
    except WorkflowAlreadyStartedError:
        return


async def _take_over(business: LicensedBusiness) -> bool:
    number = business.application_no
    try:
        found = await _ask(FilingActivities.confirmed_application, ConfirmedApplication(application_no=number))
        request = TakeOver(
            application_no=number,
            uscc=business.uscc,
            registered_on=business.registered_on,
            application=found.application,
            decision=business.decision,
            licence=business.licence,
        )
        await _ask(RegisterActivities.take_over, request)
    except ActivityError:
        workflow.logger.error("business_set_aside")
        return False
    return True


async def _ask(method: Callable[[Any, Any], Result], request: Any) -> Result:
    call = CALLS[method]
    return await workflow.execute_activity_method(
        method, request, task_queue=call.queue, summary=call.summary, **call.options
    )


async def _go_through_it_again() -> None:
    await begin_take_over(await connect(SharedSettings()), again=True)


if __name__ == "__main__":
    asyncio.run(_go_through_it_again())
