"""The course after an approval as it was before there was a register; for cases that are on it already."""

from __future__ import annotations

from temporalio.exceptions import ApplicationError

from catalogues.filing_types.words import Stage
from services.approval.contract import Outcome
from workflows.acts import archive, filing, licence, naming, notice
from workflows.acts.conduct import Conduct, together

REGISTERED = "an approved application is written into the register before its licence is issued"
"""Cases that were submitted before this patch go the way they began, until the licence service asks for the entity."""


async def license(conduct: Conduct) -> bool:
    """Number and licence first, then publication, then the message; False, and nothing done, when the licence service
    asks for the entity: then the case goes on by way of the register."""
    try:
        await licence.issue_licence(conduct)
    except ApplicationError:
        return False
    await together(naming.confirm_name(conduct), notice.announce_registration(conduct))
    await together(
        filing.record(conduct, Stage.LICENSED, outcome=Outcome.APPROVE),
        notice.message_applicant(conduct, "licensed"),
        archive.hand_over_file(conduct, "LICENSED"),
    )
    conduct.enter(Stage.ARCHIVED)
    return True
