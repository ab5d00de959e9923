"""What the authority's people may ask of every application: decide it, extend its review, try again what is parked."""

from __future__ import annotations

from temporalio import workflow

from workflows.acts import approval
from workflows.acts.conduct import Conduct
from workflows.case import Case
from workflows.contract import PARKED, Decide, Extend, Step, StepTaken
from workflows.course import Course


class OfficialSteps:
    """The steps of an `ApplicationCase` that examiners and operations take."""

    _case: Case
    _conduct: Conduct
    _course: Course

    @workflow.update(name=Step.DECIDE)
    async def decide(self, request: Decide) -> StepTaken:
        """An examiner's decision on a case that was referred."""
        async with self._course.turn(Step.DECIDE):
            await approval.confirm_examiner_decision(self._conduct, request.proposal_id)
            return self._case.answer()

    @decide.validator
    def _may_decide(self, request: Decide) -> None:
        self._course.check(Step.DECIDE)

    @workflow.update(name=Step.EXTEND)
    async def extend(self, request: Extend) -> StepTaken:
        """An examiner takes three more working days, once, with a reason (条例 Art. 19)."""
        async with self._course.turn(Step.EXTEND):
            await approval.extend_review(self._conduct, request.extension_id)
            return self._case.answer()

    @extend.validator
    def _may_extend(self, request: Extend) -> None:
        self._course.check(Step.EXTEND)

    @workflow.query(name=PARKED)
    def parked(self) -> dict[str, str]:
        """What waits for operations, and why. No personal data."""
        return dict(self._case.parked)

    @workflow.update(name=Step.RETRY)
    async def retry(self) -> StepTaken:
        """Operations say that the cause is mended: every parked activity is tried again."""
        self._case.retries += 1
        return self._case.answer()

    @retry.validator
    def _may_retry(self) -> None:
        self._course.check(Step.RETRY)
