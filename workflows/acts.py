"""The acts of a registration: what is asked of each service, and how the case stands after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from temporalio import workflow

from catalogues.filing_types.words import PartKind, Stage
from kernel.exchange import Reference
from services.approval.contract import (
    ApprovalActivities,
    CaseDecided,
    CloseTask,
    ConfirmExaminerDecision,
    ConfirmExtension,
    DecideCase,
    OpenReview,
    Outcome,
)
from services.archive.contract import ArchiveActivities, HandOverFile
from services.filing.contract import (
    AcceptSubmission,
    DocumentsFixed,
    FilingActivities,
    FixDocuments,
    LockOperator,
    OpenSigningWindow,
    PrepareDocuments,
    RecordStages,
    SigningWindowOpened,
)
from services.identity.contract import AuthenticatePersons, IdentityActivities
from services.licence.contract import IssueLicence, LicenceActivities
from services.naming.contract import ConfirmName, NamingActivities, ReleaseName, ReserveName
from services.notice.contract import AnnounceRegistration, MessageApplicant, NoticeActivities
from services.signing.contract import CollectSignatures, OpenSigningSession, SigningActivities, VoidSignatures
from workflows.case import Case
from workflows.conduct import Conduct, together
from workflows.contract import OUTCOME, REVIEW_DUE, SIGNING_DEADLINE, STAGE

_DECIDED_ON = (
    PartKind.APPLICATION,
    PartKind.NAME,
    PartKind.AUTHENTICATION,
    PartKind.SIGNATURES,
    PartKind.FILING_FACTS,
)


class Acts:
    """Carries out the acts of one case and writes their results into it. Callers hold the case's lock."""

    def __init__(self, case: Case, conduct: Conduct) -> None:
        self._case = case
        self._conduct = conduct
        self._no = case.opened.application_no

    # ---- preparing ---------------------------------------------------------------------------------------------

    async def reserve_name(self, declaration_id: str) -> None:
        self._case.name = await self._conduct.step(
            NamingActivities.reserve_name, ReserveName(application_no=self._no, declaration_id=declaration_id)
        )

    async def lock_operator(self) -> None:
        case = self._case
        entries = case.entering(workflow.now(), Stage.OPERATOR_LOCKED)
        request = LockOperator(application_no=self._no, name=case.name_part, entries=entries)
        await self._conduct.step(FilingActivities.lock_operator, request)
        self.enter(Stage.OPERATOR_LOCKED, recorded=True)

    async def prepare_documents(self) -> None:
        case = self._case
        case.revision += 1
        entries = case.entering(workflow.now(), Stage.INFO_READY)
        request = PrepareDocuments(application_no=self._no, revision=case.revision, entries=entries)
        await self._conduct.step(FilingActivities.prepare_documents, request)
        self.enter(Stage.INFO_READY, recorded=True)

    async def fix_documents(self) -> None:
        case = self._case
        entries = case.entering(workflow.now(), Stage.AUTH_PENDING)
        request = FixDocuments(application_no=self._no, revision=case.revision, entries=entries)
        fixed = await self._conduct.step(FilingActivities.fix_documents, request)
        case.application, case.originals = fixed.application, fixed.documents
        self._begin_window(fixed)

    async def open_new_window(self) -> None:
        """Six working days from now; what was authenticated and signed in an earlier window is void."""
        case = self._case
        entries = case.entering(workflow.now(), Stage.AUTH_PENDING)
        request = OpenSigningWindow(application_no=self._no, window=case.window + 1, entries=entries)
        self._begin_window(await self._conduct.step(FilingActivities.open_signing_window, request))

    async def authenticate(self) -> None:
        case = self._case
        request = AuthenticatePersons(
            application_no=self._no,
            window=case.window,
            application=case.confirmed_application,
            valid_until=case.deadline,
        )
        authenticated = await self._conduct.step(IdentityActivities.authenticate_persons, request)
        case.authentication = authenticated.part

    async def open_signing_session(self) -> None:
        case = self._case
        request = OpenSigningSession(
            application_no=self._no,
            window=case.window,
            application=case.confirmed_application,
            documents=case.originals,
            deadline=case.deadline,
        )
        await self._conduct.step(SigningActivities.open_session, request)
        self.enter(Stage.SIGN_PENDING)

    async def collect_signatures(self, *, interruptible: bool = True) -> None:
        case = self._case
        case.signatures = await self._conduct.step(
            SigningActivities.collect_signatures,
            CollectSignatures(application_no=self._no, window=case.window),
            interruptible=interruptible,
        )
        self.enter(Stage.SIGNED)

    async def accept_submission(self) -> None:
        """A submission that began in time is received, whatever happens meanwhile."""
        case = self._case
        at = workflow.now()
        case.submission += 1
        request = AcceptSubmission(
            application_no=self._no,
            submission=case.submission,
            entries=case.entering(at, Stage.SUBMITTED, Stage.UNDER_REVIEW),
        )
        accepted = await self._conduct.step(FilingActivities.accept_submission, request, interruptible=False)
        case.facts, case.submitted_at = accepted.facts, at
        self.enter(Stage.SUBMITTED, recorded=True, visible=False)

    # ---- deciding ----------------------------------------------------------------------------------------------

    async def decide(self) -> CaseDecided:
        """Raises `Interrupted` when the applicant withdraws meanwhile."""
        case = self._case
        request = DecideCase(
            application_no=self._no,
            submission=case.submission,
            authority_code=case.opened.authority_code,
            signing_deadline=case.deadline,
            submitted_at=case.handed_in_at,
            documents=case.signed_documents,
            parts=case.parts(*_DECIDED_ON),
        )
        self.enter(Stage.UNDER_REVIEW, recorded=True)
        case.decision = await self._conduct.review(ApprovalActivities.decide_case, request)
        self._begin_review(case.decision.review_due)
        return case.decision

    async def confirm_examiner_decision(self, proposal_id: str) -> None:
        case = self._case
        request = ConfirmExaminerDecision(application_no=self._no, submission=case.submission, proposal_id=proposal_id)
        case.decision = await self._conduct.step(ApprovalActivities.confirm_examiner_decision, request)

    async def refer(self) -> None:
        await self.message("referred")
        await self.record(Stage.MANUAL_REVIEW)

    async def extend_review(self, extension_id: str) -> None:
        """The new limit counts from now on, and the applicant learns of it and why (条例 Art. 19)."""
        case = self._case
        request = ConfirmExtension(application_no=self._no, submission=case.submission, extension_id=extension_id)
        confirmed = await self._conduct.step(ApprovalActivities.confirm_extension, request)
        if not case.extended:
            case.review_due, case.extended, case.overdue = confirmed.extended_until, True, False
            self.show()
            await self.message("extended", extension=confirmed.part)

    async def refuse(self, until: datetime) -> None:
        """Refused by the rules: effective and told at once. Name and file are kept `until` the period ends in which
        the applicant may ask for a person's review (个人信息保护法 Art. 24)."""
        self._case.review_request_until = until
        await together(self.message("rejected"), self.record(Stage.REJECTED, outcome=Outcome.REJECT))

    async def open_review(self, request_id: str | None) -> bool:
        """An examiner's task for a refusal whose applicant asked; False when nobody did.

        With a `request_id` a refusal is the step's answer; without one it is asked whether there is any request, so
        that one whose step got lost is heard all the same.
        """
        case = self._case
        request = OpenReview(application_no=self._no, submission=case.submission, request_id=request_id)
        method = ApprovalActivities.open_review
        opened = await (self._conduct.step(method, request) if request_id else self._conduct.duty(method, request))
        if opened.review_due is None:
            return False
        case.review_request_until = None
        self._begin_review(opened.review_due)
        await self.message("review_opened")
        await self.record(Stage.MANUAL_REVIEW)
        return True

    async def close_refusal(self) -> None:
        """Nobody asked for a review: the refusal is filed and the name is free again."""
        self._case.review_request_until = None
        await self.hand_over("REJECTED")
        await self.release_name("rejected")
        self.show()

    def _begin_review(self, due: datetime | None) -> None:
        case = self._case
        case.review_due, case.extended, case.overdue = due, False, False

    async def close_task(self) -> None:
        """Take a withdrawn case off the examiners' desk.

        An activity of its own: no other activity of a withdrawal belongs to the approval service. The
        withdrawal is answered without waiting for it, so that an approval service that is down keeps nobody from
        withdrawing. It is asked for also when no decision came back: one under way may still refer the case after
        the applicant has left.
        """
        request = CloseTask(application_no=self._no, submission=self._case.submission)
        await self._conduct.duty(ApprovalActivities.close_task, request)

    async def return_for_correction(self, decided: CaseDecided) -> None:
        """All defects in one notice (一次性告知); the signatures are void and the sections named are open again."""
        reopen: tuple[Literal["name", "operator", "details"], ...]
        match decided.return_to:
            case "name":
                reopen = ("name", "operator", "details")
            case "operator":
                reopen = ("operator", "details")
            case "authentication":
                reopen = ()
            case _:
                reopen = ("details",)
        await self.void_signatures("corrected")
        await self.message("correction")
        await self.record(Stage.CORRECTION_REQUIRED, reopen=reopen)

    async def reject(self) -> None:
        """Refused with reasons and remedies (条例 Art. 20); the name is free again, the refusal is filed."""
        await together(self.message("rejected"), self.hand_over("REJECTED"))
        await self.release_name("rejected")
        await self.record(Stage.REJECTED, outcome=Outcome.REJECT)

    # ---- licensing ---------------------------------------------------------------------------------------------

    async def license(self, decided: CaseDecided) -> None:
        """Number and licence first, then publication; only then is the applicant told (条例 Art. 21, 22)."""
        case = self._case
        self.enter(Stage.APPROVED, visible=False)
        request = IssueLicence(
            application_no=self._no,
            authority_code=case.opened.authority_code,
            parts=case.parts(PartKind.APPLICATION, PartKind.NAME, PartKind.DECISION),
        )
        case.licence = await self._conduct.duty(LicenceActivities.issue_licence, request)
        await together(self._confirm_name(), self._announce())
        await together(
            self.record(Stage.LICENSED, outcome=Outcome.APPROVE),
            self.message("licensed"),
            self.hand_over("LICENSED"),
        )
        self.enter(Stage.ARCHIVED)

    async def _confirm_name(self) -> None:
        case = self._case
        assert case.licence
        if case.name:
            request = ConfirmName(
                application_no=self._no, uscc=case.licence.uscc, registered_on=case.licence.established_on
            )
            await self._conduct.duty(NamingActivities.confirm_name, request)

    async def _announce(self) -> None:
        case = self._case
        assert case.licence
        request = AnnounceRegistration(
            application_no=self._no,
            uscc=case.licence.uscc,
            parts=case.parts(PartKind.APPLICATION, PartKind.NAME, PartKind.LICENCE),
        )
        await self._conduct.duty(NoticeActivities.announce_registration, request)

    # ---- leaving and lapsing ------------------------------------------------------------------------------------

    async def void_signatures(self, reason: Literal["lapsed", "withdrawn", "abandoned", "corrected"]) -> None:
        case = self._case
        case.authentication = case.signatures = None
        request = VoidSignatures(application_no=self._no, window=case.window, reason=reason)
        await self._conduct.duty(SigningActivities.void_signatures, request)

    async def release_name(
        self, reason: Literal["withdrawn", "abandoned", "rejected", "expired", "redeclared"]
    ) -> None:
        if self._case.name:
            request = ReleaseName(application_no=self._no, reason=reason)
            await self._conduct.duty(NamingActivities.release_name, request)
            self._case.name = None

    async def hand_over(self, outcome: Literal["LICENSED", "REJECTED", "WITHDRAWN"]) -> None:
        """The file goes to the archive with everything that was signed, decided and issued."""
        case = self._case
        request = HandOverFile(
            application_no=self._no,
            business_type="01",
            authority_code=case.opened.authority_code,
            outcome=outcome,
            uscc=case.licence.uscc if case.licence else None,
            parts=case.parts(PartKind.APPLICATION, PartKind.NAME, PartKind.DECISION, PartKind.LICENCE),
            documents=case.file_documents(),
        )
        case.filed = await self._conduct.duty(ArchiveActivities.hand_over_file, request)

    async def message(
        self,
        template: Literal["licensed", "correction", "rejected", "referred", "lapsed", "extended", "review_opened"],
        extension: Reference | None = None,
    ) -> None:
        case = self._case
        case.occasions += 1
        parts = case.parts(PartKind.APPLICATION, PartKind.LICENCE, PartKind.DECISION)
        request = MessageApplicant(
            application_no=self._no,
            template=template,
            occasion=case.occasions,
            parts=parts | ({PartKind.EXTENSION: extension} if extension else {}),
        )
        await self._conduct.duty(NoticeActivities.message_applicant, request)

    # ---- where the case stands ----------------------------------------------------------------------------------

    async def record(
        self,
        stage: Stage,
        *,
        reopen: tuple[Literal["name", "operator", "details"], ...] = (),
        outcome: Outcome | None = None,
    ) -> None:
        """Enter a stage and write it to the timeline that the applicant reads."""
        case = self._case
        entries = case.entering(workflow.now(), stage)
        case.enter(stage, workflow.now())
        self.show(outcome)
        request = RecordStages(application_no=self._no, entries=entries, reopen=reopen)
        await self._conduct.duty(FilingActivities.record_stages, request)
        case.recorded = max(case.recorded, entries[-1].number)

    def enter(self, stage: Stage, *, recorded: bool = False, visible: bool = True) -> None:
        """`recorded`: the filing service has the timeline up to here. An invisible stage costs no history event."""
        case = self._case
        case.enter(stage, workflow.now())
        if recorded:
            case.recorded = len(case.timeline)
        if visible:
            self.show()

    def show(self, outcome: Outcome | None = None) -> None:
        """Let operators see the stage: search attributes and current details."""
        case = self._case
        attributes: list[Any] = [STAGE.value_set(case.stage)]
        if case.stage is Stage.AUTH_PENDING:
            attributes.append(SIGNING_DEADLINE.value_set(case.deadline))
        if case.stage is Stage.MANUAL_REVIEW and case.review_due:
            attributes.append(REVIEW_DUE.value_set(case.review_due))
        if outcome:
            attributes.append(OUTCOME.value_set(outcome))
        workflow.upsert_search_attributes(attributes)
        workflow.set_current_details(case.describe())

    def _begin_window(self, opened: DocumentsFixed | SigningWindowOpened) -> None:
        case = self._case
        case.window += 1
        case.signing_deadline, case.last_signing_day = opened.signing_deadline, opened.last_signing_day
        case.authentication = case.signatures = None
        self.enter(Stage.AUTH_PENDING, recorded=True)


def past(instant: datetime) -> bool:
    """Whether `instant` is over, in the workflow's own time."""
    return workflow.now() >= instant
