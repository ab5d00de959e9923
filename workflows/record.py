"""What is filed of a business beside its licence (备案): it is held, filed, decided, entered; the licence stays."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.about_a_business import AboutABusiness
    from workflows.acts import archive, notice, register
    from workflows.contract import RECORD, CaseClosed, OpenCase


@workflow.defn(name=RECORD)
class RecordWorkflow(AboutABusiness):
    """One filing that makes another version of a business and leaves its licence as it is."""

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    async def approve(self) -> None:
        """The new version, told and filed (条例 Art. 29; 实施细则 Art. 18)."""
        await register.enter(self._conduct)
        await notice.announce_registration(self._conduct)
        await archive.conclude(self._conduct)
