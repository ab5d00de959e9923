"""What the applicant may ask of every application: fill in, sign, submit, correct, take back, give up."""

from __future__ import annotations

from temporalio import workflow

from catalogues.filing_types.words import Section, Stage
from workflows import refusals
from workflows.acts import approval, archive, filing, identity, naming, register, signing
from workflows.acts.conduct import Conduct
from workflows.before_the_register import REGISTERED
from workflows.case import Case
from workflows.contract import SIGNED, RequestReview, Step, StepTaken
from workflows.course import Course
from workflows.review import Review


class ApplicantSteps:
    """The steps of an `ApplicationCase` that its applicant takes."""

    _case: Case
    _conduct: Conduct
    _course: Course
    _review: Review

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

    @workflow.update(name=Step.REOPEN)
    async def reopen(self) -> StepTaken:
        """Somebody does not want to sign, or a mistake was seen: what was signed is void, and name, capital and
        founders can be changed again. The name stays held."""
        async with self._course.turn(Step.REOPEN):
            await signing.void_signatures(self._conduct, "reopened")
            begins_at = self._case.filing.section(Section.OPERATOR).corrected_at
            await filing.record(self._conduct, begins_at, reopen=(Section.NAME, Section.OPERATOR, Section.DETAILS))
            return self._case.answer()

    @reopen.validator
    def _may_reopen(self) -> None:
        self._course.check(Step.REOPEN)

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

    @workflow.update(name=Step.ACCEPT_REFUSAL)
    async def accept_refusal(self) -> StepTaken:
        """Let an automatic refusal stand before the period for a person's review ends: what the case held is free. A
        review that was asked for already is held all the same."""
        async with self._course.turn(Step.ACCEPT_REFUSAL):
            await approval.close_unless_asked(self._conduct)
            return self._case.answer()

    @accept_refusal.validator
    def _may_accept_refusal(self) -> None:
        self._course.check(Step.ACCEPT_REFUSAL)

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
