"""What is asked of the identity service: that everybody who signs is who they say they are (实施细则 Art. 16)."""

from __future__ import annotations

from services.identity.contract import (
    AuthenticatePersons,
    ConcludeAuthentications,
    IdentityActivities,
    InvitePersons,
)
from workflows.acts import signing
from workflows.acts.conduct import Conduct


async def authenticate_persons(conduct: Conduct) -> None:
    """The applicant is authenticated at once, which opens the signing session; everybody else who signs is invited to
    their own phone."""
    case = conduct.case
    asked = {
        "application_no": case.opened.application_no,
        "window": case.window,
        "application": case.confirmed_application,
        "valid_until": case.window_ends,
    }
    opens = signing.session_for(case).model_dump(mode="json") if case.services_hand_on else None
    authenticated = await conduct.step(
        IdentityActivities.authenticate_persons, AuthenticatePersons.model_validate(asked | {"opens": opens})
    )
    case.authentication = authenticated.part
    if len(case.signers) > 1:
        await conduct.step(IdentityActivities.invite_persons, InvitePersons.model_validate(asked))


async def conclude_authentications(conduct: Conduct) -> None:
    """Everybody's authentication as one part, in place of the applicant's alone. Nothing is asked when one signs."""
    case = conduct.case
    if len(case.signers) > 1:
        request = ConcludeAuthentications(application_no=case.opened.application_no, window=case.window)
        concluded = await conduct.step(IdentityActivities.conclude_authentications, request, interruptible=False)
        case.authentication = concluded.part
