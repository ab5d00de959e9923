"""Keeps a case on its course for weeks: one thing at a time, its limits, and a new run before a history grows long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows import refusals
from workflows.acts.conduct import Conduct
from workflows.contract import Step
from workflows.steps import NEVER_TOO_OFTEN, WITHIN_WINDOW, WITHOUT_A_TURN

EVENTS_AT_MOST = 2_000
"""A registration has some 150 events. The engine warns at 10,240 and bears 2,000 steps of five events or more."""

_CONTINUED = "a long case goes on in a new run"
"""Cases that were long before this patch go on in the run they have."""


class Course:
    """The turns of one case's steps, and the waits of its main course."""

    def __init__(self, conduct: Conduct) -> None:
        self._conduct = conduct
        self._case = conduct.case
        self._alarms: list[tuple[datetime, asyncio.Task[None]]] = []
        self._beside: set[asyncio.Task[None]] = set()
        self._stepping = False
        self.lock = asyncio.Lock()

    def patched(self, patch: str) -> bool:
        """Whether the case goes the way that `patch` names: one that began on it does, at no cost."""
        return self._case.began_on_this_course or workflow.patched(patch)

    async def wait(
        self, condition: Callable[[], bool], timeout: timedelta | None = None, summary: str | None = None
    ) -> None:
        """Wait for what the case waits for next. A long history ends here; a new run waits on. Raises TimeoutError."""
        await workflow.wait_condition(lambda: condition() or self._is_long(), timeout=timeout, timeout_summary=summary)
        if not condition():
            workflow.continue_as_new(self._case.carry())

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done that nothing waits for; a new run begins only after it."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def wait_until(self, limit: tuple[str, datetime] | None, condition: Callable[[], bool]) -> None:
        """As `wait`, at most until a limit. Raises TimeoutError when it passed.

        A later limit's timer is left to run while an earlier one is waited for: two events less.
        """
        if not self._case.began_on_this_course:
            left = max(limit[1] - workflow.now(), timedelta()) if limit else None
            await self.wait(condition, timeout=left, summary=limit[0] if limit else None)
            return
        self._set_alarm(limit)
        await self.wait(lambda: condition() or any(alarm.done() for _, alarm in self._alarms))
        if limit and not condition() and workflow.now() >= limit[1]:
            raise TimeoutError

    def _set_alarm(self, limit: tuple[str, datetime] | None) -> None:
        self._alarms = [(at, alarm) for at, alarm in self._alarms if not alarm.done()]
        if limit and all(at > limit[1] for at, _ in self._alarms):
            left = max(limit[1] - workflow.now(), timedelta(milliseconds=1))
            alarm = asyncio.create_task(workflow.sleep(left, summary=limit[0]))
            self._alarms.append((limit[1], alarm))

    # ---- one step at a time ---------------------------------------------------------------------------------------

    def check(self, step: Step) -> None:
        """Refuse a step that is not its turn. What the system itself is doing meanwhile is waited for instead."""
        case = self._case
        if not case.is_possible(step):
            raise refusals.out_of_order(step, case.stage)
        if step in WITHOUT_A_TURN:
            return
        if self._stepping or self._conduct.interruption:
            raise refusals.in_progress(step)
        if step not in NEVER_TOO_OFTEN and (seconds := case.too_soon(workflow.now())):
            raise refusals.too_many_steps(seconds)
        if step in WITHIN_WINDOW and workflow.now() >= case.window_ends:
            raise refusals.deadline_passed()

    @contextlib.asynccontextmanager
    async def turn(self, step: Step) -> AsyncIterator[None]:
        """One step at a time; the case may have moved on while the lock was waited for."""
        self._stepping = True
        self._case.count_step(workflow.now())
        try:
            async with self.lock:
                self._still_possible(step)
                yield
        finally:
            self._stepping = False

    @contextlib.asynccontextmanager
    async def leaving(self, step: Step) -> AsyncIterator[None]:
        """Stop the step under way. One that cannot be stopped, such as the submission, may move the case on."""
        async with self.interrupting(refusals.leaving()):
            self._still_possible(step)
            yield

    def _still_possible(self, step: Step) -> None:
        if not self._case.is_possible(step):
            raise refusals.out_of_order(step, self._case.stage)

    @contextlib.asynccontextmanager
    async def interrupting(self, answer: ApplicationError) -> AsyncIterator[None]:
        """Tell the step under way `answer`, and have the lock."""
        conduct = self._conduct
        mine = conduct.interruption is None
        if mine:
            conduct.interruption = answer
        try:
            async with self.lock:
                yield
        finally:
            if mine:
                conduct.interruption = None

    def _is_long(self) -> bool:
        """Time for a new run, and nothing is under way that it would lose."""
        run = workflow.info()
        if run.get_current_history_length() < EVENTS_AT_MOST and not run.is_continue_as_new_suggested():
            return False
        idle = not self.lock.locked() and self._conduct.interruption is None and workflow.all_handlers_finished()
        return idle and not self._beside and self.patched(_CONTINUED)
