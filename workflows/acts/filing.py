"""What is asked of the filing service: to lock and fix what was filled in, to receive it, to keep the timeline."""

from __future__ import annotations

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
)
from workflows.acts.conduct import Conduct


async def lock_operator(conduct: Conduct) -> None:
    case = conduct.case
    request = LockOperator(
        application_no=case.opened.application_no,
        name=case.name_part,
        entries=case.entering(workflow.now(), Stage.OPERATOR_LOCKED),
    )
    await conduct.step(FilingActivities.lock_operator, request)
    conduct.enter(Stage.OPERATOR_LOCKED, recorded=True)


async def prepare_documents(conduct: Conduct) -> None:
    case = conduct.case
    case.revision += 1
    request = PrepareDocuments(
        application_no=case.opened.application_no,
        revision=case.revision,
        entries=case.entering(workflow.now(), Stage.INFO_READY),
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
    case = conduct.case
    at = workflow.now()
    request = AcceptSubmission(
        application_no=case.opened.application_no,
        submission=case.submission,
        entries=case.entering(at, Stage.SUBMITTED, Stage.UNDER_REVIEW),
    )
    accepted = await conduct.step(FilingActivities.accept_submission, request, interruptible=False)
    case.facts, case.submitted_at = accepted.facts, at
    conduct.enter(Stage.SUBMITTED, recorded=True, visible=False)


async def record(
    conduct: Conduct, stage: Stage, *, reopen: tuple[Section, ...] = (), outcome: Outcome | None = None
) -> None:
    """Enter a stage and write it to the timeline that the applicant reads."""
    case = conduct.case
    entries = case.entering(workflow.now(), stage)
    case.enter(stage, workflow.now())
    conduct.show(outcome)
    request = RecordStages(application_no=case.opened.application_no, entries=entries, reopen=reopen)
    await conduct.duty(FilingActivities.record_stages, request)
    case.recorded = max(case.recorded, entries[-1].number)
