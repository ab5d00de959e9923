"""What must always hold of decisions and tasks; each check answers with references of what breaks it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from itertools import groupby

from sqlmodel import Session

from kernel.audit import broken
from kernel.errors import Defect
from kernel.exchange import Exchange
from services.approval.domain import sampling
from services.approval.domain.results import RuleResult, case_outcome
from services.approval.store import audit, decisions, extensions, late_reviews, review_requests, samples, tasks
from services.approval.store.decisions import CaseDecision


def decisions_are_unaltered(session: Session) -> list[str]:
    """Every record has the digest that was kept with it, and says what its row says."""
    wrong = []
    for row in decisions.all_decisions(session):
        if hashlib.sha256(row.record).hexdigest() != row.record_digest:
            wrong.append(f"decision {row.decision_no}: its record changed")
            continue
        record = json.loads(row.record)
        if (record["application_no"], record["submission"], record["outcome"]) != (
            row.application_no,
            row.submission,
            row.outcome,
        ):
            wrong.append(f"decision {row.decision_no}: its row contradicts its record")
    return wrong


def automatic_outcomes_are_the_worst_of_their_results(session: Session) -> list[str]:
    wrong = []
    for row in decisions.all_decisions(session):
        if row.automatic:
            results = [RuleResult.from_json(entry) for entry in json.loads(row.record)["results"]]
            if row.outcome != case_outcome(results):
                wrong.append(f"decision {row.decision_no}: its outcome is not the worst of its results")
    return wrong


def examined_decisions_rest_on_their_proposal(session: Session) -> list[str]:
    """An examiner's decision is of its proposal's outcome; what takes two persons has two, and who ordered it is one of
    them."""
    wrong = []
    for row in decisions.all_decisions(session):
        if row.automatic:
            continue
        proposal = tasks.proposal(session, row.proposal_id or "")
        if proposal is None or proposal.outcome != row.outcome:
            wrong.append(f"decision {row.decision_no}: no proposal of its outcome")
        elif (row.outcome == "REJECT" or proposal.needs_second) and proposal.countersigned_by in {
            None,
            proposal.examiner,
        }:
            wrong.append(f"decision {row.decision_no}: decided by one person alone")
        elif proposal.carried_out_by not in {None, proposal.examiner, proposal.countersigned_by}:
            wrong.append(f"decision {row.decision_no}: ordered by somebody else")
    return wrong


def tasks_agree_with_decisions(session: Session) -> list[str]:
    """A task is open until an examiner's decision exists or the case is withdrawn; every referred case has its task,
    and so has every refusal whose review was opened, and no other."""
    wrong = []
    for task in tasks.all_tasks(session):
        examined = decisions.decision(session, task.application_no, task.submission, automatic=False)
        withdrawn = tasks.is_withdrawn(session, task.application_no, task.submission)
        if task.state != ("decided" if examined else "withdrawn" if withdrawn else "open"):
            wrong.append(f"task {task.application_no}/{task.submission}: {task.state}, against its decision")
    opened = {request.decision_no for request in review_requests.all_requests(session) if request.opened_at}
    for row in decisions.all_decisions(session):
        examinable = row.outcome == "REFER" or row.decision_no in opened
        if row.automatic and examinable != (tasks.task(session, row.application_no, row.submission) is not None):
            wrong.append(f"decision {row.decision_no}: task and outcome disagree")
    return wrong


def reviews_were_asked_for_in_time(session: Session) -> list[str]:
    """A person's review is asked for an automatic refusal only, of the same submission, before its period ended."""
    wrong = []
    for request in review_requests.all_requests(session):
        refusal = session.get_one(CaseDecision, request.decision_no)
        if (refusal.application_no, refusal.submission) != (request.application_no, request.submission):
            wrong.append(f"review request {request.request_id}: not of its decision")
        elif refusal.review_request_until is None or request.requested_at >= refusal.review_request_until:
            wrong.append(f"review request {request.request_id}: nobody could ask then")
    return wrong


def late_reviews_came_after_their_period(session: Session) -> list[str]:
    """A late request is about an automatic refusal, came after its period, and nobody had asked for a review in time;
    it is answered by somebody of the authority other than its applicant."""
    wrong = []
    for late in late_reviews.all_late_reviews(session):
        refusal = session.get_one(CaseDecision, late.decision_no)
        until = refusal.review_request_until
        if not refusal.automatic or refusal.outcome != "REJECT" or refusal.application_no != late.application_no:
            wrong.append(f"late review {late.request_id}: not of an automatic refusal")
        elif until is not None and late.requested_at < until:
            wrong.append(f"late review {late.request_id}: not late")
        elif review_requests.request_of(session, refusal.application_no, refusal.submission):
            wrong.append(f"late review {late.request_id}: a person was asked in time")
    return wrong


def extended_limits_are_their_extensions(session: Session) -> list[str]:
    """A task is extended by its one extension, which was made before the limit that it moved."""
    granted = [each for each in extensions.all_extensions(session) if each.extended_at is not None]
    made = {(each.application_no, each.submission): each for each in granted}
    wrong = []
    for task in tasks.all_tasks(session):
        extension = made.get((task.application_no, task.submission))
        if task.extended_until != (extension.extended_until if extension else None):
            wrong.append(f"task {task.application_no}/{task.submission}: its limit is not its extension's")
        elif extension and extension.extended_at and extension.extended_at >= extension.extended_until:
            wrong.append(f"task {task.application_no}/{task.submission}: extended too late")
    return wrong


def audit_chains_are_unbroken(session: Session) -> list[str]:
    """In each case every entry follows the one before and holds its digest."""
    cases = groupby(audit.entries(session), key=lambda entry: entry.application_no)
    return [f"audit entry {entry.application_no}/{entry.number}" for _, case in cases for entry in broken(case)]


def documents_are_stored(exchange: Exchange) -> Callable[[Session], list[str]]:
    """Reads every document of every decision from the object store and compares its digest."""

    def check(session: Session) -> list[str]:
        wrong = []
        for row in decisions.all_decisions(session):
            for document in decisions.documents(session, row.decision_no):
                try:
                    exchange.collect_documents([document.reference()], as_stored=True)
                except Defect as defect:
                    wrong.append(f"decision {row.decision_no}: {document.kind}: {defect.code}")
        return wrong

    return check


def samples_can_be_drawn_again(session: Session) -> list[str]:
    """Seed and period of each sample lead to the decisions that were drawn, from as many as there were."""
    wrong = []
    for sample in samples.all_samples(session):
        decided = samples.decided_by_rules(session, sample.authority_code, sample.since, sample.until)
        drawn = [decision.decision_no for _, decision, _ in samples.drawn(session, sample.sample_id)]
        told = (sample.population, sample.population_digest)
        if told != (len(decided), sampling.digest(decided)) or drawn != sampling.chosen(
            sample.seed, decided, len(drawn)
        ):
            wrong.append(f"sample {sample.sample_id}: another draw")
    return wrong


INVARIANTS: tuple[Callable[[Session], list[str]], ...] = (
    decisions_are_unaltered,
    automatic_outcomes_are_the_worst_of_their_results,
    examined_decisions_rest_on_their_proposal,
    tasks_agree_with_decisions,
    reviews_were_asked_for_in_time,
    late_reviews_came_after_their_period,
    extended_limits_are_their_extensions,
    audit_chains_are_unbroken,
    samples_can_be_drawn_again,
)
