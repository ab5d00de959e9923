"""What is asked of the signing service: a session for the window, its signatures, and that they are void again."""

from __future__ import annotations

from typing import Literal

from catalogues.filing_types.words import Stage
from services.signing.contract import CollectSignatures, OpenSigningSession, SigningActivities, VoidSignatures
from workflows.acts.conduct import Conduct


async def open_session(conduct: Conduct) -> None:
    case = conduct.case
    request = OpenSigningSession(
        application_no=case.opened.application_no,
        window=case.window,
        application=case.confirmed_application,
        documents=case.originals,
        deadline=case.window_ends,
    )
    await conduct.step(SigningActivities.open_session, request)
    conduct.enter(Stage.SIGN_PENDING)


async def collect_signatures(conduct: Conduct, *, interruptible: bool = True, visible: bool = True) -> None:
    """The case stands at SIGNED then; `visible` when it stays there."""
    case = conduct.case
    request = CollectSignatures(application_no=case.opened.application_no, window=case.window)
    case.signatures = await conduct.step(SigningActivities.collect_signatures, request, interruptible=interruptible)
    conduct.enter(Stage.SIGNED, visible=visible)


async def void_signatures(conduct: Conduct, reason: Literal["lapsed", "withdrawn", "abandoned", "corrected"]) -> None:
    case = conduct.case
    case.authentication = case.signatures = None
    request = VoidSignatures(application_no=case.opened.application_no, window=case.window, reason=reason)
    await conduct.duty(SigningActivities.void_signatures, request)
