"""A province whose services answer from memory: what the workflow asked, in order, and answers a test chooses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from kernel.errors import Refusal
from kernel.exchange import DocumentRef, Reference
from kernel.failures import refusal_in
from kernel.temporal import activity_worker
from services.approval.contract import CaseDecided, Outcome, RevocationStanding
from services.archive import contract as archive
from services.filing.contract import messages as filing
from services.filing.contract.activities import FilingActivities
from services.identity.contract import (
    AuthenticatePersons,
    ConcludeAuthentications,
    IdentityActivities,
    InvitePersons,
    PersonsAuthenticated,
    PersonsInvited,
    PersonsRestricted,
    RestrictPersons,
)
from services.licence import contract as licence
from services.naming import contract as naming
from services.notice import contract as notice
from services.register.contract.messages import SuspensionTurned
from services.signing import contract as signing
from tests.workflows import approval_fakes, register_fakes
from tests.workflows.references import document, promised, ref
from workflows import contract
from workflows.contract import CaseClosed, Decide, DeclareName, OpenCase, Step, StepTaken
from workflows.releases import Release
from workflows.standing import opening_attributes
from workflows.worker import workflow_worker

QUEUES = ("identity", "naming", "filing", "signing", "approval", "register", "licence", "archive", "notice")


@dataclass
class Province:
    """`asked` holds `(activity, request)` in order. `trouble[activity]` is a list of things to raise, one per call;
    a callable is called. `decisions` are the outcomes of successive decisions. `requested`: a request for a person's
    review lies with the approval service, whether the workflow heard of it or not. `licensed` are businesses from
    before there was a register, in the order of their numbers; `taken_over`: they are in it. `voided` is the part of a
    licence that was declared void. Departments may object until `objections_until`, and are silent for so many looks.
    `turns` is what the register says of a rest, one look after the other; then that it is over.
    `moves` is how a file stands that another authority is asked for, one look after the other; then it is received.
    `examined` is how a revocation stands, one for each look; the last one stays.
    """

    asked: list[tuple[str, Any]] = field(default_factory=list)
    trouble: dict[str, list[Any]] = field(default_factory=dict)
    decisions: list[CaseDecided] = field(default_factory=list)
    extended_until: datetime | None = None
    extension: DocumentRef | None = None
    signed_before: tuple[DocumentRef, ...] = ()
    reachable: bool = True
    requested: bool = False
    licensed: list[licence.LicensedBusiness] = field(default_factory=list)
    taken_over: bool = False
    voided: Reference | None = None
    objections_until: datetime | None = None
    silent_for: int = 0
    turns: list[SuspensionTurned] = field(default_factory=list)
    examined: list[RevocationStanding] = field(default_factory=list)
    moves: list[archive.MoveStands] = field(default_factory=list)
    reviewed_until: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(days=10))
    held: timedelta = timedelta(days=61)
    window: timedelta = timedelta(days=8)
    signers: tuple[filing.SignerNamed, ...] = ()
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def names(self) -> list[str]:
        return [name for name, _ in self.asked]

    def requests(self, name: str) -> list[Any]:
        return [request for asked, request in self.asked if asked == name]

    def stages(self) -> list[str]:
        """The timeline as the filing service would have it; the archive itself knows that it has the file."""
        lines: dict[int, str] = {}
        for _, request in self.asked:
            for entry in getattr(request, "entries", ()):
                lines.setdefault(entry.number, entry.stage)
        assert sorted(lines) == list(range(1, len(lines) + 1))
        return [lines[number] for number in sorted(lines)]

    def answer(self, name: str, request: Any, result: Any) -> Any:
        with self._lock:
            self.asked.append((name, request))
            trouble = self.trouble.get(name, [])
            what = trouble.pop(0) if trouble else None
        if isinstance(what, BaseException):
            raise what
        if callable(what):
            what()
        return result

    def decision(self, outcome: Outcome, **fields: Any) -> CaseDecided:
        return CaseDecided(
            outcome=outcome,
            decision_no=f"D{len(self.decisions) + 1}",
            part=ref("decision"),
            documents=(document("review_sheet"), document("decision_notice")),
            **fields,
        )

    def activities(self, queue: str) -> list[Callable[..., Any]]:
        p = self

        class Naming(naming.NamingActivities):
            @activity.defn(name="naming.reserve_name")
            def reserve_name(self, request: naming.ReserveName) -> naming.NameReserved:
                return p.answer(
                    "reserve_name",
                    request,
                    naming.NameReserved(
                        reservation_no="R1",
                        verdict=naming.Verdict.AVAILABLE,
                        reserved_at=p.now,
                        held_until=p.now + p.held,
                        part=ref("name"),
                    ),
                )

            @activity.defn(name="naming.release_name")
            def release_name(self, request: naming.ReleaseName) -> naming.NameReleased:
                return p.answer("release_name", request, naming.NameReleased(released=True))

            @activity.defn(name="naming.confirm_name")
            def confirm_name(self, request: naming.ConfirmName) -> naming.NameConfirmed:
                return p.answer("confirm_name", request, naming.NameConfirmed(confirmed=True))

        class Filing(FilingActivities):
            @activity.defn(name="filing.lock_operator")
            def lock_operator(self, request: filing.LockOperator) -> filing.OperatorLocked:
                return p.answer("lock_operator", request, filing.OperatorLocked(locked_at=p.now))

            @activity.defn(name="filing.take_up")
            def take_up(self, request: filing.TakeUp) -> filing.TakenUp:
                return p.answer("take_up", request, filing.TakenUp(locked_at=p.now))

            @activity.defn(name="filing.prepare_documents")
            def prepare_documents(self, request: filing.PrepareDocuments) -> filing.DocumentsPrepared:
                return p.answer(
                    "prepare_documents",
                    request,
                    filing.DocumentsPrepared(documents=(document("application_form"),)),
                )

            @activity.defn(name="filing.fix_documents")
            def fix_documents(self, request: filing.FixDocuments) -> filing.DocumentsFixed:
                return p.answer(
                    "fix_documents",
                    request,
                    filing.DocumentsFixed(
                        application=ref("application"),
                        documents=(document("application_form"),),
                        signing_deadline=p.now + p.window,
                        last_signing_day=(p.now + p.window).date(),
                        signers=p.signers,
                    ),
                )

            @activity.defn(name="filing.open_signing_window")
            def open_signing_window(self, request: filing.OpenSigningWindow) -> filing.SigningWindowOpened:
                end = p.now + p.window * request.window
                return p.answer(
                    "open_signing_window",
                    request,
                    filing.SigningWindowOpened(signing_deadline=end, last_signing_day=end.date()),
                )

            @activity.defn(name="filing.accept_submission")
            def accept_submission(self, request: filing.AcceptSubmission) -> filing.SubmissionAccepted:
                return p.answer(
                    "accept_submission",
                    request,
                    filing.SubmissionAccepted(accepted_at=p.now, facts=ref("facts")),
                )

            @activity.defn(name="filing.leave_contact")
            def leave_contact(self, request: filing.LeaveContact) -> filing.ContactLeft:
                left = filing.ContactLeft(contact=ref("contact") if p.reachable else None)
                return p.answer("leave_contact", request, left)

            @activity.defn(name="filing.record_stages")
            def record_stages(self, request: filing.RecordStages) -> filing.StagesRecorded:
                return p.answer("record_stages", request, filing.StagesRecorded(stage=request.entries[-1].stage))

            @activity.defn(name="filing.confirmed_application")
            def confirmed_application(self, request: filing.ConfirmedApplication) -> filing.ApplicationFound:
                found = filing.ApplicationFound(application=ref("application"))
                return p.answer("confirmed_application", request, found)

        class Identity(IdentityActivities):
            @activity.defn(name="identity.authenticate_persons")
            def authenticate_persons(self, request: AuthenticatePersons) -> PersonsAuthenticated:
                answer = PersonsAuthenticated(part=ref("authentication"), valid_until=request.valid_until)
                p.answer("authenticate_persons", request, answer)
                if request.opens:
                    p.answer("open_session", signing.OpenSigningSession.model_validate(request.opens), None)
                return answer

            @activity.defn(name="identity.invite_persons")
            def invite_persons(self, request: InvitePersons) -> PersonsInvited:
                return p.answer("invite_persons", request, PersonsInvited(invited=1))

            @activity.defn(name="identity.conclude_authentications")
            def conclude_authentications(self, request: ConcludeAuthentications) -> PersonsAuthenticated:
                answer = PersonsAuthenticated(part=ref("authentications"), valid_until=p.now + p.window)
                return p.answer("conclude_authentications", request, answer)

            @activity.defn(name="identity.restrict_persons")
            def restrict_persons(self, request: RestrictPersons) -> PersonsRestricted:
                return p.answer("restrict_persons", request, PersonsRestricted(persons=1))

        class Signing(signing.SigningActivities):
            @activity.defn(name="signing.open_session")
            def open_session(self, request: signing.OpenSigningSession) -> signing.SigningSessionOpened:
                return p.answer("open_session", request, signing.SigningSessionOpened(session_no="S1"))

            @activity.defn(name="signing.collect_signatures")
            def collect_signatures(self, request: signing.CollectSignatures) -> signing.SignaturesCollected:
                answer = signing.SignaturesCollected(
                    documents=(document("application_form", f"signed/{request.window}"), *p.signed_before),
                    part=ref("signatures"),
                    signed_at=p.now,
                )
                p.answer("collect_signatures", request, answer)
                if request.hands_in is None:
                    return answer
                accepted = filing.SubmissionAccepted(accepted_at=p.now, facts=ref("facts"))
                p.answer("accept_submission", filing.AcceptSubmission.model_validate(request.hands_in), accepted)
                return answer.model_copy(update={"handed_in": accepted.model_dump(mode="json")})

            @activity.defn(name="signing.void_signatures")
            def void_signatures(self, request: signing.VoidSignatures) -> signing.SignaturesVoided:
                return p.answer("void_signatures", request, signing.SignaturesVoided(voided=True))

        class Notice(notice.NoticeActivities):
            @activity.defn(name="notice.announce_registration")
            def announce_registration(self, request: notice.AnnounceRegistration) -> notice.RegistrationAnnounced:
                answer = notice.RegistrationAnnounced(event_ids=("e1", "e2"), announced_at=p.now)
                p.answer("announce_registration", request, answer)
                if request.records:
                    p.answer("record_stages", filing.RecordStages.model_validate(request.records), None)
                return answer

            @activity.defn(name="notice.ask_departments")
            def ask_departments(self, request: notice.AskDepartments) -> notice.DepartmentsAsked:
                return p.answer("ask_departments", request, notice.DepartmentsAsked(until=p.objections_until))

            @activity.defn(name="notice.collect_replies")
            def collect_replies(self, request: notice.CollectReplies) -> notice.RepliesCollected:
                heard = p.names().count("collect_replies") >= p.silent_for
                answer = notice.RepliesCollected(complete=heard, part=ref("replies") if heard else None)
                return p.answer("collect_replies", request, answer)

            @activity.defn(name="notice.announce_revocation")
            def announce_revocation(self, request: notice.AnnounceRevocation) -> notice.RegistrationAnnounced:
                answer = notice.RegistrationAnnounced(event_ids=("e1",), announced_at=p.now)
                return p.answer("announce_revocation", request, answer)

            @activity.defn(name="notice.message_applicant")
            def message_applicant(self, request: notice.MessageApplicant) -> notice.ApplicantMessaged:
                return p.answer("message_applicant", request, notice.ApplicantMessaged(message_no="M1"))

        implementations = {
            "naming": Naming(),
            "filing": Filing(),
            "identity": Identity(),
            "signing": Signing(),
            "approval": approval_fakes.approval(self),
            "register": register_fakes.register(self),
            "licence": register_fakes.licence(self),
            "archive": approval_fakes.archive(self),
            "notice": Notice(),
        }
        return promised(implementations[queue])


_EDITIONS = {
    kind.key: editions.FIRST_EDITION if kind.key == editions.ESTABLISHMENT else kind.edition
    for kind in editions.all()
    if not kind.by_authority
}


@dataclass
class Applicant:
    """Takes steps in one case. Unless `told` it is opened without search attributes, as before there were any."""

    client: Client
    filing_type: str | None = editions.ESTABLISHMENT
    told: bool = True
    course: int = contract.PRESENT_COURSE
    application_no: str = field(default_factory=lambda: f"14021301{uuid4().int % 10**15:015d}")

    @property
    def handle(self) -> WorkflowHandle[Any, CaseClosed]:
        return self.client.get_workflow_handle(contract.case_id(self.application_no), result_type=CaseClosed)

    async def begin(self) -> None:
        """Open the case as the portal does."""
        opened = OpenCase(
            application_no=self.application_no,
            authority_code="14021300",
            filing_type=self.filing_type,
            edition=_EDITIONS[self.filing_type] if self.filing_type else None,
            about=None if self.filing_type in {None, editions.ESTABLISHMENT} else "14021301202601010000013",
            course=self.course if self.filing_type else 0,
            case_url=f"https://portal.example/desk/{self.application_no}",
        )
        await self.client.start_workflow(
            contract.workflow_of(editions.of_case(opened.filing_type, opened.edition)),
            opened,
            id=contract.case_id(self.application_no),
            task_queue=contract.TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=opening_attributes(opened) if self.told else None,
        )

    async def open(self) -> StepTaken:
        """Open the case, and ask it where it stands."""
        await self.begin()
        return await self.take(Step.OPEN)

    async def take(self, step: Step, *args: Any) -> StepTaken:
        return await self.handle.execute_update(step, args=list(args), result_type=StepTaken)

    async def refused(self, step: Step, *args: Any) -> Refusal:
        """The refusal that `step` is answered with."""
        try:
            taken = await self.take(step, *args)
        except WorkflowUpdateFailedError as error:
            refusal = refusal_in(error)
            assert refusal is not None
            return refusal
        raise AssertionError(f"{step} was taken: {taken.stage}")

    async def up_to(self, stage: Stage) -> StepTaken:
        """The straight way from nothing to `stage`."""
        await self.begin()
        for step, args, reached in (
            (Step.DECLARE_NAME, (DeclareName(declaration_id="d1"),), Stage.NAME_RESERVED),
            (Step.CONFIRM_OPERATOR, (), Stage.OPERATOR_LOCKED),
            (Step.COMPLETE_DETAILS, (), Stage.INFO_READY),
            (Step.CONFIRM_DOCUMENTS, (), Stage.AUTH_PENDING),
            (Step.AUTHENTICATE, (), Stage.SIGN_PENDING),
            (Step.COLLECT_SIGNATURES, (), Stage.SIGNED),
            (Step.SUBMIT, (), Stage.SUBMITTED),
        ):
            taken = await self.take(step, *args)
            assert taken.stage == reached
            if taken.stage == stage:
                return taken
        raise AssertionError(stage)


def examiner_decides() -> Decide:
    return Decide(proposal_id="p1")


async def run_workers(
    stack: AsyncExitStack,
    client: Client,
    province: Province,
    queues: Sequence[str] = QUEUES,
    release: Release | None = None,
) -> None:
    """The real workflow worker, of `release`, and one worker per service, answering from `province`."""
    await stack.enter_async_context(workflow_worker(client, SandboxedWorkflowRunner(), release=release))
    await run_services(stack, client, province, queues)


async def run_services(
    stack: AsyncExitStack, client: Client, province: Province, queues: Sequence[str] = QUEUES
) -> None:
    """One worker per service; no worker for workflows."""
    for queue in queues:
        await stack.enter_async_context(activity_worker(client, queue, province.activities(queue), threads=2))
