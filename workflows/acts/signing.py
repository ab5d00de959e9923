"""What is asked of the signing service: a session for the window, its signatures, and that they are void again."""

from __future__ import annotations

from typing import Literal

from temporalio import workflow

from catalogues.filing_types.words import Stage
from services.filing.contract.messages import SubmissionAccepted
from services.signing.contract import CollectSignatures, OpenSigningSession, SigningActivities, VoidSignatures
from workflows.acts import filing
from workflows.acts.conduct import Conduct
from workflows.case import Case


def session_for(case: Case) -> OpenSigningSession:
    """The session of the present window."""
    return OpenSigningSession(
        application_no=case.opened.application_no,
        window=case.window,
        application=case.confirmed_application,
        documents=case.originals,
        deadline=case.window_ends,
    )


async def open_session(conduct: Conduct) -> None:
    """Nothing is asked where the identity service was to open it."""
    if not conduct.case.services_hand_on:
        await conduct.step(SigningActivities.open_session, session_for(conduct.case))
    conduct.enter(Stage.SIGN_PENDING)


async def submit_signatures(conduct: Conduct) -> None:
    """The application is handed in with the signatures as they are collected; nothing stops it."""
    case, at = conduct.case, workflow.now()
    signed = () if case.stage is Stage.SIGNED else (Stage.SIGNED,)
    handed_in = filing.submission(case, case.submission + 1, at, *signed)
    request = CollectSignatures(
        application_no=case.opened.application_no,
        window=case.window,
        hands_in=handed_in.model_dump(mode="json"),
    )
    collected = await conduct.step(SigningActivities.collect_signatures, request, interruptible=False)
    case.signatures = collected.model_copy(update={"handed_in": None})
    case.submission = handed_in.submission
    for stage in signed:
        case.enter(stage, at)
    filing.submitted(conduct, SubmissionAccepted.model_validate(collected.handed_in), at)


async def collect_signatures(conduct: Conduct, *, interruptible: bool = True, visible: bool = True) -> None:
    """The case stands at SIGNED then; `visible` when it stays there."""
    case = conduct.case
    request = CollectSignatures(application_no=case.opened.application_no, window=case.window)
    case.signatures = await conduct.step(SigningActivities.collect_signatures, request, interruptible=interruptible)
    if case.stage is not Stage.SIGNED:
        conduct.enter(Stage.SIGNED, visible=visible)


async def void_signatures(
    conduct: Conduct, reason: Literal["lapsed", "withdrawn", "abandoned", "corrected", "reopened"]
) -> None:
    case = conduct.case
    case.authentication = case.signatures = None
    request = VoidSignatures(
        application_no=case.opened.application_no,
        window=case.window,
        reason=reason,
        unopened=session_for(case) if case.services_hand_on and case.stage is Stage.AUTH_PENDING else None,
    )
    await conduct.duty(SigningActivities.void_signatures, request)
