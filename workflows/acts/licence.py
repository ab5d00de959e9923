"""What is asked of the licence service: to issue the licence of what stands in the register."""

from __future__ import annotations

from catalogues.filing_types.words import PartKind
from services.licence.contract import IssueLicence, LicenceActivities
from workflows.acts.conduct import Conduct

ENTITY_MISSING = "licence.entity_missing"
"""The Refusal of a licence for a business that is not in the register."""


async def issue_licence(conduct: Conduct) -> None:
    """Raises the Refusal `licence.entity_missing`, as an ApplicationError, where nothing was registered before."""
    case = conduct.case
    request = IssueLicence(
        application_no=case.opened.application_no,
        authority_code=case.opened.authority_code,
        parts=case.parts(PartKind.APPLICATION, PartKind.AUTHENTICATION, case.named_by, PartKind.DECISION),
    )
    answer = None if case.registered else ENTITY_MISSING
    case.licence = await conduct.duty(LicenceActivities.issue_licence, request, answer=answer)
