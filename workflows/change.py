"""Change registration of a business (变更登记): it is held in the register, stated anew, decided and licensed anew.

Where somebody else is to run it (变更经营者), they fill in who they are and confirm it, and departments are heard.
Where it moves to another authority (迁移), that one asks for its file.

What it shares with every filing about a business is in `workflows/about_a_business.py`; what a kind of change asks for
and leads to is in its description (`catalogues/filing_types`).
"""

from __future__ import annotations

from typing import ClassVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types.words import Stage
    from workflows.about_a_business import AboutABusiness
    from workflows.acts import archive, licence, notice
    from workflows.contract import CHANGE, CaseClosed, OpenCase
    from workflows.declaring import DeclaresName
    from workflows.fetching_the_file import FetchesFile
    from workflows.hearing import HearsDepartments
    from workflows.naming_the_operator import NamesOperator


@workflow.defn(name=CHANGE)
class ChangeWorkflow(DeclaresName, NamesOperator, HearsDepartments, FetchesFile, AboutABusiness):
    """One filing that makes another version of a business."""

    named_at: ClassVar[Stage] = Stage.OPERATOR_LOCKED

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    async def hear(self) -> None:
        """Departments, and where the business moves the authority that it leaves."""
        await super().hear()
        await self.fetch_file()

    async def approve(self) -> None:
        """The new version, its licence, the publication, the file (条例 Art. 24, 28)."""
        await licence.enter_and_issue(self._conduct)
        await notice.announce_registration(self._conduct)
        await archive.conclude(self._conduct)
