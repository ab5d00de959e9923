"""Takes a withdrawn case off the examiners' desk."""

from __future__ import annotations

import structlog

from services.approval.contract import CloseTask, TaskClosed
from services.approval.operations.resources import Resources, lock_application
from services.approval.store import tasks
from services.approval.store.tasks import WithdrawnSubmission

log = structlog.get_logger()


def close_task(resources: Resources, request: CloseTask) -> TaskClosed:
    """Idempotency key: application_no + submission.

    What is kept is that the submission was withdrawn, also where there is no task: a decision that was still under
    way when the applicant left may be kept afterwards, and must open no task then. A case that an examiner decided
    before stays decided.
    """
    with resources.database.transaction() as session:
        lock_application(session, request.application_no)
        task = tasks.task(session, request.application_no, request.submission)
        if not tasks.is_withdrawn(session, request.application_no, request.submission):
            session.add(
                WithdrawnSubmission(
                    application_no=request.application_no,
                    submission=request.submission,
                    withdrawn_at=resources.clock.now(),
                )
            )
            if task is not None and task.state == "open":
                task.state = "withdrawn"
                session.add(task)
            session.flush()
            resources.record(
                session,
                request.application_no,
                "case_withdrawn",
                actor_ref="applicant",
                object_ref=f"submission/{request.submission}",
            )
            log.info("case_withdrawn", application_no=request.application_no)
        return TaskClosed(closed=task is not None and task.state == "withdrawn")
