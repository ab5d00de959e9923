"""Extends a review once, before its limit: an examiner asks with a reason, the head grants it (条例 Art. 19)."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel import Session
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
from services.approval.operations.desk import check_claim, extension_state, task_to_work_on
from services.approval.operations.desk_answers import ExtensionAnswer
from services.approval.operations.publishing import render, told
from services.approval.operations.reasons import check_reason
from services.approval.operations.records import (
    binding_of_extension,
    binding_of_refusal,
    extension_reason,
    refused_because,
)
from services.approval.operations.resources import Resources
from services.approval.operations.sealing import already_kept, keep_papers
from services.approval.operations.signing import opened, sign
from services.approval.store import decisions, extensions, officials, tasks
from services.approval.store.extensions import ReviewExtension
from services.approval.store.tasks import ReviewTask

log = structlog.get_logger()


def request_extension(resources: Resources, caller: Principal, application_no: str, reason: str) -> ExtensionAnswer:
    """Ask the head for three more working days, once per submission, by the examiner who holds the claim. The limit
    stays what it is until the head grants it. The same examiner giving the same reason again gets the same request.

    Refusals: those of `claim_task`, `approval.task_not_claimed`, `approval.official_unnamed`, `approval.reason_unfit`,
    `approval.extension_requested_already`, `approval.review_extended_already`, `approval.review_limit_passed`. Raises
    Defect `approval.calendar_missing`.
    """
    check_reason(reason)
    now = resources.clock.now()
    reason_hash = keyed_hash(resources.hash_key, reason)
    with resources.database.transaction() as session:
        row = task_to_work_on(session, caller, application_no)
        made = extensions.standing(session, application_no, row.submission)
        if made is None:
            check_claim(row, caller, now)
            _check_limit(row, now)
            sign(resources, session, caller)
            extension_id = str(uuid7())
            made = ReviewExtension(
                extension_id=extension_id,
                application_no=application_no,
                submission=row.submission,
                examiner=caller.subject,
                reason_encrypted=resources.ring.encrypt_text(reason, binding_of_extension(extension_id)),
                reason_hash=reason_hash,
                requested_at=now,
                extended_until=limits.extended(row.review_due),
            )
            session.add(made)
            session.flush()
            _record(resources, session, caller, made, "extension_requested")
        elif (made.examiner, made.reason_hash) != (caller.subject, reason_hash):
            if made.extended_at is not None:
                raise refusals.review_extended_already(last_day(made.extended_until))
            raise refusals.extension_requested_already()
        return extension_answer(resources, session, made, row, caller)


def approve_extension(
    resources: Resources, caller: Principal, application_no: str, extension_id: str
) -> ExtensionAnswer:
    """The head's word for it: the limit moves (条例 Art. 19). Granting twice changes nothing.

    Refusals: `approval.task.not_found`, `approval.task_closed`, `approval.case_withdrawn`,
    `approval.conflict_of_interest`, `approval.extension_unknown`, `approval.extension_own`,
    `approval.extension_declined`, `approval.official_unnamed`, `approval.review_limit_passed` when nobody granted it in
    time.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row, made = _asked_of_head(resources, session, caller, application_no, extension_id)
        if made.declined_at is not None:
            raise refusals.extension_declined()
        if made.extended_at is None:
            _check_limit(row, now)
            made.approved_by, made.extended_at = caller.subject, now
            row.review_due = row.extended_until = made.extended_until
            session.add_all([made, row])
            session.flush()
            _record(resources, session, caller, made, "review_extended")
        return extension_answer(resources, session, made, row, caller)


def decline_extension(
    resources: Resources, caller: Principal, application_no: str, extension_id: str, reason: str
) -> ExtensionAnswer:
    """The head's word against it, with a reason; the limit stays. The examiner may ask again.

    Refusals: those of `approve_extension`, `approval.review_extended_already`, `approval.reason_unfit`.
    """
    check_reason(reason)
    with resources.database.transaction() as session:
        row, made = _asked_of_head(resources, session, caller, application_no, extension_id)
        if made.extended_at is not None:
            raise refusals.review_extended_already(last_day(made.extended_until))
        if made.declined_at is None:
            made.declined_by, made.declined_at = caller.subject, resources.clock.now()
            made.decline_reason_encrypted = resources.ring.encrypt_text(reason, binding_of_refusal(extension_id))
            session.add(made)
            session.flush()
            _record(resources, session, caller, made, "extension_declined")
        return extension_answer(resources, session, made, row, caller)


def extension_answer(
    resources: Resources, session: Session, made: ReviewExtension, row: ReviewTask, caller: Principal
) -> ExtensionAnswer:
    word = made.approved_by or made.declined_by
    head = officials.official(session, word) if word else None
    return ExtensionAnswer(
        extension_id=made.extension_id,
        state=extension_state(made, row, resources.clock.now()),
        reason=extension_reason(resources, made),
        mine=made.examiner == caller.subject,
        requested_at=made.requested_at,
        extended_at=made.extended_at,
        extended_until=made.extended_until,
        head=opened(resources, head).signature if head else None,
        decline_reason=refused_because(resources, made),
    )


def _asked_of_head(
    resources: Resources, session: Session, caller: Principal, application_no: str, extension_id: str
) -> tuple[ReviewTask, ReviewExtension]:
    row = task_to_work_on(session, caller, application_no)
    made = extensions.by_id(session, extension_id)
    if made is None or (made.application_no, made.submission) != (row.application_no, row.submission):
        raise refusals.extension_unknown()
    if made.examiner == caller.subject:
        raise refusals.extension_own()
    sign(resources, session, caller)
    return row, made


def _check_limit(row: ReviewTask, now: datetime) -> None:
    if now >= row.review_due:
        raise refusals.review_limit_passed(row.review_due)


def _record(resources: Resources, session: Session, caller: Principal, made: ReviewExtension, event: str) -> None:
    resources.record(session, made.application_no, event, actor_ref=caller.subject, object_ref=made.extension_id)
    log.info(event, application_no=made.application_no)


def confirm_extension(resources: Resources, request: ConfirmExtension) -> ExtensionConfirmed:
    """Read an extension back for the workflow, write the notice of it and deposit what its applicant is told.

    Idempotency key: application_no + submission + extension_id. Refusals: `approval.extension_unknown`,
    also for one that no head granted; `approval.task_closed`, `approval.case_withdrawn`.
    """
    with resources.database.reading() as session:
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
    with resources.database.reading() as session:
        kept = decisions.decision(session, made.application_no, made.submission, automatic=True)
        head = officials.official(session, made.approved_by) if made.approved_by else None
    if kept is None:
        raise Defect("approval.extension_without_decision", made.application_no)
    assert made.extended_at is not None  # the head granted it
    if there := already_kept(resources, kept, [DocumentKind.EXTENSION_NOTICE]):
        return there[0]
    case, decided = cases.case_of(resources, kept), told(resources, kept)
    content = extension_notice(case, decided, made.extended_at, part.last_day, part.reason)
    if head is not None:
        content["reviewer"] = opened(resources, head).signature
    notice = render(resources, DocumentKind.EXTENSION_NOTICE, content, made.extended_at)
    [written] = keep_papers(resources, kept, case.application.authority_name, [notice])
    return written
