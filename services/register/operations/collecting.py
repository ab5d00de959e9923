"""What the register reads of other services' parts, checked to be of one case and approved."""

from __future__ import annotations

from dataclasses import dataclass

from catalogues.errors import UnknownCode
from catalogues.filing_types.words import EntityKind, PartKind
from kernel.errors import Defect
from kernel.exchange import Reference
from services.register.contract.messages import ApplyFiling
from services.register.contract.parts import EntityFacts
from services.register.domain.parts import Application, Decision, Name, Premises
from services.register.operations.facts import facts_of
from services.register.operations.resources import Resources
from services.register.store import entities


@dataclass(frozen=True)
class ApprovedFiling:
    """What a decision lets stand in the register."""

    application_no: str
    account_subject: str | None
    authority_code: str
    authority_name: str
    premises: Premises
    facts: EntityFacts
    decision: Reference
    decision_no: str


def collect_filing(resources: Resources, request: ApplyFiling) -> ApprovedFiling:
    """Raises Defect `register.no_approval`, `register.wrong_case`, `register.name_differs`,
    `register.composition_form_unknown`, and those of the exchange."""
    number = request.application_no
    application = application_of(resources, request.part(PartKind.APPLICATION), number)
    if application.authority_code != request.authority_code:
        raise Defect("register.wrong_case", number)
    name = _name(resources, request, application)
    return approved(resources, application, name, request.part(PartKind.DECISION), request.entity_kind)


def approved(
    resources: Resources, application: Application, name: str | None, decision: Reference, kind: EntityKind
) -> ApprovedFiling:
    """Raises Defect `register.no_approval`, `register.composition_form_unknown`."""
    number = application.application_no
    decided = resources.exchange.collect(decision, Decision, PartKind.DECISION)
    if decided.application_no != number or decided.outcome != "APPROVE":
        raise Defect("register.no_approval", number)
    try:
        facts = facts_of(application, name, kind)
    except UnknownCode:
        raise Defect("register.composition_form_unknown", number) from None
    return ApprovedFiling(
        application_no=number,
        account_subject=application.account_subject,
        authority_code=application.authority_code,
        authority_name=application.authority_name,
        premises=application.premises,
        facts=facts,
        decision=decision,
        decision_no=decided.decision_no,
    )


def application_of(resources: Resources, reference: Reference, number: str) -> Application:
    """Raises Defect `register.wrong_case`."""
    application = resources.exchange.collect(reference, Application, PartKind.APPLICATION)
    if application.application_no != number:
        raise Defect("register.wrong_case", number)
    return application


def _name(resources: Resources, request: ApplyFiling, application: Application) -> str | None:
    """The name that is held, else the one the entity has already; the documents that were signed must print the same
    text."""
    part = request.parts.get(PartKind.NAME)
    held = resources.exchange.collect(part, Name, PartKind.NAME) if part else None
    if held is not None and held.application_no != request.application_no:
        raise Defect("register.wrong_case", request.application_no)
    name = held.full_name if held else _registered_name(resources, request.uscc)
    if not application.prints(name):
        raise Defect("register.name_differs", request.application_no)
    return name


def _registered_name(resources: Resources, uscc: str | None) -> str | None:
    if uscc is None:
        return None
    with resources.database.reading() as session:
        found = entities.in_force(session, uscc)
    return found[1].name if found else None
