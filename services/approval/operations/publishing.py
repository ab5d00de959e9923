"""Deposits a decision and its documents for those who act on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from catalogues.filing_types.words import DocumentKind, PartKind
from kernel.clock import local_date
from kernel.errors import Defect
from kernel.exchange import DocumentRef, Made, Reference
from kernel.pdf.reading import page_count
from services.approval.contract import CaseDecided, DecisionPart, Outcome, OverridePart, RuleResultPart
from services.approval.domain import limits, registry, review
from services.approval.domain.documents import Decided, decision_notice, review_sheet
from services.approval.domain.letters import material_receipt
from services.approval.domain.results import RuleResult, as_case_outcome, singly
from services.approval.domain.review import Override
from services.approval.domain.review_papers import countersignatures
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.operations import cases
from services.approval.operations.asking_again import as_asked
from services.approval.operations.records import asked_of, overrides_of, results_of, words_of
from services.approval.operations.resources import Resources
from services.approval.operations.sealing import sealed
from services.approval.operations.second_words import second_words
from services.approval.store import decisions, tasks
from services.approval.store.decisions import CaseDecision
from services.approval.store.tasks import ReviewProposal

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_WRITERS: dict[str, Callable[[CaseSnapshot, Decided], dict[str, Any]]] = {
    DocumentKind.REVIEW_SHEET: review_sheet,
    DocumentKind.DECISION_NOTICE: decision_notice,
    DocumentKind.MATERIAL_RECEIPT: material_receipt,
}
_DECIDED = (DocumentKind.REVIEW_SHEET, DocumentKind.DECISION_NOTICE)
_REFERRED = (DocumentKind.REVIEW_SHEET, DocumentKind.MATERIAL_RECEIPT)
"""A referred case is not decided yet: its applicant gets a receipt (条例 Art. 19), and a letter once it is."""


def publish(resources: Resources, kept: CaseDecision) -> CaseDecided:
    """Deposit part and documents of a kept decision. What they say follows from the kept decision alone; the seals on
    them are new each time, so what was published first is the answer of every attempt, also of two at once. Raises
    Outage `licence.unavailable` while the seals are out of reach."""
    if kept.part_key is None or kept.part_digest is None:
        part, documents = _deposit(resources, kept)
        with resources.database.transaction() as session:
            row = session.get_one(CaseDecision, kept.decision_no, with_for_update=True, populate_existing=True)
            if row.part_key is None or row.part_digest is None:
                row.part_key, row.part_digest = part.key, part.digest
                session.add(row)
            part = Reference(key=row.part_key, digest=row.part_digest)
            if not decisions.keep_documents(session, kept.decision_no, documents):
                documents = _papers(session, kept)
    else:
        part = Reference(key=kept.part_key, digest=kept.part_digest)
        with resources.database.reading() as session:
            documents = _papers(session, kept)
    told_of = resources.exchange.collect(part, DecisionPart, PartKind.DECISION)
    return CaseDecided(
        outcome=Outcome(kept.outcome),
        decision_no=kept.decision_no,
        part=part,
        documents=documents,
        rules=_rules(kept),
        return_to=kept.return_to,
        review_due=kept.review_due,
        review_request_until=kept.review_request_until,
        correction_until=told_of.correction_until,
        decided_at=told_of.decided_at,
    )


def _papers(session: Session, kept: CaseDecision) -> tuple[DocumentRef, ...]:
    rows = decisions.documents(session, kept.decision_no)
    return tuple(row.reference() for row in rows if row.kind in (*_kinds(kept), DocumentKind.COUNTERSIGNATURES))


def _seen(resources: Resources, automatic: CaseDecision, proposal: ReviewProposal) -> tuple[RuleResult, ...]:
    """The results that its examiner had before them."""
    reference = asked_of(resources, proposal)
    if reference is None:
        return results_of(automatic)
    return as_asked(resources, automatic, reference, local_date(proposal.proposed_at)).results


def _rules(kept: CaseDecision) -> tuple[str, ...]:
    """The rules whose result is the outcome of an automatic decision, each once."""
    if not kept.automatic:
        return ()
    return tuple(dict.fromkeys(result.rule_id for result in results_of(kept) if result.outcome == kept.outcome))


def told(resources: Resources, kept: CaseDecision) -> Decided:
    """The decision as its documents tell it."""
    with resources.database.reading() as session:
        automatic = kept
        proposal = None
        if not kept.automatic and kept.proposal_id:
            found = decisions.decision(session, kept.application_no, kept.submission, automatic=True)
            proposal = tasks.proposal(session, kept.proposal_id)
            if found is None or proposal is None:
                raise Defect("approval.proposal_lost", kept.decision_no)
            automatic = found
    reasons: tuple[RuleResult, ...] = ()
    overrides: tuple[Override, ...] = ()
    remark = ""
    outcome = as_case_outcome(kept.outcome)
    if proposal is not None:
        words, remark = words_of(resources, proposal)
        day = local_date(kept.submitted_at)
        rules = registry.in_force(day).rules
        reasons = review.as_results(outcome, words, rules, results_of(automatic), on=day, division=kept.authority_code)
        overrides = review.answered(_seen(resources, automatic, proposal), overrides_of(resources, proposal))
    return Decided(
        decision_no=kept.decision_no,
        outcome=outcome,
        automatic=kept.automatic,
        reviewer=kept.reviewer,
        countersigner=kept.countersigner,
        overrides=overrides,
        decided_at=kept.decided_at,
        review_request_until=kept.review_request_until,
        correction_until=_correction_until(kept),
        rule_set_version=kept.rule_set_version,
        catalogue_edition=kept.catalogue_edition,
        inputs_digest=kept.inputs_digest,
        results=results_of(automatic),
        reasons=reasons,
        opinion=remark or None,
        demonstration=resources.demonstration,
    )


def _kinds(kept: CaseDecision) -> tuple[str, ...]:
    return _REFERRED if kept.outcome == Outcome.REFER else _DECIDED


def _correction_until(kept: CaseDecision) -> datetime | None:
    """What is told when the decision is published first; from then on its part says it, whatever becomes of the
    calendar."""
    return limits.correction_until(local_date(kept.decided_at)) if kept.outcome == Outcome.CORRECT else None


def _deposit(resources: Resources, kept: CaseDecision) -> tuple[Reference, tuple[DocumentRef, ...]]:
    decided = told(resources, kept)
    part = DecisionPart(
        application_no=kept.application_no,
        submission=kept.submission,
        decision_no=kept.decision_no,
        outcome=Outcome(kept.outcome),
        automatic=kept.automatic,
        reviewer=kept.reviewer,
        countersigner=kept.countersigner,
        overrides=tuple(OverridePart.model_validate(each, from_attributes=True) for each in decided.overrides),
        decided_at=kept.decided_at.astimezone(UTC),
        review_request_until=_utc(kept.review_request_until),
        correction_until=decided.correction_until,
        rule_set_version=kept.rule_set_version,
        catalogue_edition=kept.catalogue_edition,
        inputs_digest=kept.inputs_digest,
        results=tuple(
            RuleResultPart.model_validate(result, from_attributes=True)
            for result in singly((*decided.results, *decided.reasons))
        ),
    )
    case = cases.case_of(resources, kept)
    written = [render(resources, kind, _WRITERS[kind](case, decided), kept.decided_at) for kind in _kinds(kept)]
    if words := () if kept.automatic else second_words(resources, kept):
        content = countersignatures(case, decided, words)
        written.append(render(resources, DocumentKind.COUNTERSIGNATURES, content, kept.decided_at))
    made = sealed(resources, kept.application_no, (kept.authority_code, case.application.authority_name), written)
    reference, documents = resources.exchange.deposit_step(kept.application_no, PartKind.DECISION, part, made)
    return reference, tuple(documents)


def render(resources: Resources, kind: str, content: dict[str, Any], made_at: datetime) -> Made:
    """Typeset a document of a case, to be sealed and deposited: the same bytes whenever it is asked for."""
    made = resources.typesetter.render(_TEMPLATES / f"{kind}.typ", content, timestamp=made_at)
    return Made(kind, made, page_count(made))


def _utc(instant: datetime | None) -> datetime | None:
    return instant.astimezone(UTC) if instant else None
