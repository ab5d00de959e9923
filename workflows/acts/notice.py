"""What is asked of the notice service: to publish the registration, and to tell the applicant how things stand."""

from __future__ import annotations

from typing import Literal

from catalogues.filing_types.words import PartKind
from kernel.exchange import Reference
from services.notice.contract import AnnounceRegistration, MessageApplicant, NoticeActivities
from workflows.acts.conduct import Conduct


async def announce_registration(conduct: Conduct) -> None:
    """Published first, then the applicant is told by the same act (条例 Art. 21, 22). One licensed as before there was
    a register is told by a message of its own."""
    case = conduct.case
    assert case.uscc
    if case.registered:
        case.occasions += 1
    request = AnnounceRegistration(
        application_no=case.opened.application_no,
        uscc=case.uscc,
        occasion=case.occasions if case.registered else None,
        parts=case.parts(PartKind.APPLICATION, case.named_by, PartKind.LICENCE),
    )
    await conduct.duty(NoticeActivities.announce_registration, request)


async def message_applicant(
    conduct: Conduct,
    template: Literal[
        "licensed",
        "correction",
        "rejected",
        "referred",
        "lapsed",
        "extended",
        "review_opened",
        "correction_lapsed",
    ],
    extension: Reference | None = None,
) -> None:
    case = conduct.case
    case.occasions += 1
    parts = case.parts(PartKind.APPLICATION, PartKind.LICENCE, PartKind.DECISION)
    request = MessageApplicant(
        application_no=case.opened.application_no,
        template=template,
        occasion=case.occasions,
        parts=parts | ({PartKind.EXTENSION: extension} if extension else {}),
    )
    await conduct.duty(NoticeActivities.message_applicant, request)
