"""Whose word has a proposal carried out: the examiner's who made it, or the second person's who countersigned it."""

from __future__ import annotations

import structlog

from kernel.tokens import Principal
from services.approval.operations import refusals
from services.approval.operations.desk import check_claim, task_to_work_on
from services.approval.operations.desk_answers import ProposalAnswer
from services.approval.operations.proposing import proposal_answer
from services.approval.operations.resources import Resources
from services.approval.operations.signing import sign
from services.approval.store import tasks

log = structlog.get_logger()


def carry_out_proposal(
    resources: Resources, caller: Principal, application_no: str, proposal_id: str
) -> ProposalAnswer:
    """Order that a proposal become the decision; without such an order the case's step `decide` is refused.

    Only whoever holds the claim and made the proposal, or whoever countersigned it. The same order again changes
    nothing. Refusals: those of `claim_task`, `approval.task_not_claimed`, `approval.proposal_unknown`,
    `approval.proposal_of_another`, `approval.countersign_missing`, `approval.countersign_declined`,
    `approval.official_unnamed`.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        row = task_to_work_on(session, caller, application_no)
        made = tasks.proposal(session, proposal_id)
        if made is None or (made.application_no, made.submission) != (row.application_no, row.submission):
            raise refusals.proposal_unknown()
        if caller.subject not in {made.examiner, made.countersigned_by}:
            raise refusals.proposal_of_another()
        if made.declined_by is not None:
            raise refusals.countersign_declined()
        if made.waits_for_countersignature:
            raise refusals.countersign_missing()
        if made.countersigned_by is None:
            check_claim(row, caller, now)
        sign(resources, session, caller)
        if made.carried_out_by is None:
            made.carried_out_by, made.carried_out_at = caller.subject, now
            session.add(made)
            session.flush()
            resources.record(
                session, application_no, "decision_ordered", actor_ref=caller.subject, object_ref=proposal_id
            )
            log.info("decision_ordered", application_no=application_no)
    return proposal_answer(resources, made, caller)
