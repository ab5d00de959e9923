"""What is asked of the licence service: to issue the licence of what stands in the register, or is entered first; to
end one."""

from __future__ import annotations

from catalogues.filing_types.words import PartKind
from services.licence.contract import PERSON_RESTRICTED, IssueLicence, LicenceActivities, VoidLicence
from services.register.contract.messages import FilingApplied
from workflows.acts import register
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


async def enter_and_issue(conduct: Conduct) -> None:
    """The licence service has the entity entered into the register, then prints what stands there. Raises the Refusal
    `register.person_restricted`, as an ApplicationError, where somebody was restricted since the decision: nothing is
    registered then. One that the register refuses again, though it was decided anew, waits for operations."""
    case = conduct.case
    request = IssueLicence(
        application_no=case.opened.application_no,
        authority_code=case.opened.authority_code,
        parts=case.parts(PartKind.APPLICATION, PartKind.AUTHENTICATION, PartKind.DECISION),
        enters=register.entry(case).model_dump(mode="json"),
    )
    answer = None if case.was_decided_anew else PERSON_RESTRICTED
    issued = await conduct.duty(LicenceActivities.issue_licence, request, answer=answer)
    case.registered = FilingApplied.model_validate(issued.entered)
    case.licence = issued.model_copy(update={"entered": None})


async def void_licence(conduct: Conduct) -> None:
    """The licence in force is void at once where the application declares it lost or destroyed; else it stays until
    another one takes its place."""
    case = conduct.case
    request = VoidLicence(
        application_no=case.opened.application_no,
        authority_code=case.opened.authority_code,
        parts=case.parts(PartKind.APPLICATION, PartKind.DECISION, PartKind.ENTITY_BEFORE),
    )
    case.voided = await conduct.duty(LicenceActivities.void_licence, request)


async def enter_and_void(conduct: Conduct) -> None:
    """The licence service has the end of the business entered into the register, then its licence is void."""
    case = conduct.case
    request = VoidLicence(
        application_no=case.opened.application_no,
        authority_code=case.opened.authority_code,
        parts=case.parts(PartKind.APPLICATION, PartKind.DECISION, PartKind.ENTITY_BEFORE),
        enters=register.entry(case).model_dump(mode="json"),
    )
    voided = await conduct.duty(LicenceActivities.void_licence, request)
    case.registered = FilingApplied.model_validate(voided.entered)
    case.voided = voided.model_copy(update={"entered": None})


async def issue_again(conduct: Conduct) -> None:
    """Another print of the version in force."""
    case = conduct.case
    request = IssueLicence(
        application_no=case.opened.application_no,
        authority_code=case.opened.authority_code,
        parts=case.parts(PartKind.APPLICATION, PartKind.DECISION, PartKind.ENTITY_BEFORE),
    )
    case.licence = await conduct.duty(LicenceActivities.issue_licence, request)
