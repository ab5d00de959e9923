"""What is asked of the notice service: to publish the registration, and to tell the applicant how things stand."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from temporalio import workflow

from catalogues.filing_types.words import PartKind, Stage
from kernel.exchange import Reference
from services.approval.contract import Outcome
from services.notice.contract import (
    AnnounceRegistration,
    AskDepartments,
    CollectReplies,
    DepartmentsAsked,
    MessageApplicant,
    NoticeActivities,
    Reminder,
    RepliesCollected,
)
from workflows.acts import filing
from workflows.acts.conduct import Conduct


async def announce_registration(conduct: Conduct) -> None:
    """Published first, then the applicant is told by the same act (条例 Art. 21, 22). One licensed as before there was
    a register is told by a message of its own. With `services_hand_on` the case is LICENSED then, and
    the timeline says so."""
    case, at = conduct.case, workflow.now()
    assert case.uscc
    tells = case.registered or case.filing.leaves_register
    reached = Stage.LICENSED if case.filing.prints_licence else Stage.ENTERED
    records = filing.lines(case, at, reached) if case.services_hand_on else None
    if tells:
        case.occasions += 1
    request = AnnounceRegistration(
        application_no=case.opened.application_no,
        uscc=case.uscc,
        occasion=case.occasions if tells else None,
        parts=case.parts(PartKind.APPLICATION, case.named_by, PartKind.ENTITY_BEFORE, case.told_by),
        records=records.model_dump(mode="json") if records else None,
    )
    await conduct.duty(NoticeActivities.announce_registration, request)
    if records:
        case.enter(reached, at)
        case.recorded = len(case.timeline)
        conduct.show(Outcome.APPROVE)


async def announce_void_licence(conduct: Conduct) -> None:
    """Everybody can know that a licence is void before there is another (条例 Art. 37). Nothing is asked where none
    is."""
    case = conduct.case
    if case.voided is None or case.voided.part is None:
        return
    request = AnnounceRegistration(
        application_no=case.opened.application_no,
        uscc=case.voided.uscc,
        parts=case.parts(PartKind.APPLICATION, PartKind.ENTITY_BEFORE, PartKind.LICENCE_VOIDED),
    )
    await conduct.duty(NoticeActivities.announce_registration, request)


async def ask_departments(conduct: Conduct) -> DepartmentsAsked:
    """The tax authority, and others where the kind of filing is pushed to them, are asked once. Raises `Interrupted`
    when the applicant withdraws meanwhile."""
    case = conduct.case
    request = AskDepartments(
        application_no=case.opened.application_no, parts=case.parts(PartKind.APPLICATION, PartKind.ENTITY_BEFORE)
    )
    return await conduct.review(NoticeActivities.ask_departments, request)


async def collect_replies(conduct: Conduct) -> RepliesCollected:
    """What was replied so far, and whether the decision need not wait any longer. Raises as above."""
    request = CollectReplies(application_no=conduct.case.opened.application_no)
    return await conduct.review(NoticeActivities.collect_replies, request)


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
        "move_lapsed",
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
        until=case.review_due if template in _TELL_THE_LIMIT else None,
    )
    await conduct.duty(NoticeActivities.message_applicant, request)


_TELL_THE_LIMIT = ("referred", "review_opened")
"""A person's review has an end that its applicant is told."""


async def remind_applicant(
    conduct: Conduct,
    template: Reminder,
    contact: Reference,
    until: datetime,
) -> None:
    case = conduct.case
    case.occasions += 1
    request = MessageApplicant(
        application_no=case.opened.application_no,
        template=template,
        occasion=case.occasions,
        parts={PartKind.CONTACT: contact},
        until=until,
    )
    await conduct.duty(NoticeActivities.message_applicant, request)
