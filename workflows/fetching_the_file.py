"""A business moves to another authority: its file is asked for, and waited for until it is received or its time is over
(条例 Art. 27; 实施细则 Art. 62)."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

from catalogues.filing_types.words import Stage
from workflows.acts import archive, filing, moving, naming, notice, register
from workflows.acts.conduct import together
from workflows.application_case import ApplicationCase
from workflows.contract import FILE_MOVED

_SOON, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(days=1)


class FetchesFile(ApplicationCase):
    """Of a filing that leaves the authority as it is no file is asked for."""

    @workflow.signal(name=FILE_MOVED)
    def file_moved(self) -> None:
        """Look at once."""
        self._conduct.called = True

    async def fetch_file(self) -> None:
        """Ask, and look when somebody is said to have acted, at each alarm, at the limit, and once a day besides. Where
        the file does not come in time the case ends, and its applicant is told why."""
        conduct, case = self._conduct, self._case
        if not case.filing.moves or case.file_papers:
            return
        conduct.called = False
        stands = await moving.stand_move(conduct)
        case.file_until = stands.until
        if stands.status not in {"RECEIVED", "OVERDUE"}:
            await filing.record(conduct, Stage.FILE_REQUESTED)
        else:
            conduct.enter(Stage.FILE_REQUESTED, visible=False)
        while stands.status not in {"RECEIVED", "OVERDUE"}:
            ahead = max(stands.next_at - workflow.now(), timedelta()) + _SOON if stands.next_at else _LONGEST_PAUSE
            await conduct.rest(min(ahead, _LONGEST_PAUSE), summary="登记档案移交期限")
            conduct.called = False
            stands = await moving.stand_move(conduct)
        if stands.status == "OVERDUE":
            await self._end_unmoved()
        else:
            case.file_papers = stands.papers

    async def _end_unmoved(self) -> None:
        """Nothing is registered; the name is free again, and the business may file something else."""
        conduct = self._conduct
        await together(notice.message_applicant(conduct, "move_lapsed"), archive.hand_over_file(conduct, "WITHDRAWN"))
        await naming.release_name(conduct, "expired")
        await register.let_go(conduct)
        await filing.record(conduct, Stage.WITHDRAWN)
