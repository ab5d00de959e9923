"""Tells the applicant that a limit is near: once each, with its date, without anybody waiting for the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from temporalio import workflow

from services.filing.contract.activities import FilingActivities
from services.filing.contract.messages import LeaveContact
from services.notice.contract import Reminder
from workflows.acts import notice
from workflows.acts.conduct import Conduct
from workflows.case import CORRECTION, NAME_RESERVATION, SIGNING_DEADLINE
from workflows.course import Course

_BEFORE: Mapping[str, tuple[timedelta, Reminder]] = {
    SIGNING_DEADLINE: (timedelta(hours=39), "signing_ends"),
    CORRECTION: (timedelta(hours=39), "correction_ends"),
    NAME_RESERVATION: (timedelta(days=6, hours=15), "name_ends"),
}
"""Limits end at 24:00 in China, so that a text comes at nine in the morning: on the day before the last one, and for a
name that was held for two months, six days before."""


class Reminders:
    """Of one case: when the next text is due, and its sending beside whatever the case does meanwhile."""

    def __init__(self, conduct: Conduct, course: Course) -> None:
        self._case = conduct.case
        self._conduct = conduct
        self._course = course

    def due(self) -> tuple[str, datetime] | None:
        """The limit that is told of next, and the moment for that."""
        case = self._case
        if not case.reminds:
            return None
        told = [
            (limit, ends - _BEFORE[limit][0]) for limit, ends in case.limits() if (limit, ends) not in case.reminded
        ]
        return min(told, key=lambda each: each[1], default=None)

    def pass_over(self) -> None:
        """A limit that begins when the moment before its end has passed is not told of: its beginning just was."""
        case, now = self._case, workflow.now()
        if case.reminds:
            late = ((limit, ends) for limit, ends in case.limits() if ends - _BEFORE[limit][0] <= now)
            case.reminded = tuple(dict.fromkeys((*case.reminded, *late)))

    def send(self, limit: str) -> None:
        """Tell of this limit, which the case is not kept waiting for."""
        case = self._case
        ends = next(ends for name, ends in case.limits() if name == limit)
        case.reminded = (*case.reminded, (limit, ends))
        self._course.beside(self._tell(_BEFORE[limit][1], limit, ends))

    async def _tell(self, template: Reminder, limit: str, ends: datetime) -> None:
        case = self._case
        asked = LeaveContact(application_no=case.opened.application_no)
        left = await self._conduct.duty(FilingActivities.leave_contact, asked)
        if left.contact and (limit, ends) in case.limits():
            await notice.remind_applicant(self._conduct, template, left.contact, ends)
