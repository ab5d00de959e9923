"""A second examiner's word on a refusal: countersigned, or declined with a reason."""

from __future__ import annotations

import structlog
from sqlmodel import Session

from kernel.tokens import Principal
from services.approval.operations import refusals
from services.approval.operations.desk import task_to_work_on
from services.approval.operations.desk_answers import ProposalAnswer
from services.approval.operations.proposing import proposal_answer
from services.approval.operations.records import binding_of_decline
from services.approval.operations.resources import Resources
from services.approval.store import tasks
from services.approval.store.tasks import ReviewProposal

log = structlog.get_logger()


def countersign_proposal(
    resources: Resources, caller: Principal, application_no: str, proposal_id: str
) -> ProposalAnswer:
    """A second examiner's word for a refusal (two-person rule). The same examiner again changes nothing; a third one
    changes nothing either.

    Refusals: `approval.task.not_found`, `approval.proposal_unknown`, `approval.task_closed`,
    `approval.case_withdrawn`, `approval.countersign_own`, `approval.countersign_not_needed`,
    `approval.countersign_declined`, `approval.conflict_of_interest`.
    """
    with resources.database.transaction() as session:
        made = _refusal_of_another(session, caller, application_no, proposal_id)
        if made.declined_by is not None:
            raise refusals.countersign_declined()
        if made.countersigned_by is None:
            made.countersigned_by, made.countersigned_at = caller.subject, resources.clock.now()
            session.add(made)
            session.flush()
            resources.record(
                session, application_no, "refusal_countersigned", actor_ref=caller.subject, object_ref=proposal_id
            )
    return proposal_answer(resources, made, caller)


def decline_countersignature(
    resources: Resources, caller: Principal, application_no: str, proposal_id: str, reason: str
) -> ProposalAnswer:
    """A second examiner's word against a refusal. The case stays on the desk for another decision, and the proposal
    can never become one. What was said first stays, whoever declines again.

    Refusals: those of `countersign_proposal`, `approval.countersigned_already`.
    """
    with resources.database.transaction() as session:
        made = _refusal_of_another(session, caller, application_no, proposal_id)
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


def _refusal_of_another(session: Session, caller: Principal, application_no: str, proposal_id: str) -> ReviewProposal:
    """The proposed refusal of an open case, by another examiner than the caller."""
    row = task_to_work_on(session, caller, application_no)
    made = tasks.proposal(session, proposal_id)
    if made is None or (made.application_no, made.submission) != (row.application_no, row.submission):
        raise refusals.proposal_unknown()
    if made.outcome != "REJECT":
        raise refusals.countersign_not_needed()
    if made.examiner == caller.subject:
        raise refusals.countersign_own()
    return made
