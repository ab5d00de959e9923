"""Decides a case by the rules, once (智能审批)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import structlog
from sqlmodel import Session

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Defect
from kernel.exchange import Reference
from services.approval.contract import CaseDecided, DecideCase
from services.approval.domain import limits, registry
from services.approval.domain.documents import SMART_APPROVAL
from services.approval.domain.numbering import decision_number
from services.approval.domain.registry import Judgement, NoRulesInForce
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.operations import cases
from services.approval.operations.publishing import publish
from services.approval.operations.resources import Resources, lock_application
from services.approval.store import decisions, tasks
from services.approval.store.decisions import CaseDecision
from services.approval.store.tasks import ReviewTask

log = structlog.get_logger()

_RULES = "rules"


def decide_case(resources: Resources, request: DecideCase) -> CaseDecided:
    """Ask the lists about its persons once more, run every rule, keep the decision, render and deposit its documents.

    Idempotency key: application_no + submission: the decision that was kept first is the one that is answered with,
    its documents byte for byte. Raises Outage `identity.facts_unavailable` while the lists are silent, and
    `register.unavailable` while the register is; Defect `approval.no_rules_in_force` for an application from before the
    rules, `approval.calendar_missing` when a review would reach a year without calendar.
    """
    with resources.database.reading() as session:
        kept = decisions.decision(session, request.application_no, request.submission, automatic=True)
    if kept is None:
        kept = _decide(resources, request)
    return publish(resources, kept)


def judged(case: CaseSnapshot) -> Judgement:
    """What the rules in force on the application's date say. Raises Defect `approval.no_rules_in_force`."""
    try:
        return registry.judge(case)
    except NoRulesInForce as error:
        raise Defect("approval.no_rules_in_force", str(case.submitted_on)) from error


def _decide(resources: Resources, request: DecideCase) -> CaseDecision:
    now = resources.clock.now()
    asked = resources.persons.ask(request.application_no, request.part(PartKind.AUTHENTICATION))
    request = _with_register_facts(resources, request)
    case = cases.assemble(resources, request, local_date(now), asked)
    judgement = judged(case)
    due = limits.review_due(case.complete_on) if judgement.outcome == "REFER" else None
    until = limits.review_request_until(case.decided_on) if judgement.outcome == "REJECT" else None
    with resources.database.transaction() as session:
        lock_application(session, request.application_no)
        kept = decisions.decision(session, request.application_no, request.submission, automatic=True)
        if kept is not None:
            return kept
        kept = _keep(session, request, case, judgement, now, due, until, asked)
        if due is not None:
            withdrawn = tasks.is_withdrawn(session, kept.application_no, kept.submission)
            session.add(_task(kept, due, "withdrawn" if withdrawn else "open"))
            session.flush()
        if case.application.operator.helper:
            # Who it was stands in the application's part; the trail says that somebody was named, and by which account.
            account = case.application.account_subject
            resources.record(
                session, kept.application_no, "helper_named", actor_ref=account, object_ref=kept.decision_no
            )
        resources.record(session, kept.application_no, "case_decided", actor_ref=_RULES, object_ref=kept.decision_no)
    log.info("case_decided", application_no=kept.application_no, outcome=kept.outcome)
    return kept


def _with_register_facts(resources: Resources, request: DecideCase) -> DecideCase:
    """What the decision is kept with: what the register says is one of its parts, whoever asked for it."""
    if not request.asks_register:
        return request
    application = request.part(PartKind.APPLICATION)
    facts = resources.register.facts(request.application_no, request.submission, request.authority_code, application)
    parts = {**request.parts, PartKind.REGISTER_FACTS: facts}
    return request.model_copy(update={"parts": parts, "asks_register": False})


def _keep(
    session: Session,
    request: DecideCase,
    case: CaseSnapshot,
    judgement: Judgement,
    now: datetime,
    due: datetime | None,
    until: datetime | None,
    asked: Reference,
) -> CaseDecision:
    day: date = case.decided_on
    sequence = decisions.next_sequence(session, request.authority_code, day)
    kept = CaseDecision(
        decision_no=decision_number(request.authority_code, day, sequence),
        application_no=request.application_no,
        submission=request.submission,
        automatic=True,
        authority_code=request.authority_code,
        account_subject=case.application.account_subject,
        outcome=judgement.outcome,
        return_to=judgement.return_to,
        reviewer=SMART_APPROVAL,
        submitted_at=case.submitted_at,
        complete_at=case.complete_at,
        decided_at=now,
        review_due=due,
        review_request_until=until,
        rule_set_version=judgement.rule_set_version,
        catalogue_edition=judgement.catalogue_edition,
        inputs_digest=judgement.inputs_digest,
        inputs={"request": request.model_dump(mode="json"), "decided_on": day.isoformat(), "asked": asked.model_dump()},
        record=judgement.record,
        record_digest=hashlib.sha256(judgement.record).hexdigest(),
    )
    session.add(kept)
    session.flush()
    return kept


def _task(kept: CaseDecision, due: datetime, state: str) -> ReviewTask:
    return ReviewTask(
        application_no=kept.application_no,
        submission=kept.submission,
        authority_code=kept.authority_code,
        account_subject=kept.account_subject,
        state=state,
        opened_at=kept.decided_at,
        review_due=due,
    )
