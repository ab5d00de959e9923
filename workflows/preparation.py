"""The limits while the applicant prepares an application: the name's hold, the time to sign, the time to correct."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from temporalio import workflow

from catalogues.filing_types.words import Section, Stage
from workflows import refusals
from workflows.acts import archive, filing, naming, notice, register, signing
from workflows.acts.conduct import Conduct, together
from workflows.case import CORRECTION, NAME_RESERVATION
from workflows.course import Course
from workflows.reminders import Reminders
from workflows.steps import SIGNING


class Preparation:
    """Waits while a case is with its applicant, and carries out what follows from a limit that passed."""

    def __init__(self, conduct: Conduct, course: Course) -> None:
        self._case = conduct.case
        self._conduct = conduct
        self._course = course
        self._reminders = Reminders(conduct, course)

    async def until_submitted(self) -> None:
        """Return once the application is handed in, or has ended."""
        case = self._case
        while case.with_applicant:
            self._reminders.pass_over()
            due, told = case.next_limit(), self._reminders.due()
            first = min((each for each in (told, due) if each), key=lambda each: each[1], default=None)
            try:
                await self._course.wait_until(first, partial(self._moved_on, due, told))
            except TimeoutError:
                if told and first == told:
                    self._reminders.send(told[0])
                    continue
                late = due is not None and due[0] == CORRECTION
                answer = refusals.correction_time_over() if late else refusals.deadline_passed()
                async with self._course.interrupting(answer):
                    await self._expire()

    def _moved_on(self, due: tuple[str, datetime] | None, told: tuple[str, datetime] | None) -> bool:
        case = self._case
        return not case.with_applicant or case.next_limit() != due or self._reminders.due() != told

    async def _expire(self) -> None:
        """A limit passed. A step that was under way may have moved the case on; then nothing has expired."""
        case, conduct = self._case, self._conduct
        due = case.next_limit()
        if due is None or workflow.now() < due[1]:
            return
        if due[0] == CORRECTION:
            await self._end_uncorrected()
            return
        if case.stage in SIGNING:
            await signing.void_signatures(conduct, "lapsed")
        if due[0] == NAME_RESERVATION:
            await naming.release_name(conduct, "expired")
            await filing.record(conduct, case.filing.section(Section.NAME).corrected_at, reopen=(Section.NAME,))
        else:
            await notice.message_applicant(conduct, "lapsed")
            await filing.record(conduct, Stage.LAPSED)

    async def _end_uncorrected(self) -> None:
        """Nobody corrected the application in time: it counts as taken back, which its applicant is told."""
        conduct = self._conduct
        self._case.correction_until = None
        await together(
            notice.message_applicant(conduct, "correction_lapsed"), archive.hand_over_file(conduct, "WITHDRAWN")
        )
        await naming.release_name(conduct, "expired")
        await register.let_go(conduct)
        await filing.record(conduct, Stage.WITHDRAWN)
