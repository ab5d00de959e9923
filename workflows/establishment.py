"""Establishment of an individual household business (个体工商户设立登记), from the first step to the archive.

Reads like the statute: identify, reserve the name, receive the file, gather the signatures, decide, license, archive.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types.words import Stage
    from workflows import refusals
    from workflows.acts import Acts, past
    from workflows.case import ENDED, NEEDS_NO_PAUSE, SIGNING, WITHIN_WINDOW, Case
    from workflows.conduct import Conduct
    from workflows.contract import (
        ESTABLISHMENT,
        CaseClosed,
        Decide,
        DeclareName,
        Extend,
        OpenCase,
        RequestReview,
        Step,
        StepTaken,
    )
    from workflows.review import Review


@workflow.defn(name=ESTABLISHMENT)
class EstablishmentWorkflow:
    """One application. Every step is an Update, refused before it enters history when it is not its turn."""

    @workflow.init
    def __init__(self, opened: OpenCase) -> None:
        self._case = Case(opened)
        self._conduct = Conduct(self._case)
        self._acts = Acts(self._case, self._conduct)
        self._lock = asyncio.Lock()
        self._review = Review(self._case, self._acts, self._lock)
        self._stepping = False
        self._acts.enter(Stage.DRAFT, visible=False)

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        while self._case.stage not in ENDED:
            await self._until_submitted()
            if self._case.stage is Stage.SUBMITTED:
                await self._review.run()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._case.closed()

    # ---- the applicant prepares the application -------------------------------------------------------------

    @workflow.update(name=Step.OPEN)
    async def open(self) -> StepTaken:
        """The case exists; asking again changes nothing."""
        return self._case.answer()

    @workflow.update(name=Step.DECLARE_NAME)
    async def declare_name(self, request: DeclareName) -> StepTaken:
        """Hold the declared name for two months, or go without one; a later declaration replaces it."""
        async with self._turn(Step.DECLARE_NAME):
            if request.declaration_id:
                await self._acts.reserve_name(request.declaration_id)
            else:
                await self._acts.release_name("redeclared")
            self._acts.enter(Stage.NAME_RESERVED)
            return self._case.answer()

    @declare_name.validator
    def _may_declare_name(self, request: DeclareName) -> None:
        self._check(Step.DECLARE_NAME)

    @workflow.update(name=Step.CONFIRM_OPERATOR)
    async def confirm_operator(self) -> StepTaken:
        """Lock the operator's information; there is no way back to it (通知 2.1.2.2)."""
        async with self._turn(Step.CONFIRM_OPERATOR):
            await self._acts.lock_operator()
            return self._case.answer()

    @confirm_operator.validator
    def _may_confirm_operator(self) -> None:
        self._check(Step.CONFIRM_OPERATOR)

    @workflow.update(name=Step.COMPLETE_DETAILS)
    async def complete_details(self) -> StepTaken:
        """Check the details and make every document for preview; may be repeated until they are confirmed."""
        async with self._turn(Step.COMPLETE_DETAILS):
            await self._acts.prepare_documents()
            return self._case.answer()

    @complete_details.validator
    def _may_complete_details(self) -> None:
        self._check(Step.COMPLETE_DETAILS)

    @workflow.update(name=Step.CONFIRM_DOCUMENTS)
    async def confirm_documents(self) -> StepTaken:
        """Fix the documents; six working days to sign and submit begin (通知 2.1.2.6)."""
        async with self._turn(Step.CONFIRM_DOCUMENTS):
            await self._acts.fix_documents()
            return self._case.answer()

    @confirm_documents.validator
    def _may_confirm_documents(self) -> None:
        self._check(Step.CONFIRM_DOCUMENTS)

    @workflow.update(name=Step.AUTHENTICATE)
    async def authenticate(self) -> StepTaken:
        """Authenticate every person who signs, then open the signing session (通知 2.1.2.5)."""
        async with self._turn(Step.AUTHENTICATE):
            await self._acts.authenticate()
            await self._acts.open_signing_session()
            return self._case.answer()

    @authenticate.validator
    def _may_authenticate(self) -> None:
        self._check(Step.AUTHENTICATE)

    @workflow.update(name=Step.COLLECT_SIGNATURES)
    async def collect_signatures(self) -> StepTaken:
        """Verify and take over the signed documents; sent when the last one was signed on the phone."""
        async with self._turn(Step.COLLECT_SIGNATURES):
            await self._acts.collect_signatures()
            return self._case.answer()

    @collect_signatures.validator
    def _may_collect_signatures(self) -> None:
        self._check(Step.COLLECT_SIGNATURES)

    @workflow.update(name=Step.SUBMIT)
    async def submit(self) -> StepTaken:
        """Hand the application in; it is what must happen before the deadline."""
        async with self._turn(Step.SUBMIT):
            if self._case.stage is Stage.SIGN_PENDING:
                await self._acts.collect_signatures(interruptible=False)
            await self._acts.accept_submission()
            return self._case.answer()

    @submit.validator
    def _may_submit(self) -> None:
        self._check(Step.SUBMIT)

    # ---- the applicant comes back to it, or leaves ----------------------------------------------------------

    @workflow.update(name=Step.REAUTHENTICATE)
    async def reauthenticate(self) -> StepTaken:
        """After a lapse: a new window of six working days, data unchanged (通知 2.1.2.6)."""
        async with self._turn(Step.REAUTHENTICATE):
            await self._acts.open_new_window()
            return self._case.answer()

    @reauthenticate.validator
    def _may_reauthenticate(self) -> None:
        self._check(Step.REAUTHENTICATE)
        if self._case.name and past(self._case.name.held_until):
            raise refusals.name_reservation_ended()

    @workflow.update(name=Step.CORRECT)
    async def correct(self) -> StepTaken:
        """Begin the correction (补正) at the earliest section the notice names."""
        async with self._turn(Step.CORRECT):
            match self._case.decision and self._case.decision.return_to:
                case "name":
                    await self._acts.record(Stage.DRAFT)
                case "operator":
                    await self._acts.record(Stage.NAME_RESERVED)
                case "authentication":
                    await self._acts.open_new_window()
                case _:
                    await self._acts.record(Stage.OPERATOR_LOCKED)
            return self._case.answer()

    @correct.validator
    def _may_correct(self) -> None:
        self._check(Step.CORRECT)

    @workflow.update(name=Step.WITHDRAW)
    async def withdraw(self) -> StepTaken:
        """Take the application back; possible until the decision (辽宁 2017 plan)."""
        async with self._leaving(Step.WITHDRAW):
            await self._acts.void_signatures("withdrawn")
            await self._acts.hand_over("WITHDRAWN")
            await self._acts.release_name("withdrawn")
            await self._acts.record(Stage.WITHDRAWN)
        return self._case.answer()

    @withdraw.validator
    def _may_withdraw(self) -> None:
        self._check(Step.WITHDRAW)

    @workflow.update(name=Step.REQUEST_REVIEW)
    async def request_review(self, request: RequestReview) -> StepTaken:
        """Bring an automatic refusal before a person (个人信息保护法 Art. 24)."""
        async with self._turn(Step.REQUEST_REVIEW):
            await self._acts.open_review(request.request_id)
            return self._case.answer()

    @request_review.validator
    def _may_request_review(self, request: RequestReview) -> None:
        self._check(Step.REQUEST_REVIEW)

    @workflow.update(name=Step.ABANDON)
    async def abandon(self) -> StepTaken:
        """Give the application up before it is handed in."""
        async with self._leaving(Step.ABANDON):
            if self._case.window:
                await self._acts.void_signatures("abandoned")
            await self._acts.release_name("abandoned")
            await self._acts.record(Stage.ABANDONED)
        return self._case.answer()

    @abandon.validator
    def _may_abandon(self) -> None:
        self._check(Step.ABANDON)

    # ---- the authority's people ------------------------------------------------------------------------------

    @workflow.update(name=Step.DECIDE)
    async def decide(self, request: Decide) -> StepTaken:
        """An examiner's decision on a case that was referred."""
        async with self._turn(Step.DECIDE):
            await self._acts.confirm_examiner_decision(request.proposal_id)
            return self._case.answer()

    @decide.validator
    def _may_decide(self, request: Decide) -> None:
        self._check(Step.DECIDE)

    @workflow.update(name=Step.EXTEND)
    async def extend(self, request: Extend) -> StepTaken:
        """An examiner takes three more working days, once, with a reason (条例 Art. 19)."""
        async with self._turn(Step.EXTEND):
            await self._acts.extend_review(request.extension_id)
            return self._case.answer()

    @extend.validator
    def _may_extend(self, request: Extend) -> None:
        self._check(Step.EXTEND)

    @workflow.update(name=Step.RETRY)
    async def retry(self) -> StepTaken:
        """An operator says that the cause is mended: every parked activity is tried again."""
        self._case.retries += 1
        return self._case.answer()

    @retry.validator
    def _may_retry(self) -> None:
        if not self._case.parked:
            raise refusals.out_of_order(Step.RETRY, self._case.stage)

    # ---- deadlines while the application is being prepared ---------------------------------------------------

    async def _until_submitted(self) -> None:
        while not self._case.prepared:
            due = self._case.next_deadline()
            try:
                await workflow.wait_condition(
                    partial(self._moved_on, due),
                    timeout=max(due[1] - workflow.now(), timedelta()) if due else None,
                    timeout_summary=due[0] if due else None,
                )
            except TimeoutError:
                async with self._interrupting(refusals.deadline_passed()):
                    await self._expire()

    def _moved_on(self, due: tuple[str, datetime] | None) -> bool:
        return self._case.prepared or self._case.next_deadline() != due

    async def _expire(self) -> None:
        """A deadline passed. A step that was under way may have moved the case on; then nothing has expired."""
        case = self._case
        due = case.next_deadline()
        if case.prepared or due is None or not past(due[1]):
            return
        if case.stage in SIGNING:
            await self._acts.void_signatures("lapsed")
        if due[0] == "name reservation":
            await self._acts.release_name("expired")
            await self._acts.record(Stage.DRAFT, reopen=("name",))
        else:
            await self._acts.message("lapsed")
            await self._acts.record(Stage.LAPSED)

    # ---- order ------------------------------------------------------------------------------------------------

    def _check(self, step: Step) -> None:
        """Refuse a step that is not its turn. What the system itself is doing meanwhile is waited for instead."""
        if not self._case.is_possible(step):
            raise refusals.out_of_order(step, self._case.stage)
        if step in NEEDS_NO_PAUSE:
            return
        if self._stepping or self._conduct.interruption:
            raise refusals.in_progress(step)
        if step in WITHIN_WINDOW and past(self._case.deadline):
            raise refusals.deadline_passed()

    @contextlib.asynccontextmanager
    async def _turn(self, step: Step) -> AsyncIterator[None]:
        """One step at a time; the case may have moved on while the lock was waited for."""
        self._stepping = True
        try:
            async with self._lock:
                if not self._case.is_possible(step):
                    raise refusals.out_of_order(step, self._case.stage)
                yield
        finally:
            self._stepping = False

    @contextlib.asynccontextmanager
    async def _leaving(self, step: Step) -> AsyncIterator[None]:
        """Stop the step under way. One that cannot be stopped, such as the submission, may move the case on."""
        async with self._interrupting(refusals.leaving()):
            if not self._case.is_possible(step):
                raise refusals.out_of_order(step, self._case.stage)
            yield

    @contextlib.asynccontextmanager
    async def _interrupting(self, answer: ApplicationError) -> AsyncIterator[None]:
        """Tell the step under way `answer`, and have the lock."""
        mine = self._conduct.interruption is None
        if mine:
            self._conduct.interruption = answer
        try:
            async with self._lock:
                yield
        finally:
            if mine:
                self._conduct.interruption = None
