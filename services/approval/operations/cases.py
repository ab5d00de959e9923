"""Puts a case together out of the parts that other services deposited."""

from __future__ import annotations

from datetime import UTC, date, datetime

from catalogues.filing_types.words import PartKind, Section
from kernel.errors import Defect
from kernel.exchange import Reference
from services.approval.contract import DecideCase
from services.approval.domain.snapshot.application import Application
from services.approval.domain.snapshot.authentication import Authentication, PersonsAsked
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.domain.snapshot.documents import Document
from services.approval.domain.snapshot.facts import FilingFacts, RegisterFacts
from services.approval.domain.snapshot.name import Name
from services.approval.domain.snapshot.registered import Registered, RegisteredState
from services.approval.domain.snapshot.replies import Replies
from services.approval.domain.snapshot.signatures import Signatures
from services.approval.operations.resources import Resources
from services.approval.store.decisions import CaseDecision


def assemble(
    resources: Resources,
    request: DecideCase,
    decided_on: date,
    asked: Reference | None = None,
    kept_at: datetime | None = None,
) -> CaseSnapshot:
    """The same request, day and answer of the lists give the same snapshot; without `asked` the lists count as they
    were at the authentication. `kept_at`: when request and answer were written down here.
    Raises Defect `approval.parts_of_different_applications`, and whatever the exchange raises for a part."""
    collect = resources.exchange.collect
    application = collect(request.part(PartKind.APPLICATION), Application, PartKind.APPLICATION)
    case = CaseSnapshot(
        application_no=request.application_no,
        submission=request.submission,
        authority_code=request.authority_code,
        submitted_at=request.submitted_at.astimezone(UTC),
        signing_deadline=request.signing_deadline.astimezone(UTC),
        decided_on=decided_on,
        application=application,
        name=collect(request.parts[PartKind.NAME], Name, PartKind.NAME) if PartKind.NAME in request.parts else None,
        authentication=_authentication(resources, request, asked, kept_at),
        signatures=collect(request.part(PartKind.SIGNATURES), Signatures, PartKind.SIGNATURES),
        facts=_facts(resources, request, kept_at),
        documents=tuple(Document.model_validate(each.model_dump()) for each in request.documents),
        **_registered(resources, request, application),
        **_replies(resources, request),
        **({"complete_at": request.complete_at.astimezone(UTC)} if request.complete_at else {}),
    )
    if not case.belongs_together():
        raise Defect("approval.parts_of_different_applications", request.application_no)
    return case


def _registered(resources: Resources, request: DecideCase, application: Application) -> dict[str, Registered]:
    """Of a filing about a business; a case that has none says nothing of it, so that its digest stays."""
    if PartKind.ENTITY_BEFORE not in request.parts:
        return {}
    model = RegisteredState if application.filing.asks_for(Section.MATTER) else Registered
    return {
        "registered": resources.exchange.collect(request.part(PartKind.ENTITY_BEFORE), model, PartKind.ENTITY_BEFORE)
    }


def _replies(resources: Resources, request: DecideCase) -> dict[str, Replies]:
    if PartKind.REPLIES not in request.parts:
        return {}
    return {"replies": resources.exchange.collect(request.part(PartKind.REPLIES), Replies, PartKind.REPLIES)}


def _authentication(
    resources: Resources, request: DecideCase, asked: Reference | None, kept_at: datetime | None
) -> Authentication:
    found = resources.exchange.collect(request.part(PartKind.AUTHENTICATION), Authentication, PartKind.AUTHENTICATION)
    if asked is None:
        return found
    said = resources.exchange.collect(asked, PersonsAsked, PartKind.PERSON_FACTS, kept_at)
    if said.application_no != request.application_no:
        raise Defect("approval.parts_of_different_applications", request.application_no)
    return found.and_asked(said)


def _facts(resources: Resources, request: DecideCase, kept_at: datetime | None) -> FilingFacts:
    facts = resources.exchange.collect(request.part(PartKind.FILING_FACTS), FilingFacts, PartKind.FILING_FACTS)
    if PartKind.REGISTER_FACTS not in request.parts:
        return facts
    registered = resources.exchange.collect(
        request.parts[PartKind.REGISTER_FACTS], RegisterFacts, PartKind.REGISTER_FACTS, kept_at
    )
    if registered.application_no != facts.application_no:
        raise Defect("approval.parts_of_different_applications", request.application_no)
    return facts.and_registered(registered)


def case_of(resources: Resources, decision: CaseDecision) -> CaseSnapshot:
    """The case as it was decided."""
    request = DecideCase.model_validate(decision.inputs["request"])
    asked = decision.inputs.get("asked")
    day = date.fromisoformat(decision.inputs["decided_on"])
    return assemble(resources, request, day, Reference.model_validate(asked) if asked else None, decision.decided_at)


def applicant_of(resources: Resources, decision: CaseDecision) -> str:
    """The name of who applied."""
    request = DecideCase.model_validate(decision.inputs["request"])
    return resources.exchange.collect(
        request.part(PartKind.APPLICATION), Application, PartKind.APPLICATION
    ).operator.name
