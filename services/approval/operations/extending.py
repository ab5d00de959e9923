"""Extends a review once, before its limit, with a reason (条例 Art. 19)."""

from __future__ import annotations

import structlog
from uuid_utils import uuid7

from catalogues.filing_types.words import DocumentKind, PartKind
from kernel.deadlines import last_day
from kernel.errors import Defect
from kernel.exchange import DocumentRef
from kernel.keyring import keyed_hash
from kernel.tokens import Principal
from services.approval.contract import ConfirmExtension, ExtensionConfirmed, ExtensionPart
from services.approval.domain import limits
from services.approval.domain.letters import extension_notice
from services.approval.operations import cases, refusals
from services.approval.operations.desk import check_claim, task_to_work_on
from services.approval.operations.desk_answers import ReviewExtended
from services.approval.operations.publishing import render, told
from services.approval.operations.records import binding_of_extension, extension_reason
from services.approval.operations.resources import Resources
from services.approval.store import decisions, extensions, tasks
from services.approval.store.extensions import ReviewExtension

log = structlog.get_logger()


def extend_review(resources: Resources, caller: Principal, application_no: str, reason: str) -> ReviewExtended:
    """Three more working days, once per submission, by the examiner who holds the claim. The same examiner giving the
    same reason again gets the same extension, whenever that is.

    Refusals: those of `claim_task`, `approval.task_not_claimed`, `approval.review_extended_already`,
    `approval.review_limit_passed`. Raises Defect `approval.calendar_missing`.
    """
    now = resources.clock.now()
    reason_hash = keyed_hash(resources.hash_key, reason)
    with resources.database.transaction() as session:
        row = task_to_work_on(session, caller, application_no)
        made = extensions.extension(session, application_no, row.submission)
        if made is None:
            check_claim(row, caller, now)
            if now >= row.review_due:
                raise refusals.review_limit_passed(row.review_due)
            extension_id = str(uuid7())
            made = ReviewExtension(
                extension_id=extension_id,
                application_no=application_no,
                submission=row.submission,
                examiner=caller.subject,
                reason_encrypted=resources.ring.encrypt_text(reason, binding_of_extension(extension_id)),
                reason_hash=reason_hash,
                extended_at=now,
                extended_until=limits.extended(row.review_due),
            )
            row.review_due = row.extended_until = made.extended_until
            session.add_all([made, row])
            session.flush()
            resources.record(
                session, application_no, "review_extended", actor_ref=caller.subject, object_ref=extension_id
            )
            log.info("review_extended", application_no=application_no)
        elif (made.examiner, made.reason_hash) != (caller.subject, reason_hash):
            raise refusals.review_extended_already(last_day(made.extended_until))
    return ReviewExtended(
        extension_id=made.extension_id, extended_until=made.extended_until, extended_at=made.extended_at
    )


def confirm_extension(resources: Resources, request: ConfirmExtension) -> ExtensionConfirmed:
    """Read an extension back for the workflow, write the notice of it and deposit what its applicant is told.

    Idempotency key: application_no + submission + extension_id. Refusals: `approval.extension_unknown`,
    `approval.task_closed`, `approval.case_withdrawn`.
    """
    with resources.database.transaction() as session:
        made = extensions.extension(session, request.application_no, request.submission)
        if made is None or made.extension_id != request.extension_id:
            raise refusals.extension_unknown()
        row = tasks.task(session, request.application_no, request.submission)
        if row is not None and row.state != "open":
            raise refusals.not_open(row.state)
    part = ExtensionPart(
        application_no=made.application_no,
        submission=made.submission,
        reason=extension_reason(resources, made),
        extended_until=made.extended_until,
        last_day=last_day(made.extended_until),
    )
    return ExtensionConfirmed(
        extended_until=made.extended_until,
        part=resources.exchange.deposit(made.application_no, PartKind.EXTENSION, part),
        document=_notice(resources, made, part),
    )


def _notice(resources: Resources, made: ReviewExtension, part: ExtensionPart) -> DocumentRef:
    """The written notice (实施细则 Art. 18), kept with the decision that put the case before an examiner."""
    with resources.database.transaction() as session:
        kept = decisions.decision(session, made.application_no, made.submission, automatic=True)
    if kept is None:
        raise Defect("approval.extension_without_decision", made.application_no)
    case, decided = cases.case_of(resources, kept), told(resources, kept)
    content = extension_notice(case, decided, made.extended_at, part.last_day, part.reason)
    written = render(resources, kept, DocumentKind.EXTENSION_NOTICE, content, made.extended_at)
    with resources.database.transaction() as session:
        decisions.keep_documents(session, kept.decision_no, [written])
    return written
