"""What is asked of the approval service: the decision, and an examiner's place in it."""

from __future__ import annotations

from datetime import datetime

from temporalio import workflow

from catalogues.filing_types.words import PartKind, Stage
from services.approval.contract import (
    ApprovalActivities,
    CaseDecided,
    CloseTask,
    ConfirmExaminerDecision,
    ConfirmExtension,
    DecideCase,
    OpenReview,
    Outcome,
)
from workflows.acts import archive, filing, naming, notice, register
from workflows.acts.conduct import Conduct, together

_DECIDED_ON = (
    PartKind.APPLICATION,
    PartKind.NAME,
    PartKind.AUTHENTICATION,
    PartKind.SIGNATURES,
    PartKind.FILING_FACTS,
    PartKind.REGISTER_FACTS,
    PartKind.ENTITY_BEFORE,
    PartKind.REPLIES,
)


async def decide(conduct: Conduct) -> CaseDecided:
    """Raises `Interrupted` when the applicant withdraws meanwhile."""
    case = conduct.case
    request = DecideCase(
        application_no=case.opened.application_no,
        submission=case.submission,
        authority_code=case.opened.authority_code,
        signing_deadline=case.window_ends,
        submitted_at=case.handed_in_at,
        documents=case.signed_documents,
        parts=case.parts(*_DECIDED_ON),
        asks_register=case.services_ask_each_other,
        complete_at=workflow.now() if case.filing.asks_departments or case.filing.moves else None,
    )
    case.decision = await conduct.review(ApprovalActivities.decide_case, request)
    _begin_review(conduct, case.decision.review_due)
    return case.decision


async def confirm_examiner_decision(conduct: Conduct, proposal_id: str) -> None:
    case = conduct.case
    request = ConfirmExaminerDecision(
        application_no=case.opened.application_no, submission=case.submission, proposal_id=proposal_id
    )
    decided = await conduct.step(ApprovalActivities.confirm_examiner_decision, request)
    case.file_decision_before()
    case.decision = decided


async def refer(conduct: Conduct) -> None:
    await notice.message_applicant(conduct, "referred")
    await filing.record(conduct, Stage.MANUAL_REVIEW)


async def extend_review(conduct: Conduct, extension_id: str) -> None:
    """The new limit counts from now on, and the applicant learns of it and why (条例 Art. 19)."""
    case = conduct.case
    request = ConfirmExtension(
        application_no=case.opened.application_no, submission=case.submission, extension_id=extension_id
    )
    confirmed = await conduct.step(ApprovalActivities.confirm_extension, request)
    if not case.extended:
        if confirmed.document:
            case.file_before((confirmed.document,), made_at=workflow.now())
        case.review_due, case.extended, case.overdue = confirmed.extended_until, True, False
        conduct.show()
        await notice.message_applicant(conduct, "extended", extension=confirmed.part)


async def refuse(conduct: Conduct, until: datetime) -> None:
    """Refused by the rules: effective and told at once. Name and file are kept `until` the period ends in which
    the applicant may ask for a person's review (个人信息保护法 Art. 24)."""
    conduct.case.review_request_until = until
    await together(
        notice.message_applicant(conduct, "rejected"),
        filing.record(conduct, Stage.REJECTED, outcome=Outcome.REJECT),
    )


async def open_review(conduct: Conduct, request_id: str | None) -> bool:
    """An examiner's task for a refusal whose applicant asked; False when nobody did.

    With a `request_id` a refusal is the step's answer; without one it is asked whether there is any request, so
    that one whose step got lost is heard all the same.
    """
    case = conduct.case
    request = OpenReview(application_no=case.opened.application_no, submission=case.submission, request_id=request_id)
    method = ApprovalActivities.open_review
    opened = await (conduct.step(method, request) if request_id else conduct.duty(method, request))
    if opened.review_due is None:
        return False
    case.review_request_until = None
    if opened.document:
        case.file_decision_before()
        case.file_before((opened.document,), made_at=opened.requested_at)
    _begin_review(conduct, opened.review_due)
    await notice.message_applicant(conduct, "review_opened")
    await filing.record(conduct, Stage.MANUAL_REVIEW)
    return True


async def close_unless_asked(conduct: Conduct) -> bool:
    """Whether a person's review begins, as its applicant asked for it; else the refusal is filed, and name and business
    are free again."""
    if await open_review(conduct, None):
        return True
    conduct.case.review_request_until, conduct.case.refusal_stands = None, True
    await archive.hand_over_file(conduct, "REJECTED")
    await naming.release_name(conduct, "rejected")
    await register.let_go(conduct)
    conduct.show()
    return False


async def close_task(conduct: Conduct) -> None:
    """Take a withdrawn case off the examiners' desk.

    An activity of its own: no other activity of a withdrawal belongs to the approval service. The
    withdrawal is answered without waiting for it, so that an approval service that is down keeps nobody from
    withdrawing. It is asked for also when no decision came back: one under way may still refer the case after
    the applicant has left.
    """
    case = conduct.case
    request = CloseTask(application_no=case.opened.application_no, submission=case.submission)
    await conduct.duty(ApprovalActivities.close_task, request)


def _begin_review(conduct: Conduct, due: datetime | None) -> None:
    case = conduct.case
    case.review_due, case.extended, case.overdue = due, False, False
