"""The examiners' desk: whose tasks they are, and how a task is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from kernel.errors import Refusal
from kernel.tokens import Principal
from services.approval.operations import refusals
from services.approval.operations.desk_answers import TaskAnswer
from services.approval.operations.resources import lock_application
from services.approval.store import tasks
from services.approval.store.tasks import ReviewProposal, ReviewTask

_STATES: dict[str, Literal["open", "decided", "withdrawn"]] = {
    "open": "open",
    "decided": "decided",
    "withdrawn": "withdrawn",
}


def authority_of(caller: Principal) -> str:
    """Raises Refusal `access.authority_missing` for an account that belongs to no authority."""
    if caller.authority is None:
        raise Refusal("access.authority_missing", "账号未设定登记机关", "Your account has no authority", status=403)
    return caller.authority


def own_task(session: Session, caller: Principal, application_no: str) -> ReviewTask:
    """The task of the last submission that was examined. Raises Refusal `approval.task.not_found`, also for another
    authority's."""
    row = tasks.latest_task(session, application_no)
    if row is None or row.authority_code != authority_of(caller):
        raise refusals.task_not_found()
    return row


def task_to_work_on(session: Session, caller: Principal, application_no: str) -> ReviewTask:
    """Locks the application. Refusals: `approval.task.not_found`, `approval.task_closed`, `approval.case_withdrawn`,
    `approval.conflict_of_interest`."""
    lock_application(session, application_no)
    row = own_task(session, caller, application_no)
    if row.state != "open":
        raise refusals.not_open(row.state)
    if row.account_subject == caller.subject:
        raise refusals.conflict_of_interest()
    return row


def check_claim(row: ReviewTask, caller: Principal, now: datetime) -> None:
    """Refusals: `approval.task_claimed`, `approval.task_not_claimed` unless the caller holds the claim."""
    claimant = row.claimant(now)
    if claimant != caller.subject:
        raise refusals.task_claimed() if claimant else refusals.task_not_claimed()


def task_answers(
    session: Session, rows: Sequence[ReviewTask], caller: Principal, now: datetime
) -> tuple[TaskAnswer, ...]:
    """Tasks as the caller sees them."""
    made: dict[tuple[str, int], list[ReviewProposal]] = {}
    for each in tasks.proposals_of(session, [(row.application_no, row.submission) for row in rows]):
        made.setdefault((each.application_no, each.submission), []).append(each)
    return tuple(_answer(row, caller, now, made.get((row.application_no, row.submission), [])) for row in rows)


def task_answer(session: Session, row: ReviewTask, caller: Principal, now: datetime) -> TaskAnswer:
    return task_answers(session, [row], caller, now)[0]


def _answer(row: ReviewTask, caller: Principal, now: datetime, made: Sequence[ReviewProposal]) -> TaskAnswer:
    claimant = row.claimant(now)
    return TaskAnswer(
        application_no=row.application_no,
        submission=row.submission,
        state=_STATES[row.state],
        origin="requested" if row.origin == "requested" else "referred",
        opened_at=row.opened_at,
        review_due=row.review_due,
        extended=row.extended_until is not None,
        extended_until=row.extended_until,
        overdue=row.state == "open" and now >= row.review_due,
        claimed="nobody" if claimant is None else "me" if claimant == caller.subject else "another",
        claimed_until=row.claimed_until if claimant else None,
        countersign=_countersign(row, caller, made),
    )


def _countersign(
    row: ReviewTask, caller: Principal, made: Sequence[ReviewProposal]
) -> Literal["nothing", "mine", "another", "declined"]:
    if row.state != "open" or not made:
        return "nothing"
    refusing = {each.examiner for each in made if each.waits_for_countersignature}
    if refusing:
        return "mine" if refusing != {caller.subject} and row.account_subject != caller.subject else "another"
    return "declined" if made[-1].declined_by is not None else "nothing"
