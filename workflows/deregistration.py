"""A business ends (注销登记, 简易注销登记): departments are heard, it is closed in the register, its licence is void.

The ordinary way waits for the tax authority's word that it cleared; the simple one for the end of the time in which a
department may object, or for the first objection (条例 Art. 31, 33; 个体工商户登记管理规定 Art. 29-31).
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.about_a_business import AboutABusiness
    from workflows.acts import archive, licence, notice
    from workflows.contract import DEREGISTRATION, CaseClosed, OpenCase
    from workflows.hearing import HearsDepartments


@workflow.defn(name=DEREGISTRATION)
class DeregistrationWorkflow(HearsDepartments, AboutABusiness):
    """One filing with which a business ends."""

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    async def approve(self) -> None:
        """Closed and void at once, published, told, filed (实施细则 Art. 44; 企业信息公示暂行条例 Art. 6)."""
        await licence.enter_and_void(self._conduct)
        await notice.announce_registration(self._conduct)
        await archive.conclude(self._conduct)
