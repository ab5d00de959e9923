"""What every application does: one step at a time, its limits, its review, withdrawal and giving up, the archive.

A kind of application is a subclass with the order of its own acts; see `workflows/establishment.py`.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from catalogues.filing_types.words import Stage
from services.approval.contract import CaseDecided, Outcome
from services.licence.contract import PERSON_RESTRICTED
from workflows import refusals
from workflows.acts import approval, archive, filing, identity, naming, notice, register, signing
from workflows.acts.conduct import Conduct, together
from workflows.case import Case
from workflows.contract import PARKED, SIGNED, CaseClosed, Decide, Extend, OpenCase, RequestReview, Step, StepTaken
from workflows.course import Course
from workflows.describing import describe
from workflows.preparation import Preparation
from workflows.review import Review
from workflows.steps import POSSIBLE_AT, Table

REGISTERED = "an approved application is written into the register before its licence is issued"
"""Cases that were submitted before this patch go the way they began, until the licence service asks for the entity."""


class ApplicationCase:
    """One application. Every step is an Update, refused before it enters history when it is not its turn.

    A subclass has its own `run`, which is `carry_through`, its own steps, and what it does once approved.
    """

    table: ClassVar[Table] = POSSIBLE_AT

    @workflow.init
    def __init__(self, opened: OpenCase) -> None:
        self._case = Case.begin(opened, self.table)
        self._conduct = Conduct(self._case)
        self._course = Course(self._conduct)
        self._preparation = Preparation(self._conduct, self._course)
        self._review = Review(self._conduct, self._course, self._carry_out)
        if opened.carried:
            workflow.set_current_details(describe(self._case))
        else:
            self._conduct.enter(Stage.DRAFT, visible=False)

    @abstractmethod
    async def approve(self) -> None:
        """What an approval leads to, up to the archive."""

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

    # ---- steps of the applicant -----------------------------------------------------------------------------------

    @workflow.update(name=Step.OPEN)
    async def open(self) -> StepTaken:
        """The case exists; asking again changes nothing."""
        return self._case.answer()

    @workflow.update(name=Step.COMPLETE_DETAILS)
    async def complete_details(self) -> StepTaken:
        """Check the details and make every document for preview; may be repeated until they are confirmed."""
        async with self._course.turn(Step.COMPLETE_DETAILS):
            await filing.prepare_documents(self._conduct)
            return self._case.answer()

    @complete_details.validator
    def _may_complete_details(self) -> None:
        self._course.check(Step.COMPLETE_DETAILS)

    @workflow.update(name=Step.CONFIRM_DOCUMENTS)
    async def confirm_documents(self) -> StepTaken:
        """Fix the documents; six working days to sign and submit begin (通知 2.1.2.6)."""
        async with self._course.turn(Step.CONFIRM_DOCUMENTS):
            await filing.fix_documents(self._conduct)
            return self._case.answer()

    @confirm_documents.validator
    def _may_confirm_documents(self) -> None:
        self._course.check(Step.CONFIRM_DOCUMENTS)

    @workflow.update(name=Step.AUTHENTICATE)
    async def authenticate(self) -> StepTaken:
        """Authenticate who signs, then open the signing session (通知 2.1.2.5)."""
        async with self._course.turn(Step.AUTHENTICATE):
            await identity.authenticate_persons(self._conduct)
            await signing.open_session(self._conduct)
            return self._case.answer()

    @authenticate.validator
    def _may_authenticate(self) -> None:
        self._course.check(Step.AUTHENTICATE)

    @workflow.update(name=Step.COLLECT_SIGNATURES)
    async def collect_signatures(self) -> StepTaken:
        """Verify and take over the signed documents; sent when the last one was signed on the phone."""
        async with self._course.turn(Step.COLLECT_SIGNATURES):
            await signing.collect_signatures(self._conduct)
            return self._case.answer()

    @collect_signatures.validator
    def _may_collect_signatures(self) -> None:
        self._course.check(Step.COLLECT_SIGNATURES)

    @workflow.signal(name=SIGNED)
    def signed(self) -> None:
        """Everybody has signed on the phone, as the signing service says. Heard where signatures are waited for; else
        the case has moved on by itself."""
        if self._case.stage is Stage.SIGN_PENDING and not self._course.lock.locked():
            self._conduct.enter(Stage.SIGNED)

    @workflow.update(name=Step.SUBMIT)
    async def submit(self) -> StepTaken:
        """Hand the application in; it is what must happen before the deadline."""
        case, conduct = self._case, self._conduct
        async with self._course.turn(Step.SUBMIT):
            if case.services_hand_on and case.signatures is None and len(case.signers) < 2:
                await signing.submit_signatures(conduct)
                return case.answer()
            if case.signatures is None:
                lasting = not case.began_on_this_course
                await signing.collect_signatures(conduct, interruptible=False, visible=lasting)
            await identity.conclude_authentications(conduct)
            case.submission += 1
            if not case.services_ask_each_other and self._course.patched(REGISTERED):
                self._review.ask_register()
            await filing.accept_submission(conduct)
            return case.answer()

    @submit.validator
    def _may_submit(self) -> None:
        self._course.check(Step.SUBMIT)

    @workflow.update(name=Step.REAUTHENTICATE)
    async def reauthenticate(self) -> StepTaken:
        """After a lapse: a new window of six working days, data unchanged (通知 2.1.2.6)."""
        async with self._course.turn(Step.REAUTHENTICATE):
            await filing.open_signing_window(self._conduct)
            return self._case.answer()

    @reauthenticate.validator
    def _may_reauthenticate(self) -> None:
        self._course.check(Step.REAUTHENTICATE)
        if self._case.name and workflow.now() >= self._case.name.held_until:
            raise refusals.name_reservation_ended()

    @workflow.update(name=Step.CORRECT)
    async def correct(self) -> StepTaken:
        """Begin the correction (补正) at the earliest section the notice names."""
        async with self._course.turn(Step.CORRECT):
            begins_at = self._case.to_correct.corrected_at
            if begins_at is Stage.AUTH_PENDING:
                await filing.open_signing_window(self._conduct)
            else:
                await filing.record(self._conduct, begins_at)
            return self._case.answer()

    @correct.validator
    def _may_correct(self) -> None:
        self._course.check(Step.CORRECT)

    @workflow.update(name=Step.WITHDRAW)
    async def withdraw(self) -> StepTaken:
        """Take the application back; possible until the decision (辽宁 2017 plan)."""
        async with self._course.leaving(Step.WITHDRAW):
            await signing.void_signatures(self._conduct, "withdrawn")
            await archive.hand_over_file(self._conduct, "WITHDRAWN")
            await naming.release_name(self._conduct, "withdrawn")
            await register.let_go(self._conduct)
            await filing.record(self._conduct, Stage.WITHDRAWN)
        return self._case.answer()

    @withdraw.validator
    def _may_withdraw(self) -> None:
        self._course.check(Step.WITHDRAW)

    @workflow.update(name=Step.REQUEST_REVIEW)
    async def request_review(self, request: RequestReview) -> StepTaken:
        """Bring an automatic refusal before a person (个人信息保护法 Art. 24)."""
        async with self._course.turn(Step.REQUEST_REVIEW):
            await approval.open_review(self._conduct, request.request_id)
            return self._case.answer()

    @request_review.validator
    def _may_request_review(self, request: RequestReview) -> None:
        self._course.check(Step.REQUEST_REVIEW)

    @workflow.update(name=Step.ABANDON)
    async def abandon(self) -> StepTaken:
        """Give the application up before it is handed in. What was handed in before and returned stays in a file."""
        async with self._course.leaving(Step.ABANDON):
            if self._case.window:
                await signing.void_signatures(self._conduct, "abandoned")
            if self._case.was_returned:
                await archive.hand_over_file(self._conduct, "WITHDRAWN")
            await naming.release_name(self._conduct, "abandoned")
            await register.let_go(self._conduct)
            await filing.record(self._conduct, Stage.ABANDONED)
        return self._case.answer()

    @abandon.validator
    def _may_abandon(self) -> None:
        self._course.check(Step.ABANDON)

    # ---- steps of the authority's people --------------------------------------------------------------------------

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
