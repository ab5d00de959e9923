"""The step of a case that says who is to run the business: a new one, or one that they take over."""

from __future__ import annotations

from temporalio import workflow

from workflows.acts import filing
from workflows.application_case import ApplicationCase
from workflows.contract import Step, StepTaken


class NamesOperator(ApplicationCase):
    """Whose kind of filing does not ask who runs the business refuses the step."""

    @workflow.update(name=Step.CONFIRM_OPERATOR)
    async def confirm_operator(self) -> StepTaken:
        """Lock the operator's information; there is no way back to it (通知 2.1.2.2)."""
        async with self._course.turn(Step.CONFIRM_OPERATOR):
            await filing.lock_operator(self._conduct)
            return self._case.answer()

    @confirm_operator.validator
    def _may_confirm_operator(self) -> None:
        self._course.check(Step.CONFIRM_OPERATOR)
