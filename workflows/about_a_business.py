"""What every filing about a business that stands in the register begins with: it is held, and filled in from there."""

from __future__ import annotations

from temporalio import workflow

from workflows.acts import filing, register
from workflows.application_case import ApplicationCase
from workflows.contract import Step, StepTaken


class AboutABusiness(ApplicationCase):
    """Who the operator is stands fast from the first step on, unless that is what changes."""

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
