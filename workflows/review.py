"""From the submission to its decision: by the rules, or by an examiner; and the review of a refusal by a person."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime, timedelta
from functools import partial

from temporalio import workflow

from catalogues.filing_types.words import Stage
from services.approval.contract import CaseDecided, Outcome
from workflows.acts import Acts
from workflows.case import ENDED, Case
from workflows.conduct import Interrupted

TASK_CLOSED = "withdrawal closes the examiner's task"
"""Cases that were withdrawn before this patch have no such act in their histories."""

REVIEW_OFFERED = "an automatic refusal waits for a request for a person's review"
"""Cases that were refused before this patch were closed at once."""

_GRACE = timedelta(minutes=1)
"""A request that the approval service took at the last moment is still heard."""


class Review:
    """Carries one case from each submission to its decision."""

    def __init__(self, case: Case, acts: Acts, lock: asyncio.Lock) -> None:
        self._case = case
        self._acts = acts
        self._lock = lock

    async def run(self) -> None:
        """Decide and carry the decision out, unless the applicant withdraws first; then no examiner needs to."""
        with contextlib.suppress(Interrupted):
            async with self._lock:
                decided = await self._acts.decide()
            if decided.outcome is Outcome.REFER:
                decided = await self._refer()
            elif decided.review_request_until and workflow.patched(REVIEW_OFFERED):
                if not await self._is_brought_before_a_person(decided.review_request_until):
                    return
                decided = await self._examine()
            async with self._lock:
                if self._case.stage not in ENDED:
                    await self._carry_out(decided)
                    return
        await workflow.wait_condition(lambda: self._case.stage in ENDED)
        if workflow.patched(TASK_CLOSED):
            await self._acts.close_task()

    async def _refer(self) -> CaseDecided:
        async with self._lock:
            if self._case.stage not in ENDED:
                await self._acts.refer()
        return await self._examine()

    async def _is_brought_before_a_person(self, until: datetime) -> bool:
        """Refuse at once, and keep the case until the period ends in which its applicant may ask for a person's
        review; whether that was asked for. The case is closed when it was not."""
        case = self._case
        async with self._lock:
            if case.stage not in ENDED:
                await self._acts.refuse(until)
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: case.stage is not Stage.REJECTED,
                timeout=max(until + _GRACE - workflow.now(), timedelta()),
                timeout_summary="period for a person's review",
            )
        async with self._lock:
            if case.stage is Stage.REJECTED and not await self._acts.open_review(None):
                await self._acts.close_refusal()
                return False
        return True

    async def _examine(self) -> CaseDecided:
        """Wait for an examiner's decision; past the legal limit the case is shown as overdue (条例 Art. 19). An
        extension moves the limit."""
        case = self._case
        judged = case.decision

        def settled() -> bool:
            return case.decision is not judged or case.stage in ENDED

        def moved_on(due: datetime | None) -> bool:
            return settled() or case.review_due != due

        while True:
            waits = partial(moved_on, case.review_due)
            left = case.review_due - workflow.now() if case.review_due else timedelta()
            try:
                await workflow.wait_condition(waits, timeout=max(left, timedelta()), timeout_summary="review limit")
            except TimeoutError:
                case.overdue = True
                self._acts.show()
                await workflow.wait_condition(waits)
            if settled():
                assert case.decision
                return case.decision

    async def _carry_out(self, decided: CaseDecided) -> None:
        match decided.outcome:
            case Outcome.APPROVE:
                await self._acts.license(decided)
            case Outcome.CORRECT:
                await self._acts.return_for_correction(decided)
            case _:
                await self._acts.reject()
