"""What the head of an authority sees: what waits for their word, who has how much to do; and the closed cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from kernel.clock import SHANGHAI
from kernel.tokens import Principal
from kernel.web.paging import Asked, Page
from services.approval.operations.desk import authority_of, task_answers
from services.approval.operations.desk_answers import AwaitingHead, TaskAnswer, WorkloadAnswer
from services.approval.operations.resources import Resources
from services.approval.operations.signing import signature_of
from services.approval.store import overview
from services.approval.store.overview import Wanted

_DAYS = timedelta(days=30)


def awaiting_head(resources: Resources, caller: Principal) -> AwaitingHead:
    """Requests for more time, countersignatures, and what is overdue, those due first first; and the workload."""
    now = resources.clock.now()
    authority = authority_of(caller)
    with resources.database.reading() as session:
        shown = task_answers(session, overview.open_of(session, authority), caller, now)
        loads = overview.workload(session, authority, now, now - _DAYS)
        workload = []
        for each in loads:
            official = signature_of(resources, session, each.account_ref)
            workload.append(
                WorkloadAnswer(
                    name=official.name,
                    staff_no=official.staff_no,
                    claimed=each.claimed,
                    decided=each.decided,
                    countersigned=each.countersigned,
                    late=each.late,
                )
            )
    return AwaitingHead(
        extensions=tuple(task for task in shown if task.extension == "requested"),
        countersign=tuple(task for task in shown if task.countersign == "mine"),
        overdue=tuple(task for task in shown if task.overdue),
        workload=tuple(workload),
    )


def list_closed(
    resources: Resources,
    caller: Principal,
    asked: Asked,
    number: str,
    outcome: str,
    days: tuple[date | None, date | None],
) -> Page[TaskAnswer]:
    """Cases of the caller's authority that need nobody any more, and by their number also those that do; those that
    came last first. `days` in China, both
    included, are those on which a case came to the desk. Raises Refusal `request.cursor_invalid`."""
    since, until = days
    wanted = Wanted(number, outcome, _midnight(since), _midnight(until + timedelta(days=1) if until else None))
    with resources.database.reading() as session:
        found = overview.closed_tasks(session, authority_of(caller), wanted, asked)
        return found.of(task_answers(session, found.rows, caller, resources.clock.now()))


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC) if day else None
