"""The step by which a name is held for an application, or done without."""

from __future__ import annotations

from typing import ClassVar

from temporalio import workflow

from catalogues.filing_types.words import Stage
from workflows.acts import naming
from workflows.acts.conduct import Conduct
from workflows.case import Case
from workflows.contract import DeclareName, Step, StepTaken
from workflows.course import Course


class DeclaresName:
    """For an `ApplicationCase` with a name to be held. `named_at` is the stage the case enters with it."""

    named_at: ClassVar[Stage]

    _case: Case
    _conduct: Conduct
    _course: Course

    @workflow.update(name=Step.DECLARE_NAME)
    async def declare_name(self, request: DeclareName) -> StepTaken:
        """Hold the declared name for two months; without one, have none, or keep the registered one. A later
        declaration replaces it."""
        async with self._course.turn(Step.DECLARE_NAME):
            if request.declaration_id:
                await naming.reserve_name(self._conduct, request.declaration_id)
            else:
                await naming.release_name(self._conduct, "redeclared")
            self._conduct.enter(self.named_at)
            return self._case.answer()

    @declare_name.validator
    def _may_declare_name(self, request: DeclareName) -> None:
        self._course.check(Step.DECLARE_NAME)
