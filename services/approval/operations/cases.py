"""Puts a case together out of the parts that other services deposited."""

from __future__ import annotations

from datetime import UTC, date

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect
from services.approval.contract import DecideCase
from services.approval.domain.snapshot.application import Application
from services.approval.domain.snapshot.authentication import Authentication
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.domain.snapshot.documents import Document
from services.approval.domain.snapshot.facts import FilingFacts, RegisterFacts
from services.approval.domain.snapshot.name import Name
from services.approval.domain.snapshot.signatures import Signatures
from services.approval.operations.resources import Resources
from services.approval.store.decisions import CaseDecision


def assemble(resources: Resources, request: DecideCase, decided_on: date) -> CaseSnapshot:
    """The same request and day give the same snapshot. Raises Defect `approval.parts_of_different_applications`,
    and whatever the exchange raises for a part that is absent or altered."""
    collect = resources.exchange.collect
    case = CaseSnapshot(
        application_no=request.application_no,
        submission=request.submission,
        authority_code=request.authority_code,
        submitted_at=request.submitted_at.astimezone(UTC),
        signing_deadline=request.signing_deadline.astimezone(UTC),
        decided_on=decided_on,
        application=collect(request.part(PartKind.APPLICATION), Application),
        name=collect(request.parts[PartKind.NAME], Name) if PartKind.NAME in request.parts else None,
        authentication=collect(request.part(PartKind.AUTHENTICATION), Authentication),
        signatures=collect(request.part(PartKind.SIGNATURES), Signatures),
        facts=_facts(resources, request),
        documents=tuple(Document.model_validate(each.model_dump()) for each in request.documents),
    )
    if not case.belongs_together():
        raise Defect("approval.parts_of_different_applications", request.application_no)
    return case


def _facts(resources: Resources, request: DecideCase) -> FilingFacts:
    facts = resources.exchange.collect(request.part(PartKind.FILING_FACTS), FilingFacts)
    if PartKind.REGISTER_FACTS not in request.parts:
        return facts
    registered = resources.exchange.collect(request.parts[PartKind.REGISTER_FACTS], RegisterFacts)
    if registered.application_no != facts.application_no:
        raise Defect("approval.parts_of_different_applications", request.application_no)
    return facts.and_registered(registered)


def case_of(resources: Resources, decision: CaseDecision) -> CaseSnapshot:
    """The case as it was decided."""
    request = DecideCase.model_validate(decision.inputs["request"])
    return assemble(resources, request, date.fromisoformat(decision.inputs["decided_on"]))
