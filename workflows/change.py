"""Change registration of a business (变更登记): it is held in the register, stated anew, decided and licensed anew.

What it shares with every application is in `workflows/application_case.py`; what a kind of change asks for and leads to
is in its description (`catalogues/filing_types`).
"""

from __future__ import annotations

from typing import ClassVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types.words import Stage
    from workflows.acts import archive, filing, licence, naming, notice, register
    from workflows.application_case import ApplicationCase
    from workflows.contract import CHANGE, CaseClosed, DeclareName, OpenCase, Step, StepTaken
    from workflows.steps import CHANGE_POSSIBLE_AT, Table


@workflow.defn(name=CHANGE)
class ChangeWorkflow(ApplicationCase):
    """One filing about a business that stands in the register."""

    table: ClassVar[Table] = CHANGE_POSSIBLE_AT

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    @workflow.update(name=Step.TAKE_UP)
    async def take_up(self) -> StepTaken:
        """Hold the business for this filing, which no other can change meanwhile, and fill in what is registered."""
        async with self._course.turn(Step.TAKE_UP):
            await register.hold_entity(self._conduct)
            await filing.take_up(self._conduct)
            return self._case.answer()

    @take_up.validator
    def _may_take_up(self) -> None:
        self._course.check(Step.TAKE_UP)

    @workflow.update(name=Step.DECLARE_NAME)
    async def declare_name(self, request: DeclareName) -> StepTaken:
        """Hold another name, or keep the registered one."""
        async with self._course.turn(Step.DECLARE_NAME):
            if request.declaration_id:
                await naming.reserve_name(self._conduct, request.declaration_id)
            else:
                await naming.release_name(self._conduct, "redeclared")
            self._conduct.enter(Stage.OPERATOR_LOCKED)
            return self._case.answer()

    @declare_name.validator
    def _may_declare_name(self, request: DeclareName) -> None:
        self._course.check(Step.DECLARE_NAME)

    async def approve(self) -> None:
        """The new version, its licence, the publication, the file (条例 Art. 24, 28)."""
        conduct = self._conduct
        await licence.enter_and_issue(conduct)
        await notice.announce_registration(conduct)
        await archive.hand_over_file(conduct, "LICENSED")
        conduct.enter(Stage.ARCHIVED)
