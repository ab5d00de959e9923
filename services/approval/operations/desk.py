"""The examiners' desk: whose tasks they are, and how a task is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from kernel.errors import Refusal
from kernel.tokens import Principal
from services.approval.domain import review
from services.approval.domain.results import as_case_outcome
from services.approval.operations import refusals
from services.approval.operations.desk_answers import ExtensionState, ReferringRule, TaskAnswer
from services.approval.operations.records import results_of
from services.approval.operations.resources import lock_application
from services.approval.store import decisions, extensions, tasks
from services.approval.store.decisions import CaseDecision
from services.approval.store.extensions import ReviewExtension
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
    known = Known.of(session, [(row.application_no, row.submission) for row in rows])
    return tuple(_answer(row, caller, now, known) for row in rows)


def task_answer(session: Session, row: ReviewTask, caller: Principal, now: datetime) -> TaskAnswer:
    return task_answers(session, [row], caller, now)[0]


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of some submissions beside their tasks."""

    proposals: Mapping[tuple[str, int], list[ReviewProposal]]
    extensions: Mapping[tuple[str, int], ReviewExtension]
    automatic: Mapping[tuple[str, int], CaseDecision]
    examined: Mapping[tuple[str, int], CaseDecision]

    @classmethod
    def of(cls, session: Session, submissions: Collection[tuple[str, int]]) -> Known:
        proposals: dict[tuple[str, int], list[ReviewProposal]] = {}
        for each in tasks.proposals_of(session, submissions):
            proposals.setdefault((each.application_no, each.submission), []).append(each)
        asked = {(each.application_no, each.submission): each for each in extensions.requests_of(session, submissions)}
        made = decisions.of_submissions(session, submissions)
        return cls(
            proposals,
            asked,
            {(each.application_no, each.submission): each for each in made if each.automatic},
            {(each.application_no, each.submission): each for each in made if not each.automatic},
        )


def extension_state(made: ReviewExtension, row: ReviewTask, now: datetime) -> ExtensionState:
    """A request that nobody answered before the limit has expired."""
    if made.extended_at is not None:
        return "granted"
    if made.declined_at is not None:
        return "declined"
    return "requested" if row.state == "open" and now < row.review_due else "expired"


def _answer(row: ReviewTask, caller: Principal, now: datetime, known: Known) -> TaskAnswer:
    of = (row.application_no, row.submission)
    automatic, examined, asked = known.automatic.get(of), known.examined.get(of), known.extensions.get(of)
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
        countersign=_countersign(row, caller, known.proposals.get(of, [])),
        extension=extension_state(asked, row, now) if asked else "nothing",
        rules=_referring(automatic) if automatic else (),
        risk=review.risk_of(results_of(automatic)) if automatic else "ordinary",
        submitted_at=automatic.submitted_at if automatic else row.opened_at,
        decided_at=row.decided_at,
        outcome=as_case_outcome(examined.outcome) if examined else None,
        reviewer=examined.reviewer if examined else None,
    )


def _referring(automatic: CaseDecision) -> tuple[ReferringRule, ...]:
    """The rules whose result is the outcome of the automatic decision, each once."""
    found = {result.rule_id: result for result in results_of(automatic) if result.outcome == automatic.outcome}
    return tuple(
        ReferringRule(rule_id=each.rule_id, title_zh=each.title_zh, title_en=each.title_en) for each in found.values()
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
