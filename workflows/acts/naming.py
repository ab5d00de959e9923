"""What is asked of the naming service: to hold the declared name, to let go of it, to register it."""

from __future__ import annotations

from typing import Literal

from services.naming.contract import ConfirmName, NamingActivities, ReleaseName, ReserveName
from workflows.acts.conduct import Conduct


async def reserve_name(conduct: Conduct, declaration_id: str) -> None:
    case = conduct.case
    request = ReserveName(application_no=case.opened.application_no, declaration_id=declaration_id)
    case.name = await conduct.step(NamingActivities.reserve_name, request)


async def release_name(
    conduct: Conduct, reason: Literal["withdrawn", "abandoned", "rejected", "expired", "redeclared"]
) -> None:
    """Nothing is asked when no name is held."""
    case = conduct.case
    if case.name:
        request = ReleaseName(application_no=case.opened.application_no, reason=reason)
        await conduct.duty(NamingActivities.release_name, request)
        case.name = None


async def confirm_name(conduct: Conduct) -> None:
    """Nothing is asked for a business without a name (民法典 Art. 54), nor where the register did."""
    case = conduct.case
    given = case.registered or case.licence
    assert given
    if case.name and not case.services_ask_each_other:
        request = ConfirmName(
            application_no=case.opened.application_no, uscc=given.uscc, registered_on=given.established_on
        )
        await conduct.duty(NamingActivities.confirm_name, request)
