"""Examiners propose decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

import structlog
from uuid_utils import uuid7

from kernel.clock import local_date
from kernel.keyring import keyed_hash
from kernel.tokens import Principal
from services.approval.domain import registry, review
from services.approval.domain.results import as_case_outcome
from services.approval.domain.review import Reason
from services.approval.operations import refusals
from services.approval.operations.asking_again import ask_again
from services.approval.operations.desk import check_claim, task_to_work_on
from services.approval.operations.desk_answers import ProposalAnswer
from services.approval.operations.records import binding, decline_reason, overrides_of, results_of, words_of
from services.approval.operations.resources import Resources
from services.approval.operations.signing import sign
from services.approval.store import decisions, tasks
from services.approval.store.tasks import ReviewProposal, ReviewTask

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class ProposeDecision:
    """An examiner's decision to be. `overrides`: why a case is approved against a rule, by the rule's id."""

    outcome: Literal["APPROVE", "CORRECT", "REJECT"]
    reasons: tuple[Reason, ...]
    remark: str
    overrides: Mapping[str, str] = field(default_factory=dict)


def propose_decision(
    resources: Resources, caller: Principal, application_no: str, request: ProposeDecision
) -> ProposalAnswer:
    """Write a decision down for the workflow to confirm. The same examiner saying the same again gets the same
    proposal. Refusals: those of `claim_task`, `approval.task_not_claimed`, `approval.proposal_incomplete`,
    `approval.official_unnamed`, `approval.proposal_declined` for the very words that a colleague declined to
    countersign."""
    said: dict[str, object] = {"reasons": [asdict(reason) for reason in request.reasons], "remark": request.remark}
    if request.overrides:
        said["overrides"] = dict(sorted(request.overrides.items()))
    content_hash = keyed_hash(resources.hash_key, f"{request.outcome}\n{json.dumps(said, ensure_ascii=False)}")
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row = task_to_work_on(session, caller, application_no)
        check_claim(row, caller, now)
        sign(resources, session, caller)
        decision = decisions.decision(session, application_no, row.submission, automatic=True)
        assert decision is not None  # a task has one
        results = results_of(decision)
        if request.outcome == "APPROVE":
            asked = ask_again(resources, decision)
            results, reference = asked.results, asked.reference
            said["asked"] = reference.model_dump() if reference else None
        rules = registry.in_force(local_date(decision.submitted_at)).rules
        review.check_proposal(request.outcome, request.reasons, request.remark, results, request.overrides, rules)
        made = tasks.same_proposal(session, application_no, row.submission, caller.subject, content_hash)
        if made is None:
            content = json.dumps(said, ensure_ascii=False)
            made = _new(resources, row, caller, request.outcome, content, content_hash)
            made.needs_second = review.needs_second(request.outcome, results)
            session.add(made)
            session.flush()
            resources.record(
                session, application_no, "decision_proposed", actor_ref=caller.subject, object_ref=made.proposal_id
            )
            log.info("decision_proposed", application_no=application_no, outcome=request.outcome)
        elif made.declined_by is not None:
            raise refusals.proposal_declined()
    return proposal_answer(resources, made, caller)


def proposal_answer(resources: Resources, made: ReviewProposal, caller: Principal) -> ProposalAnswer:
    reasons, remark = words_of(resources, made)
    overrides = overrides_of(resources, made)
    return ProposalAnswer(
        proposal_id=made.proposal_id,
        outcome=as_case_outcome(made.outcome),
        reasons=tuple(asdict(reason) for reason in reasons),
        remark=remark,
        overrides=overrides,
        mine=made.examiner == caller.subject,
        proposed_at=made.proposed_at,
        needs_second=made.needs_second or made.outcome == "REJECT",
        needs_countersign=made.waits_for_countersignature,
        countersigned_at=made.countersigned_at,
        declined_at=made.declined_at,
        declined_by_me=made.declined_by == caller.subject,
        decline_reason=decline_reason(resources, made),
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
        content_encrypted=resources.ring.encrypt_text(content, binding(proposal_id)),
        content_hash=content_hash,
        proposed_at=resources.clock.now(),
    )
