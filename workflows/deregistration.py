"""A business ends (注销登记, 简易注销登记): departments are heard, it is closed in the register, its licence is void.

The ordinary way waits for the tax authority's word that it cleared; the simple one for the end of the time in which a
department may object, or for the first objection (条例 Art. 31, 33; 个体工商户登记管理规定 Art. 29-31).
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types.words import Stage
    from services.notice.contract import REPLIED
    from workflows.about_a_business import AboutABusiness
    from workflows.acts import archive, filing, licence, notice
    from workflows.contract import DEREGISTRATION, CaseClosed, OpenCase

_FIRST_LOOK, _LONGEST_PAUSE = timedelta(seconds=1), timedelta(hours=6)


@workflow.defn(name=DEREGISTRATION)
class DeregistrationWorkflow(AboutABusiness):
    """One filing with which a business ends."""

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    @workflow.signal(name=REPLIED)
    def department_replied(self) -> None:
        """Look at once."""
        self._conduct.called = True

    async def hear(self) -> None:
        """Ask, and look for replies when one is said to be there, at ever longer intervals besides, and when the time
        for objections is over. An applicant who withdraws does not wait."""
        conduct, case = self._conduct, self._case
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

    async def approve(self) -> None:
        """Closed and void at once, published, told, filed (实施细则 Art. 44; 企业信息公示暂行条例 Art. 6)."""
        await licence.enter_and_void(self._conduct)
        await notice.announce_registration(self._conduct)
        await archive.conclude(self._conduct)
