"""Examiners propose decisions, and countersign refusals."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

import structlog
from uuid_utils import uuid7

from kernel.keyring import keyed_hash
from kernel.tokens import Principal
from services.approval.domain import review
from services.approval.domain.results import as_case_outcome
from services.approval.domain.review import Reason
from services.approval.operations import refusals
from services.approval.operations.desk import check_claim, task_to_work_on
from services.approval.operations.desk_answers import ProposalAnswer
from services.approval.operations.records import binding, results_of, words_of
from services.approval.operations.resources import Resources
from services.approval.store import decisions, tasks
from services.approval.store.tasks import ReviewProposal, ReviewTask

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class ProposeDecision:
    """An examiner's decision to be."""

    outcome: Literal["APPROVE", "CORRECT", "REJECT"]
    reasons: tuple[Reason, ...]
    remark: str


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
        row = task_to_work_on(session, caller, application_no)
        check_claim(row, caller, now)
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
    return proposal_answer(resources, made, caller)


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
        row = task_to_work_on(session, caller, application_no)
        made = tasks.proposal(session, proposal_id)
        if made is None or (made.application_no, made.submission) != (row.application_no, row.submission):
            raise refusals.proposal_unknown()
        if made.outcome != "REJECT":
            raise refusals.countersign_not_needed()
        if made.examiner == caller.subject:
            raise refusals.countersign_own()
        if made.countersigned_by is None:
            made.countersigned_by, made.countersigned_at = caller.subject, resources.clock.now()
            session.add(made)
            session.flush()
            resources.record(
                session, application_no, "refusal_countersigned", actor_ref=caller.subject, object_ref=proposal_id
            )
    return proposal_answer(resources, made, caller)


def proposal_answer(resources: Resources, made: ReviewProposal, caller: Principal) -> ProposalAnswer:
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
