"""A business rests (歇业): filed and published; a timer lets it rest, and trade again when its rest is over."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.about_a_business import AboutABusiness
    from workflows.acts import archive, notice, register
    from workflows.contract import SUSPENSION, SUSPENSION_TERM, CaseClosed, OpenCase, TermBegun, suspension_term_id


@workflow.defn(name=SUSPENSION)
class SuspensionWorkflow(AboutABusiness):
    """One filing with which a business rests, or rests longer."""

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    async def approve(self) -> None:
        """Entered, told, filed (条例 Art. 30; 实施细则 Art. 41); then its days are counted."""
        await register.enter(self._conduct)
        await notice.announce_registration(self._conduct)
        number, application = self._case.opened.application_no, self._case.confirmed_application
        await workflow.start_child_workflow(
            SUSPENSION_TERM,
            TermBegun(application_no=number, application=application),
            id=suspension_term_id(number),
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        )
        await archive.conclude(self._conduct)
