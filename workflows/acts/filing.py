"""What is asked of the filing service: to lock and fix what was filled in, to receive it, to keep the timeline."""

from __future__ import annotations

from datetime import datetime

from temporalio import workflow

from catalogues.filing_types.words import Section, Stage
from services.approval.contract import Outcome
from services.filing.contract.activities import FilingActivities
from services.filing.contract.messages import (
    AcceptSubmission,
    DocumentsFixed,
    FixDocuments,
    LockOperator,
    OpenSigningWindow,
    PrepareDocuments,
    RecordStages,
    SigningWindowOpened,
    SubmissionAccepted,
    TakeUp,
)
from workflows.acts.conduct import Conduct
from workflows.case import Case

_NEXT = (Stage.UNDER_REVIEW,)
"""What follows a submission at once, unless departments are heard first."""


async def lock_operator(conduct: Conduct) -> None:
    case = conduct.case
    request = LockOperator(
        application_no=case.opened.application_no,
        name=case.name_part,
        entries=case.entering(workflow.now(), Stage.OPERATOR_LOCKED),
    )
    await conduct.step(FilingActivities.lock_operator, request)
    conduct.enter(Stage.OPERATOR_LOCKED, recorded=True)


async def take_up(conduct: Conduct) -> None:
    """What is registered of the business that is held is filled in; who its operator is stands fast, unless that
    changes."""
    case = conduct.case
    reached = Stage.NAME_RESERVED if case.filing.changes_operator else Stage.OPERATOR_LOCKED
    assert case.held and case.held.entity
    request = TakeUp(
        application_no=case.opened.application_no,
        entity=case.held.entity,
        entries=case.entering(workflow.now(), reached),
    )
    await conduct.step(FilingActivities.take_up, request)
    conduct.enter(reached, recorded=True)


async def prepare_documents(conduct: Conduct) -> None:
    case = conduct.case
    case.revision += 1
    request = PrepareDocuments(
        application_no=case.opened.application_no,
        revision=case.revision,
        entries=case.entering(workflow.now(), Stage.INFO_READY),
        name=case.name_part if case.held else None,
    )
    await conduct.step(FilingActivities.prepare_documents, request)
    conduct.enter(Stage.INFO_READY, recorded=True)


async def fix_documents(conduct: Conduct) -> None:
    """The documents stay as they are from here on, and the signing window begins."""
    case = conduct.case
    request = FixDocuments(
        application_no=case.opened.application_no,
        revision=case.revision,
        entries=case.entering(workflow.now(), Stage.AUTH_PENDING),
    )
    fixed = await conduct.step(FilingActivities.fix_documents, request)
    case.application, case.originals, case.signers = fixed.application, fixed.documents, fixed.signers
    _begin_window(conduct, fixed)


async def open_signing_window(conduct: Conduct) -> None:
    """Six working days from now; what was authenticated and signed in an earlier window is void."""
    case = conduct.case
    request = OpenSigningWindow(
        application_no=case.opened.application_no,
        window=case.window + 1,
        entries=case.entering(workflow.now(), Stage.AUTH_PENDING),
    )
    _begin_window(conduct, await conduct.step(FilingActivities.open_signing_window, request))


def _begin_window(conduct: Conduct, opened: DocumentsFixed | SigningWindowOpened) -> None:
    case = conduct.case
    case.window += 1
    case.signing_deadline, case.last_signing_day = opened.signing_deadline, opened.last_signing_day
    case.authentication = case.signatures = case.correction_until = None
    conduct.enter(Stage.AUTH_PENDING, recorded=True)


async def accept_submission(conduct: Conduct) -> None:
    """A submission that began in time is received, whatever happens meanwhile."""
    at = workflow.now()
    request = submission(conduct.case, conduct.case.submission, at)
    submitted(conduct, await conduct.step(FilingActivities.accept_submission, request, interruptible=False), at)


def submission(case: Case, number: int, at: datetime, *before: Stage) -> AcceptSubmission:
    """As it is handed in at this moment; the stages `before` are entered at the same one."""
    return AcceptSubmission(
        application_no=case.opened.application_no,
        submission=number,
        entries=case.entering(at, *before, Stage.SUBMITTED, *(() if case.filing.hears_others else _NEXT)),
    )


def submitted(conduct: Conduct, accepted: SubmissionAccepted, at: datetime) -> None:
    conduct.case.facts, conduct.case.submitted_at = accepted.facts, at
    conduct.enter(Stage.SUBMITTED, recorded=True, visible=False)


async def record(
    conduct: Conduct, stage: Stage, *, reopen: tuple[Section, ...] = (), outcome: Outcome | None = None
) -> None:
    """Enter a stage and write it to the timeline that the applicant reads."""
    case = conduct.case
    request = lines(case, workflow.now(), stage, reopen)
    case.enter(stage, workflow.now())
    conduct.show(outcome)
    await conduct.duty(FilingActivities.record_stages, request)
    case.recorded = max(case.recorded, request.entries[-1].number)


def lines(case: Case, at: datetime, stage: Stage, reopen: tuple[Section, ...] = ()) -> RecordStages:
    """What the timeline lacks when a stage is entered at this moment."""
    entries = case.entering(at, stage)
    return RecordStages(application_no=case.opened.application_no, entries=entries, reopen=reopen)
