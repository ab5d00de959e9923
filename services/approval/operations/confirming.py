"""Makes an examiner's proposal the decision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import structlog
from sqlmodel import Session

from kernel.canonical import canonical_json
from kernel.clock import local_date
from kernel.errors import Defect
from services.approval.contract import CaseDecided, ConfirmExaminerDecision
from services.approval.domain import review
from services.approval.domain.numbering import decision_number
from services.approval.domain.results import RuleResult, as_case_outcome
from services.approval.operations import refusals
from services.approval.operations.asking_again import ask_again
from services.approval.operations.publishing import publish
from services.approval.operations.records import overrides_of, words_of
from services.approval.operations.resources import Resources, lock_application
from services.approval.operations.signing import signature_of
from services.approval.store import decisions, tasks
from services.approval.store.decisions import CaseDecision
from services.approval.store.tasks import ReviewProposal

log = structlog.get_logger()


def confirm_examiner_decision(resources: Resources, request: ConfirmExaminerDecision) -> CaseDecided:
    """Idempotency key: application_no + submission + proposal_id. The decision closes the task in one transaction.

    Refusals: `approval.proposal_unknown`; `approval.task_closed` when another proposal was confirmed;
    `approval.case_withdrawn`; `approval.countersign_missing` for what takes two persons and has one;
    `approval.countersign_declined` for what the second one would not sign; `approval.proposal_not_ordered` while
    nobody who may has ordered it; `approval.lists_say_more` when an approval does not speak to what a list says by
    now; `approval.official_unnamed` for one that nobody with name and number stands for.
    """
    now_said = _asked_again(resources, request)
    with resources.database.transaction() as session:
        lock_application(session, request.application_no)
        proposal = tasks.proposal(session, request.proposal_id)
        known = (request.application_no, request.submission)
        if proposal is None or (proposal.application_no, proposal.submission) != known:
            raise refusals.proposal_unknown()
        kept = decisions.decision(session, *known, automatic=False)
        if kept is None:
            kept = _confirm(resources, session, proposal, now_said)
        elif kept.proposal_id != request.proposal_id:
            raise refusals.task_closed()
    log.info("examiner_decision_confirmed", application_no=kept.application_no, outcome=kept.outcome)
    return publish(resources, kept)


def _asked_again(resources: Resources, request: ConfirmExaminerDecision) -> tuple[RuleResult, ...]:
    """What the rules say now where a case is to be approved, since the lists may say more than when it was proposed."""
    with resources.database.reading() as session:
        proposal = tasks.proposal(session, request.proposal_id)
        made = decisions.decision(session, request.application_no, request.submission, automatic=False)
        automatic = decisions.decision(session, request.application_no, request.submission, automatic=True)
    if made or automatic is None or proposal is None or proposal.outcome != "APPROVE":
        return ()
    return ask_again(resources, automatic).results


def _check_lists(resources: Resources, proposal: ReviewProposal, now_said: Iterable[RuleResult]) -> None:
    said = overrides_of(resources, proposal)
    new = [result for result in review.to_be_answered(now_said) if result.rule_id not in said]
    alone = proposal.countersigned_by is None and review.needs_second("APPROVE", now_said)
    if new or alone:
        raise refusals.lists_say_more([result.rule_id for result in new])


def _confirm(
    resources: Resources, session: Session, proposal: ReviewProposal, now_said: tuple[RuleResult, ...]
) -> CaseDecision:
    task = tasks.task(session, proposal.application_no, proposal.submission)
    automatic = decisions.decision(session, proposal.application_no, proposal.submission, automatic=True)
    if task is None or automatic is None:
        raise Defect("approval.task_without_decision", proposal.application_no)
    if task.state != "open":
        raise refusals.not_open(task.state)
    if proposal.declined_by is not None:
        raise refusals.countersign_declined()
    if proposal.waits_for_countersignature:
        raise refusals.countersign_missing()
    if proposal.carried_out_by is None:
        raise refusals.proposal_not_ordered()
    _check_lists(resources, proposal, now_said)
    reviewer = signature_of(resources, session, proposal.examiner)
    second = signature_of(resources, session, proposal.countersigned_by) if proposal.countersigned_by else None
    reasons, _ = words_of(resources, proposal)
    outcome = as_case_outcome(proposal.outcome)
    now = resources.clock.now()
    day = local_date(now)
    section = review.returns_to(outcome, reasons)
    record = canonical_json(
        {
            "application_no": proposal.application_no,
            "submission": proposal.submission,
            "outcome": outcome,
            "return_to": section,
            "automatic_record": automatic.record_digest,
            "proposal_id": proposal.proposal_id,
            "proposal_digest": proposal.content_hash,
            "examiner": proposal.examiner,
            "countersigned_by": proposal.countersigned_by,
        }
    )
    kept = CaseDecision(
        decision_no=decision_number(
            automatic.authority_code, day, decisions.next_sequence(session, automatic.authority_code, day)
        ),
        application_no=proposal.application_no,
        submission=proposal.submission,
        automatic=False,
        proposal_id=proposal.proposal_id,
        authority_code=automatic.authority_code,
        account_subject=automatic.account_subject,
        outcome=outcome,
        return_to=section,
        reviewer=reviewer.signature,
        countersigner=second.signature if second else None,
        submitted_at=automatic.submitted_at,
        complete_at=automatic.complete_at,
        decided_at=now,
        rule_set_version=automatic.rule_set_version,
        catalogue_edition=automatic.catalogue_edition,
        inputs_digest=automatic.inputs_digest,
        inputs=automatic.inputs,
        record=record,
        record_digest=hashlib.sha256(record).hexdigest(),
    )
    task.state, task.decided_at = "decided", now
    session.add_all([kept, task])
    session.flush()
    resources.record(
        session,
        proposal.application_no,
        "examiner_decision_confirmed",
        actor_ref=proposal.examiner,
        object_ref=kept.decision_no,
    )
    return kept
