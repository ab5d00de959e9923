"""The case sheet: everything an examiner needs to decide, and the signed documents to it."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from catalogues import review_weighing
from catalogues.filing_types import editions
from catalogues.filing_types.words import PartKind
from kernel.errors import Defect, not_found
from kernel.tokens import Principal
from services.approval.contract import DecideCase
from services.approval.domain import acts, case_sheet, review
from services.approval.domain.results import RuleResult
from services.approval.operations import cases
from services.approval.operations.answers import DocumentAnswer
from services.approval.operations.asking_again import Asked, ask_again_if_possible
from services.approval.operations.desk import own_task, task_answer
from services.approval.operations.desk_answers import (
    ActAnswer,
    CaseSheet,
    EarlierDecision,
    ReviewRequestAnswer,
    SimilarName,
    WeighingAnswer,
)
from services.approval.operations.extending import extension_answer
from services.approval.operations.proposing import proposal_answer
from services.approval.operations.publishing import told
from services.approval.operations.reading import OUTCOMES, reasons_of
from services.approval.operations.records import results_of, statement_of
from services.approval.operations.resources import Resources, lock_application
from services.approval.store import audit, decisions, extensions, review_requests, tasks
from services.approval.store.decisions import CaseDecision
from services.approval.store.review_requests import ReviewRequest
from services.approval.store.tasks import ReviewTask


class _Finding(BaseModel):
    """As the naming service left it; what is not named here is none of our business."""

    model_config = ConfigDict(extra="ignore")

    rule_id: str
    severity: str
    article: str
    conflicting_name: str | None = None
    zh: str
    en: str


class _Verdict(BaseModel):
    model_config = ConfigDict(extra="ignore")

    findings: tuple[_Finding, ...]


def read_task(resources: Resources, caller: Principal, application_no: str) -> CaseSheet:
    """The case sheet; each reading is recorded. Raises Refusal `approval.task.not_found`."""
    with resources.database.transaction() as session:
        lock_application(session, application_no)
        row = own_task(session, caller, application_no)
        made = decisions.of_application(session, application_no)
        proposals = tasks.proposals(session, application_no, row.submission)
        trail = audit.of_application(session, application_no)
        asked = tuple(
            extension_answer(resources, session, each, row, caller)
            for each in extensions.requests(session, application_no, row.submission)
        )
        requested = review_requests.request_of(session, application_no, row.submission)
        task = task_answer(session, row, caller, resources.clock.now())
        _record_reading(resources, session, caller, row, "case_read", "")
    decision = _automatic(made, row)
    if row.state == "open":
        now = ask_again_if_possible(resources, decision)
    else:
        now = Asked(cases.case_of(resources, decision), results_of(decision))
    return CaseSheet(
        task=task,
        case=case_sheet.masked(now.case),
        results=now.results,
        lists_asked_at=now.asked_at,
        proposals=tuple(proposal_answer(resources, proposal, caller) for proposal in proposals),
        rule_set_version=decision.rule_set_version,
        catalogue_edition=decision.catalogue_edition,
        inputs_digest=decision.inputs_digest,
        history=tuple(_earlier(resources, each) for each in made if _is_earlier(each, row)),
        acts=tuple(
            ActAnswer(
                **asdict(
                    acts.act(each.at, each.event, each.actor_ref, applicant=row.account_subject, caller=caller.subject)
                )
            )
            for each in trail
            if each.event not in acts.READINGS
        ),
        documents=tuple(
            DocumentAnswer(
                kind=each.kind,
                title=editions.of_number(application_no).title_of(each.kind),
                pages=each.pages,
                sha256=each.sha256,
                sm3=each.sm3,
            )
            for each in _request(decision).documents
        ),
        similar_names=_similar_names(resources, decision),
        extension=next((each for each in asked if each.state == "granted"), None),
        extensions=asked,
        weighing=tuple(_weighing(result) for result in review.to_be_answered(now.results)),
        can_sign=bool(caller.name and caller.staff_no),
        review_request=_review_request(resources, requested) if requested else None,
    )


def read_signed_document(resources: Resources, caller: Principal, application_no: str, kind: str) -> bytes:
    """A document as the applicant signed it; each reading is recorded.

    Refusals: `approval.task.not_found`, `approval.document.not_found`.
    """
    with resources.database.transaction() as session:
        lock_application(session, application_no)
        row = own_task(session, caller, application_no)
        decision = _automatic(decisions.of_application(session, application_no), row)
        wanted = next((each for each in _request(decision).documents if each.kind == kind), None)
        if wanted is None:
            raise not_found("approval.document", "没有该文书", "There is no such document")
        _record_reading(resources, session, caller, row, "document_read", f"/{kind}")
    return resources.exchange.collect_document(wanted)


def _record_reading(
    resources: Resources, session: Session, caller: Principal, row: ReviewTask, event: str, what: str
) -> None:
    resources.record(
        session,
        row.application_no,
        event,
        actor_ref=caller.subject,
        object_ref=f"submission/{row.submission}{what}",
    )


def _automatic(made: list[CaseDecision], row: ReviewTask) -> CaseDecision:
    for decision in made:
        if decision.automatic and decision.submission == row.submission:
            return decision
    raise Defect("approval.task_without_decision", row.application_no)


def _request(decision: CaseDecision) -> DecideCase:
    return DecideCase.model_validate(decision.inputs["request"])


def _is_earlier(decision: CaseDecision, row: ReviewTask) -> bool:
    """Decisions on earlier submissions, and the automatic refusal whose review was asked for."""
    return decision.submission < row.submission or (
        decision.submission == row.submission and decision.automatic and decision.outcome == "REJECT"
    )


def _earlier(resources: Resources, decision: CaseDecision) -> EarlierDecision:
    decided = told(resources, decision)
    return EarlierDecision(
        submission=decision.submission,
        decision_no=decision.decision_no,
        outcome=decided.outcome,
        outcome_zh=OUTCOMES[decided.outcome],
        automatic=decision.automatic,
        submitted_at=decision.submitted_at,
        decided_at=decision.decided_at,
        reasons=reasons_of(decision.automatic, (*decided.reasons, *decided.results)),
    )


def _similar_names(resources: Resources, decision: CaseDecision) -> tuple[SimilarName, ...]:
    """Findings that name another name, and those the applicant had to confirm."""
    name = _request(decision).parts.get(PartKind.NAME)
    if name is None:
        return ()
    return tuple(
        SimilarName(
            name=finding.conflicting_name,
            rule_id=finding.rule_id,
            severity=finding.severity,
            article=finding.article,
            zh=finding.zh,
            en=finding.en,
        )
        for finding in resources.exchange.collect(name, _Verdict, PartKind.NAME).findings
        if finding.conflicting_name or finding.severity == "confirm"
    )


def _weighing(result: RuleResult) -> WeighingAnswer:
    weighed = review_weighing.of_rule(result.rule_id)
    return WeighingAnswer(
        rule_id=result.rule_id,
        title_zh=result.title_zh,
        title_en=result.title_en,
        outcome=result.outcome,
        article=result.article,
        zh=result.zh,
        en=result.en,
        overrides=review.is_overridden(result),
        list_zh=weighed.list_zh if weighed else None,
        list_en=weighed.list_en if weighed else None,
        weigh_zh=weighed.weigh_zh if weighed else None,
        weigh_en=weighed.weigh_en if weighed else None,
    )


def _review_request(resources: Resources, requested: ReviewRequest) -> ReviewRequestAnswer:
    return ReviewRequestAnswer(
        request_id=requested.request_id,
        statement=statement_of(resources, requested),
        requested_at=requested.requested_at,
    )
