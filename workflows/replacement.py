"""A licence printed again (补领、换发营业执照): what was lost is void in public first, then it is printed anew.

What is registered stays as it is; the business is held meanwhile, so that nothing changes under the print.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.about_a_business import AboutABusiness
    from workflows.acts import archive, licence, notice, register
    from workflows.contract import REPLACEMENT, CaseClosed, OpenCase


@workflow.defn(name=REPLACEMENT)
class ReplacementWorkflow(AboutABusiness):
    """One filing after which a business has another licence of the same version."""

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    async def approve(self) -> None:
        """Void and published, printed, told, filed (条例 Art. 37; 实施细则 Art. 23)."""
        await licence.void_licence(self._conduct)
        await notice.announce_void_licence(self._conduct)
        await licence.issue_again(self._conduct)
        await notice.announce_registration(self._conduct)
        await register.let_go(self._conduct)
        await archive.conclude(self._conduct)
