"""What is asked of the archive for a move: the file of the business, from the authority that it leaves."""

from __future__ import annotations

from catalogues.filing_types.words import PartKind
from services.archive.contract import ArchiveActivities, MoveStands, StandMove
from workflows.acts.conduct import Conduct


async def stand_move(conduct: Conduct) -> MoveStands:
    """Asked for the first time, the file is asked for; what is due by now is done. The applicant may withdraw
    meanwhile."""
    case = conduct.case
    assert case.held and case.held.uscc
    request = StandMove(
        application_no=case.opened.application_no,
        uscc=case.held.uscc,
        to_authority=case.opened.authority_code,
        parts=case.parts(PartKind.ENTITY_BEFORE),
    )
    return await conduct.review(ArchiveActivities.stand_move, request)
