"""What every application does: one step at a time, its limits, its review, withdrawal and giving up, the archive.

A kind of application is a subclass with the order of its own acts; see `workflows/establishment.py`.
"""

from __future__ import annotations

from abc import abstractmethod

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from catalogues.filing_types.words import Stage
from services.approval.contract import CaseDecided, Outcome
from services.licence.contract import PERSON_RESTRICTED
from workflows.acts import archive, filing, naming, notice, register, signing
from workflows.acts.conduct import Conduct, together
from workflows.applicant_steps import ApplicantSteps
from workflows.case import Case
from workflows.contract import CaseClosed, OpenCase
from workflows.course import Course
from workflows.describing import describe
from workflows.official_steps import OfficialSteps
from workflows.preparation import Preparation
from workflows.review import Review


class ApplicationCase(ApplicantSteps, OfficialSteps):
    """One application. Every step is an Update, refused before it enters history when it is not its turn.

    A subclass has its own `run`, which is `carry_through`, its own steps, and what it does once approved. What every
    application has is in `ApplicantSteps` and `OfficialSteps`.
    """

    @workflow.init
    def __init__(self, opened: OpenCase) -> None:
        self._case = Case.begin(opened)
        self._conduct = Conduct(self._case)
        self._course = Course(self._conduct)
        self._preparation = Preparation(self._conduct, self._course)
        self._review = Review(self._conduct, self._course, self._carry_out, self.hear)
        if opened.carried:
            workflow.set_current_details(describe(self._case))
        else:
            self._conduct.enter(Stage.DRAFT, visible=False)

    @abstractmethod
    async def approve(self) -> None:
        """What an approval leads to, up to the archive."""

    async def hear(self) -> None:
        """Whom a decision of this kind waits for; nobody, unless a subclass says so."""

    async def carry_through(self) -> CaseClosed:
        """Wait for each submission and decide it, until the case ends."""
        case = self._case
        while not case.ended or case.review_request_until:
            await self._preparation.until_submitted()
            if not case.ended or case.review_request_until:
                await self._review.run()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return case.closed()

    async def _carry_out(self, decided: CaseDecided) -> None:
        match decided.outcome:
            case Outcome.APPROVE:
                self._conduct.enter(Stage.APPROVED, visible=False)
                try:
                    await self.approve()
                except ApplicationError as refused:
                    if refused.message != PERSON_RESTRICTED:
                        raise
                    self._case.decide_anew()
            case Outcome.CORRECT:
                await self._return_for_correction()
            case _:
                await self._reject()

    async def _return_for_correction(self) -> None:
        """All defects in one notice (一次性告知); the signatures are void and the sections named are open again. What
        was handed in and what was answered stay in the file, and the time for the correction begins."""
        case = self._case
        case.file_before(case.signed_documents)
        case.file_decision_before()
        case.correction_until = case.decision.correction_until if case.decision else None
        await signing.void_signatures(self._conduct, "corrected")
        await notice.message_applicant(self._conduct, "correction")
        await filing.record(self._conduct, Stage.CORRECTION_REQUIRED, reopen=self._case.to_correct.reopens)

    async def _reject(self) -> None:
        """Refused with reasons and remedies (条例 Art. 20); the name is free again, the refusal is filed."""
        conduct = self._conduct
        await together(notice.message_applicant(conduct, "rejected"), archive.hand_over_file(conduct, "REJECTED"))
        await naming.release_name(conduct, "rejected")
        await register.let_go(conduct)
        await filing.record(conduct, Stage.REJECTED, outcome=Outcome.REJECT)
