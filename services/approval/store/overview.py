"""What an authority has before it and behind it: who works on how much, and the cases that are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, or_, select

from kernel.web.paging import Asked, Piece, of_statement
from services.approval.store.decisions import CaseDecision
from services.approval.store.tasks import ReviewTask

_WORKLOAD = """
    SELECT o.account_ref,
           (SELECT count(*) FROM approval.review_task t
             WHERE t.claimed_by = o.account_ref AND t.claimed_until > :now AND t.state = 'open'),
           (SELECT count(*) FROM approval.decision d JOIN approval.proposal p ON p.proposal_id = d.proposal_id
             WHERE p.examiner = o.account_ref AND d.decided_at >= :since),
           (SELECT count(*) FROM approval.decision d JOIN approval.proposal p ON p.proposal_id = d.proposal_id
             WHERE p.countersigned_by = o.account_ref AND d.decided_at >= :since),
           (SELECT count(*) FROM approval.decision d JOIN approval.proposal p ON p.proposal_id = d.proposal_id
              JOIN approval.review_task t ON t.application_no = d.application_no AND t.submission = d.submission
             WHERE p.examiner = o.account_ref AND d.decided_at >= :since AND d.decided_at >= t.review_due)
    FROM approval.official o
    WHERE o.authority_code = :authority
    ORDER BY o.staff_no
"""


@dataclass(frozen=True, slots=True)
class Workload:
    """Of one account: cases kept now; decided, countersigned and decided late since some time."""

    account_ref: str
    claimed: int
    decided: int
    countersigned: int
    late: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which closed cases: `number` is part of the application's or the decision's number; `outcome` a decision's, or
    withdrawn; decided, or submitted for review where nothing was decided, from `since` to before `until`."""

    number: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


def workload(session: Session, authority: str, now: datetime, since: datetime) -> list[Workload]:
    """Everybody who ever acted for the authority, by number."""
    given = {"authority": authority, "now": now, "since": since}
    return [Workload(*row) for row in session.connection().execute(text(_WORKLOAD), given)]


def open_of(session: Session, authority: str) -> list[ReviewTask]:
    """Every open task, those due first first."""
    statement = select(ReviewTask).where(ReviewTask.authority_code == authority, ReviewTask.state == "open")
    return list(session.exec(statement.order_by(col(ReviewTask.review_due), col(ReviewTask.application_no))))


def closed_tasks(session: Session, authority: str, wanted: Wanted, asked: Asked) -> Piece[ReviewTask]:
    """Tasks that need nobody any more, those that came last first; where a number is looked for, open ones too, and
    with the outcome "open" none but those."""
    statement = select(ReviewTask).where(ReviewTask.authority_code == authority)
    if wanted.outcome == "open":
        statement = statement.where(ReviewTask.state == "open")
    elif not wanted.number:
        statement = statement.where(ReviewTask.state != "open")
    decided = select(CaseDecision.decision_no).where(
        CaseDecision.application_no == ReviewTask.application_no,
        CaseDecision.submission == ReviewTask.submission,
        col(CaseDecision.automatic).is_(False),
    )
    if wanted.number:
        numbered = decided.where(col(CaseDecision.decision_no).contains(wanted.number, autoescape=True))
        statement = statement.where(
            or_(col(ReviewTask.application_no).contains(wanted.number, autoescape=True), numbered.exists())
        )
    if wanted.outcome == "withdrawn":
        statement = statement.where(ReviewTask.state == "withdrawn")
    elif wanted.outcome and wanted.outcome != "open":
        statement = statement.where(decided.where(CaseDecision.outcome == wanted.outcome).exists())
    if wanted.since is not None:
        statement = statement.where(col(ReviewTask.opened_at) >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(col(ReviewTask.opened_at) < wanted.until)
    key = (col(ReviewTask.opened_at), col(ReviewTask.application_no), col(ReviewTask.submission))
    return of_statement(session, statement, asked, *key, newest_first=True)
