"""Another kind of application, as small as one can be: it is opened and given up."""

from __future__ import annotations

from typing import ClassVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types.words import Stage
    from workflows.application_case import ApplicationCase
    from workflows.contract import CaseClosed, OpenCase, Step
    from workflows.steps import Table


@workflow.defn(name="ChangeWorkflow")
class ChangeWorkflow(ApplicationCase):
    """Shares the whole course of an application; of its steps none but giving up is its turn."""

    table: ClassVar[Table] = {Step.ABANDON: frozenset({Stage.DRAFT})}

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    async def approve(self) -> None:
        raise AssertionError("nothing is handed in")
