"""A second person's word on a refusal, or on an approval against a rule: countersigned, or declined with a reason."""

from __future__ import annotations

import structlog
from sqlmodel import Session

from kernel.tokens import Principal
from services.approval.operations import refusals
from services.approval.operations.desk import task_to_work_on
from services.approval.operations.desk_answers import ProposalAnswer
from services.approval.operations.proposing import proposal_answer
from services.approval.operations.reasons import check_reason
from services.approval.operations.records import binding_of_decline
from services.approval.operations.resources import Resources
from services.approval.operations.signing import sign
from services.approval.store import tasks
from services.approval.store.tasks import ReviewProposal

log = structlog.get_logger()


def countersign_proposal(
    resources: Resources, caller: Principal, application_no: str, proposal_id: str
) -> ProposalAnswer:
    """A second person's word for what one alone cannot decide, and the order to carry it out. The same person again
    changes nothing; a third one changes nothing either.

    Refusals: `approval.task.not_found`, `approval.proposal_unknown`, `approval.task_closed`,
    `approval.case_withdrawn`, `approval.countersign_own`, `approval.countersign_not_needed`,
    `approval.countersign_declined`, `approval.conflict_of_interest`, `approval.official_unnamed`.
    """
    with resources.database.transaction() as session:
        made = _proposal_of_another(session, caller, application_no, proposal_id)
        sign(resources, session, caller)
        if made.declined_by is not None:
            raise refusals.countersign_declined()
        if made.countersigned_by is None:
            made.countersigned_by, made.countersigned_at = caller.subject, resources.clock.now()
            made.carried_out_by, made.carried_out_at = made.countersigned_by, made.countersigned_at
            session.add(made)
            session.flush()
            event = "refusal_countersigned" if made.outcome == "REJECT" else "override_countersigned"
            resources.record(session, application_no, event, actor_ref=caller.subject, object_ref=proposal_id)
    return proposal_answer(resources, made, caller)


def decline_countersignature(
    resources: Resources, caller: Principal, application_no: str, proposal_id: str, reason: str
) -> ProposalAnswer:
    """A second person's word against a proposal, with a reason that says something of the case. The case stays on the
    desk for another decision, and the proposal can never become one. What was said first stays, whoever declines again.

    Refusals: those of `countersign_proposal`, `approval.countersigned_already`, `approval.reason_unfit`.
    """
    check_reason(reason)
    with resources.database.transaction() as session:
        made = _proposal_of_another(session, caller, application_no, proposal_id)
        sign(resources, session, caller)
        if made.countersigned_by is not None:
            raise refusals.countersigned_already()
        if made.declined_by is None:
            made.declined_by, made.declined_at = caller.subject, resources.clock.now()
            made.decline_reason_encrypted = resources.ring.encrypt_text(reason, binding_of_decline(proposal_id))
            session.add(made)
            session.flush()
            resources.record(
                session, application_no, "countersignature_declined", actor_ref=caller.subject, object_ref=proposal_id
            )
            log.info("countersignature_declined", application_no=application_no)
    return proposal_answer(resources, made, caller)


def _proposal_of_another(session: Session, caller: Principal, application_no: str, proposal_id: str) -> ReviewProposal:
    """What was proposed for an open case by another examiner than the caller, and takes a second person."""
    row = task_to_work_on(session, caller, application_no)
    made = tasks.proposal(session, proposal_id)
    if made is None or (made.application_no, made.submission) != (row.application_no, row.submission):
        raise refusals.proposal_unknown()
    if made.outcome != "REJECT" and not made.needs_second:
        raise refusals.countersign_not_needed()
    if made.examiner == caller.subject:
        raise refusals.countersign_own()
    return made
