"""A case hears departments before it is decided: each is asked once, and its word is waited for."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

from catalogues.filing_types.words import Stage
from services.notice.contract import REPLIED
from workflows.acts import filing, notice
from workflows.application_case import ApplicationCase

_FIRST_LOOK, _LONGEST_PAUSE = timedelta(seconds=1), timedelta(hours=6)


class HearsDepartments(ApplicationCase):
    """Of a kind of filing that asks nobody nothing is waited for."""

    @workflow.signal(name=REPLIED)
    def department_replied(self) -> None:
        """Look at once."""
        self._conduct.called = True

    async def hear(self) -> None:
        """Ask, and look for replies when one is said to be there, at ever longer intervals besides, and when the time
        for objections is over. An applicant who withdraws does not wait."""
        conduct, case = self._conduct, self._case
        if not case.filing.asks_departments:
            return
        asked = await notice.ask_departments(conduct)
        case.objections_until = asked.until
        await filing.record(conduct, Stage.DEPARTMENTS_ASKED)
        pause = _FIRST_LOOK
        while True:
            await self._rest(pause)
            conduct.called = False
            heard = await notice.collect_replies(conduct)
            if heard.complete:
                break
            pause = min(pause * 2, _LONGEST_PAUSE)
        case.replies, case.objections_until = heard.part, None

    async def _rest(self, pause: timedelta) -> None:
        until = self._case.objections_until
        left = max(until - workflow.now(), timedelta()) + _FIRST_LOOK if until else pause
        await self._conduct.rest(min(pause, left), summary="部门答复、异议期")
