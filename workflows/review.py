"""From the submission to its decision: by the rules, or by an examiner; and the review of a refusal by a person."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from temporalio import workflow

from catalogues.filing_types.words import Stage
from services.approval.contract import CaseDecided, Outcome
from workflows.acts import approval, register
from workflows.acts.conduct import Conduct, Interrupted
from workflows.course import Course

TASK_CLOSED = "withdrawal closes the examiner's task"
"""Cases that were withdrawn before this patch have no such act in their histories."""

REVIEW_OFFERED = "an automatic refusal waits for a request for a person's review"
"""Cases that were refused before this patch were closed at once."""

_GRACE = timedelta(minutes=1)
"""A request that the approval service took at the last moment is still heard."""


class Review:
    """Carries one case from each submission to its decision, and has that carried out; `hear` goes before it."""

    def __init__(
        self,
        conduct: Conduct,
        course: Course,
        carry_out: Callable[[CaseDecided], Awaitable[None]],
        hear: Callable[[], Awaitable[None]],
    ) -> None:
        self._case = conduct.case
        self._conduct = conduct
        self._course = course
        self._carry_out = carry_out
        self._hear = hear
        self._register_asked: asyncio.Task[None] | None = None

    def ask_register(self) -> None:
        """Ask what is registered besides; the decision waits for the answer, nobody else does."""
        self._register_asked = asyncio.create_task(register.open_filing(self._conduct))

    async def run(self) -> None:
        """Decide and carry the decision out, unless the applicant withdraws first; then no examiner needs to."""
        with contextlib.suppress(Interrupted):
            decided = await self._judge()
            if decided is None:
                return
            async with self._course.lock:
                if not self._case.ended:
                    await self._carry_out(decided)
                    return
        await workflow.wait_condition(lambda: self._case.ended)
        if self._course.patched(TASK_CLOSED):
            await approval.close_task(self._conduct)

    async def _judge(self) -> CaseDecided | None:
        """The decision that counts; None for a refusal that is closed since nobody questioned it. A case that goes on
        from an earlier run waits on where it waited there."""
        case = self._case
        until = case.review_request_until
        if case.stage is Stage.SUBMITTED:
            async with self._course.lock:
                decided = await self._decide()
            if decided is None:
                return None
            if decided.outcome is Outcome.REFER:
                await self._unless_ended(approval.refer)
            elif decided.review_request_until and self._course.patched(REVIEW_OFFERED):
                until = decided.review_request_until
                await self._unless_ended(partial(approval.refuse, until=until))
            else:
                return decided
        if until and not await self._is_brought_before_a_person(until):
            return None
        return await self._examine()

    async def _decide(self) -> CaseDecided | None:
        """None where the case ended while others were heard."""
        await self._hear()
        if self._case.ended:
            return None
        received = self._case.timeline[-1].stage == Stage.SUBMITTED  # else it is decided anew
        self._conduct.enter(Stage.UNDER_REVIEW, recorded=received)
        if self._register_asked:
            asked, self._register_asked = self._register_asked, None
            await self._conduct.done_or_interrupted(asked)
            await asked
        return await approval.decide(self._conduct)

    async def _unless_ended(self, act: Callable[[Conduct], Awaitable[None]]) -> None:
        async with self._course.lock:
            if not self._case.ended:
                await act(self._conduct)

    async def _is_brought_before_a_person(self, until: datetime) -> bool:
        """Whether a person's review was asked for in time. A refusal is effective at once, and its case kept until the
        period for that ends, or its applicant lets it stand; then it is closed."""
        case = self._case
        with contextlib.suppress(TimeoutError):
            await self._course.wait(
                lambda: case.stage is not Stage.REJECTED or case.refusal_stands,
                timeout=max(until + _GRACE - workflow.now(), timedelta()),
                summary="申请人工复核的期限",
            )
        async with self._course.lock:
            if case.stage is not Stage.REJECTED:
                return True
            return not case.refusal_stands and await approval.close_unless_asked(self._conduct)

    async def _examine(self) -> CaseDecided:
        """Wait for an examiner's decision; past the legal limit the case is shown as overdue (条例 Art. 19). An
        extension moves the limit."""
        case = self._case
        judged = case.decision

        def settled() -> bool:
            return case.decision is not judged or case.ended

        def moved_on(due: datetime | None) -> bool:
            return settled() or case.review_due != due

        while True:
            waits = partial(moved_on, case.review_due)
            left = case.review_due - workflow.now() if case.review_due else timedelta()
            try:
                await self._course.wait(waits, timeout=max(left, timedelta()), summary="审查期限")
            except TimeoutError:
                case.overdue = True
                self._conduct.show()
                await self._course.wait(waits)
            if settled():
                assert case.decision
                return case.decision
