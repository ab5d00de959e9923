"""What is asked of the register: what is registered besides, and to write what the decision changes."""

from __future__ import annotations

from catalogues.filing_types.words import PartKind
from services.licence.contract import PERSON_RESTRICTED
from services.register.contract.activities import RegisterActivities
from services.register.contract.messages import ApplyFiling, CloseFiling, OpenFiling
from workflows.acts.conduct import Conduct
from workflows.case import Case


async def open_filing(conduct: Conduct) -> None:
    """Asked while the submission is received; the decision waits for the answer."""
    case = conduct.case
    request = OpenFiling(
        application_no=case.opened.application_no,
        submission=case.submission,
        filing_type=case.filing.key,
        edition=case.filing.edition,
        authority_code=case.opened.authority_code,
        parts=case.parts(PartKind.APPLICATION),
    )
    opened = await conduct.duty(RegisterActivities.open_filing, request)
    case.register_facts = opened.facts


async def hold_entity(conduct: Conduct) -> None:
    """No other filing can change the business from here on until this one ends; nothing is counted yet. A refusal that
    names the other is the step's answer."""
    case = conduct.case
    request = OpenFiling(
        application_no=case.opened.application_no,
        submission=case.submission,
        filing_type=case.filing.key,
        edition=case.filing.edition,
        authority_code=case.opened.authority_code,
        about=case.opened.about,
        parts={},
    )
    case.held = await conduct.step(RegisterActivities.open_filing, request)


async def let_go(conduct: Conduct) -> None:
    """Others may change the business again. Nothing is asked where none is held."""
    case = conduct.case
    if case.held:
        await conduct.duty(RegisterActivities.close_filing, CloseFiling(application_no=case.opened.application_no))


async def enter(conduct: Conduct) -> None:
    """As `apply_filing`, of a filing that leaves the licence alone. Raises the Refusal `register.person_restricted`, as
    an ApplicationError, where somebody was restricted since the decision: nothing is registered then."""
    case = conduct.case
    answer = None if case.was_decided_anew else PERSON_RESTRICTED
    case.registered = await conduct.duty(RegisterActivities.apply_filing, entry(case), answer=answer)


async def apply_filing(conduct: Conduct) -> None:
    """From here on the entity stands in the register, as the decision says (条例 Art. 21), and its name is registered
    where the register itself tells the naming service."""
    conduct.case.registered = await conduct.duty(RegisterActivities.apply_filing, entry(conduct.case))


def entry(case: Case) -> ApplyFiling:
    """What the decision lets stand in the register. The naming service is told of a name that was held, of one that
    ends, and of one that somebody else has from here on."""
    tells_naming = case.name is not None or case.filing.closes_register or case.filing.changes_operator
    return ApplyFiling(
        application_no=case.opened.application_no,
        filing_type=case.filing.key,
        edition=case.filing.edition,
        authority_code=case.opened.authority_code,
        uscc=case.held.uscc if case.held else None,
        entity_kind=case.opened.entity_kind,
        parts=case.parts(PartKind.APPLICATION, PartKind.AUTHENTICATION, PartKind.NAME, PartKind.DECISION),
        tells_naming=case.services_ask_each_other and tells_naming,
    )
