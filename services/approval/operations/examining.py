"""The human way: examiners list, claim and read cases, propose decisions and countersign refusals."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

import structlog
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.errors import Defect, Refusal
from kernel.keyring import keyed_hash
from kernel.tokens import Principal
from services.approval.domain import case_sheet, review
from services.approval.domain.results import as_case_outcome
from services.approval.domain.review import Reason
from services.approval.operations import answers, cases
from services.approval.operations.answers import (
    CaseSheet,
    ProposalAnswer,
    RuleAnswer,
    TaskAnswer,
    TaskPage,
)
from services.approval.operations.records import binding, results_of, words_of
from services.approval.operations.resources import Resources, lock_application
from services.approval.store import decisions, tasks
from services.approval.store.tasks import ReviewProposal, ReviewTask

log = structlog.get_logger()

_STATES: dict[str, Literal["open", "decided", "withdrawn"]] = {
    "open": "open",
    "decided": "decided",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True, repr=False)
class ProposeDecision:
    """An examiner's decision to be."""

    outcome: Literal["APPROVE", "CORRECT", "REJECT"]
    reasons: tuple[Reason, ...]
    remark: str


def authority_of(caller: Principal) -> str:
    """Raises Refusal `access.authority_missing` for an account that belongs to no authority."""
    if caller.authority is None:
        raise Refusal("access.authority_missing", "账号未设定登记机关", "Your account has no authority", status=403)
    return caller.authority


def list_tasks(resources: Resources, caller: Principal, *, after: str | None, limit: int) -> TaskPage:
    """Open tasks of the caller's authority, those due first first. Raises Refusal `approval.cursor_invalid`."""
    cursor = _cursor(after)
    now = resources.clock.now()
    with resources.database.transaction() as session:
        found = tasks.open_tasks(session, authority_of(caller), after=cursor, limit=limit + 1)
    page = found[:limit]
    return TaskPage(
        tasks=tuple(_task(row, caller, now) for row in page), next=_written(page[-1]) if len(found) > limit else None
    )


def read_task(resources: Resources, caller: Principal, application_no: str) -> CaseSheet:
    """The case sheet; each reading is recorded. Raises Refusal `approval.task.not_found`."""
    with resources.database.transaction() as session:
        lock_application(session, application_no)
        row = _own_task(session, caller, application_no)
        decision = decisions.decision(session, application_no, row.submission, automatic=True)
        made = tasks.proposals(session, application_no, row.submission)
        resources.record(
            session,
            application_no,
            "case_read",
            actor_ref=caller.subject,
            object_ref=f"submission/{row.submission}",
        )
    if decision is None:
        raise Defect("approval.task_without_decision", application_no)
    return CaseSheet(
        task=_task(row, caller, resources.clock.now()),
        case=case_sheet.masked(cases.case_of(resources, decision)),
        results=tuple(RuleAnswer(**result.as_json()) for result in results_of(decision)),
        proposals=tuple(_proposal(resources, proposal, caller) for proposal in made),
        rule_set_version=decision.rule_set_version,
        catalogue_edition=decision.catalogue_edition,
        inputs_digest=decision.inputs_digest,
    )


def claim_task(resources: Resources, caller: Principal, application_no: str) -> TaskAnswer:
    """Keep a case to oneself for a while; the same examiner again keeps it longer.

    Refusals: `approval.task.not_found`, `approval.task_closed`, `approval.case_withdrawn`, `approval.task_claimed`,
    `approval.conflict_of_interest`.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row = _task_to_work_on(session, caller, application_no)
        if row.claimant(now) not in {None, caller.subject}:
            raise answers.task_claimed()
        row.claimed_by, row.claimed_until = caller.subject, now + resources.claim_lasts
        session.add(row)
        resources.record(
            session,
            application_no,
            "task_claimed",
            actor_ref=caller.subject,
            object_ref=f"submission/{row.submission}",
        )
    return _task(row, caller, now)


def propose_decision(
    resources: Resources, caller: Principal, application_no: str, request: ProposeDecision
) -> ProposalAnswer:
    """Write a decision down for the workflow to confirm. The same examiner saying the same again gets the same
    proposal. Refusals: those of `claim_task`, `approval.task_not_claimed`, `approval.proposal_incomplete`."""
    content = json.dumps(
        {"reasons": [asdict(reason) for reason in request.reasons], "remark": request.remark}, ensure_ascii=False
    )
    content_hash = keyed_hash(resources.hash_key, f"{request.outcome}\n{content}")
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row = _task_to_work_on(session, caller, application_no)
        if row.claimant(now) != caller.subject:
            raise answers.task_claimed() if row.claimant(now) else answers.task_not_claimed()
        decision = decisions.decision(session, application_no, row.submission, automatic=True)
        review.check_proposal(
            request.outcome, request.reasons, request.remark, results_of(decision) if decision else ()
        )
        made = tasks.same_proposal(session, application_no, row.submission, caller.subject, content_hash)
        if made is None:
            made = _new(resources, row, caller, request.outcome, content, content_hash)
            session.add(made)
            session.flush()
            resources.record(
                session, application_no, "decision_proposed", actor_ref=caller.subject, object_ref=made.proposal_id
            )
            log.info("decision_proposed", application_no=application_no, outcome=request.outcome)
    return _proposal(resources, made, caller)


def countersign_proposal(
    resources: Resources, caller: Principal, application_no: str, proposal_id: str
) -> ProposalAnswer:
    """A second examiner's word on a refusal (two-person rule). The same examiner again changes nothing; a third one
    changes nothing either.

    Refusals: `approval.task.not_found`, `approval.proposal_unknown`, `approval.task_closed`,
    `approval.case_withdrawn`, `approval.countersign_own`, `approval.countersign_not_needed`,
    `approval.conflict_of_interest`.
    """
    with resources.database.transaction() as session:
        row = _task_to_work_on(session, caller, application_no)
        made = tasks.proposal(session, proposal_id)
        if made is None or (made.application_no, made.submission) != (row.application_no, row.submission):
            raise answers.proposal_unknown()
        if made.outcome != "REJECT":
            raise answers.countersign_not_needed()
        if made.examiner == caller.subject:
            raise answers.countersign_own()
        if made.countersigned_by is None:
            made.countersigned_by, made.countersigned_at = caller.subject, resources.clock.now()
            session.add(made)
            session.flush()
            resources.record(
                session, application_no, "refusal_countersigned", actor_ref=caller.subject, object_ref=proposal_id
            )
    return _proposal(resources, made, caller)


def _own_task(session: Session, caller: Principal, application_no: str) -> ReviewTask:
    row = tasks.latest_task(session, application_no)
    if row is None or row.authority_code != authority_of(caller):
        raise answers.task_not_found()
    return row


def _task_to_work_on(session: Session, caller: Principal, application_no: str) -> ReviewTask:
    lock_application(session, application_no)
    row = _own_task(session, caller, application_no)
    if row.state != "open":
        raise answers.not_open(row.state)
    if row.account_subject == caller.subject:
        raise answers.conflict_of_interest()
    return row


def _new(
    resources: Resources, row: ReviewTask, caller: Principal, outcome: str, content: str, content_hash: str
) -> ReviewProposal:
    proposal_id = str(uuid7())
    return ReviewProposal(
        proposal_id=proposal_id,
        application_no=row.application_no,
        submission=row.submission,
        examiner=caller.subject,
        outcome=outcome,
        content_sealed=resources.ring.seal_text(content, binding(proposal_id)),
        content_hash=content_hash,
        proposed_at=resources.clock.now(),
    )


def _task(row: ReviewTask, caller: Principal, now: datetime) -> TaskAnswer:
    claimant = row.claimant(now)
    return TaskAnswer(
        application_no=row.application_no,
        submission=row.submission,
        state=_STATES[row.state],
        opened_at=row.opened_at,
        review_due=row.review_due,
        overdue=row.state == "open" and now >= row.review_due,
        claimed="nobody" if claimant is None else "me" if claimant == caller.subject else "another",
        claimed_until=row.claimed_until if claimant else None,
    )


def _proposal(resources: Resources, made: ReviewProposal, caller: Principal) -> ProposalAnswer:
    reasons, remark = words_of(resources, made)
    return ProposalAnswer(
        proposal_id=made.proposal_id,
        outcome=as_case_outcome(made.outcome),
        reasons=tuple(asdict(reason) for reason in reasons),
        remark=remark,
        mine=made.examiner == caller.subject,
        proposed_at=made.proposed_at,
        needs_countersign=made.outcome == "REJECT" and made.countersigned_by is None,
        countersigned_at=made.countersigned_at,
    )


def _written(row: ReviewTask) -> str:
    return base64.urlsafe_b64encode(f"{row.review_due.isoformat()} {row.application_no}".encode()).decode()


def _cursor(text: str | None) -> tuple[datetime, str] | None:
    if text is None:
        return None
    try:
        due, _, application_no = base64.urlsafe_b64decode(text).decode().partition(" ")
        instant = datetime.fromisoformat(due)
    except (binascii.Error, ValueError):
        instant, application_no = None, ""
    if instant is None or instant.tzinfo is None or not application_no.isalnum():
        raise Refusal(
            "approval.cursor_invalid", "分页标记无效", "The page cursor is not valid", pointer="/after", status=422
        )
    return instant, application_no
