"""What is asked of the archive: to take the file over with everything that was signed, decided and issued."""

from __future__ import annotations

from typing import Literal

from catalogues.filing_types.words import PartKind, Stage
from services.archive.contract import ArchiveActivities, HandOverFile
from workflows.acts.conduct import Conduct

_KEPT = (
    PartKind.APPLICATION,
    PartKind.NAME,
    PartKind.DECISION,
    PartKind.ENTITY,
    PartKind.LICENCE_VOIDED,
    PartKind.REPLIES,
    PartKind.LICENCE,
)
"""The parts that the archive keeps as they are, where there are any."""


async def hand_over_file(conduct: Conduct, outcome: Literal["LICENSED", "REJECTED", "WITHDRAWN"]) -> None:
    case = conduct.case
    request = HandOverFile(
        application_no=case.opened.application_no,
        business_type=case.filing.business_type,
        authority_code=case.opened.authority_code,
        outcome=outcome,
        uscc=case.uscc if case.registered or not case.filing.moves else None,
        parts=case.parts(*_KEPT, *([PartKind.ENTITY_BEFORE] if case.filing.leaves_register else [])),
        documents=case.file_documents(),
        earlier=case.filed_before(),
    )
    case.filed = await conduct.duty(ArchiveActivities.hand_over_file, request)


async def conclude(conduct: Conduct) -> None:
    """The file of what was registered is handed over, and the case is closed."""
    await hand_over_file(conduct, "LICENSED")
    conduct.enter(Stage.ARCHIVED)
