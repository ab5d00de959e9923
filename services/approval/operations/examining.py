"""Examiners list the cases of their authority, and keep one to themselves while they work on it."""

from __future__ import annotations

from kernel.tokens import Principal
from kernel.web.paging import Asked, Page
from services.approval.operations import refusals
from services.approval.operations.desk import authority_of, check_claim, task_answer, task_answers, task_to_work_on
from services.approval.operations.desk_answers import TaskAnswer
from services.approval.operations.resources import Resources
from services.approval.operations.signing import sign
from services.approval.store import tasks


def list_tasks(resources: Resources, caller: Principal, asked: Asked, business_type: str = "") -> Page[TaskAnswer]:
    """Open tasks of the caller's authority, of one kind of filing or of all, those due first first. Raises Refusal
    `request.cursor_invalid`."""
    now = resources.clock.now()
    with resources.database.reading() as session:
        found = tasks.open_tasks(session, authority_of(caller), asked, business_type)
        return found.of(task_answers(session, found.rows, caller, now))


def claim_task(resources: Resources, caller: Principal, application_no: str) -> TaskAnswer:
    """Keep a case to oneself for a while; the same examiner again keeps it longer.

    Refusals: `approval.task.not_found`, `approval.task_closed`, `approval.case_withdrawn`, `approval.task_claimed`,
    `approval.conflict_of_interest`.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row = task_to_work_on(session, caller, application_no)
        if row.claimant(now) not in {None, caller.subject}:
            raise refusals.task_claimed()
        if caller.name and caller.staff_no:
            sign(resources, session, caller)
        row.claimed_by, row.claimed_until = caller.subject, now + resources.claim_lasts
        session.add(row)
        resources.record(
            session,
            application_no,
            "task_claimed",
            actor_ref=caller.subject,
            object_ref=f"submission/{row.submission}",
        )
        return task_answer(session, row, caller, now)


def release_task(resources: Resources, caller: Principal, application_no: str) -> TaskAnswer:
    """Give a claim back so that others may have the case at once; a case nobody has stays so.

    Refusals: those of `claim_task`.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row = task_to_work_on(session, caller, application_no)
        if row.claimant(now) is not None:
            check_claim(row, caller, now)
            row.claimed_by = row.claimed_until = None
            session.add(row)
            resources.record(
                session,
                application_no,
                "task_released",
                actor_ref=caller.subject,
                object_ref=f"submission/{row.submission}",
            )
        return task_answer(session, row, caller, now)
