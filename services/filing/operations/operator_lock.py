"""Confirms the operator: from here on the person, the name and the premises stand fast (通知 2.1.2.2)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from catalogues.filing_types.words import PartKind, Section
from kernel.errors import Defect
from kernel.exchange import Reference
from kernel.keyring import keyed_hash
from kernel.trail_book import Change
from services.filing.contract.messages import LockOperator, OperatorLocked
from services.filing.domain.dossier import Dossier
from services.filing.domain.held_name import HeldName
from services.filing.operations import dossiers, evidence, refusals
from services.filing.operations.resources import Resources
from services.filing.operations.timelines import enter
from services.filing.store.applications import FilingApplication, FilingSection
from services.filing.store.holdings import Holding


def lock_operator(resources: Resources, request: LockOperator) -> OperatorLocked:
    """Check type, premises, capital and operator; keep the held name to print it; lock all of it.

    Idempotent by application_no and its state: what is locked stays locked since when it was. The name is
    what its part says; without a part the business has none. Refusal `filing.operator_incomplete` names every
    missing or wrong field, and every picture that shows something else and that the applicant does not stand by;
    nothing is then recorded, the entries included. Pictures that are being read are waited for a little.
    """
    held = held_name(resources, request.application_no, request.name)
    evidence.await_pictures(resources, request.application_no, Section.OPERATOR)
    with resources.database.transaction() as session:
        found = dossiers.held(session, request.application_no)
        application, rows = found.application, found.sections
        if application.deleted_at is not None:
            raise refusals.application_not_found()
        dossier = dossiers.dossier(resources, found)
        if not (application.name_locked and application.operator_locked_at):
            _refuse_incomplete(resources, dossier, found, held)
        keep_name(resources, session, found, dossier, held)
        locked_at = lock_person_and_place(resources, session, application, dossier, rows.get(Section.OPERATOR))
        enter(session, application, found.entries, request.entries)
        return OperatorLocked(locked_at=locked_at)


def keep_name(resources: Resources, session: Session, found: Holding, dossier: Dossier, held: HeldName | None) -> None:
    """Keep the name that is held, to print it; forget the one before where none is."""
    row = found.sections.get(Section.NAME)
    if held is not None and dossier.name != held:
        found.sections[Section.NAME] = dossiers.write(resources, session, found.application, Section.NAME, held, row)
    elif held is None and row is not None:
        dossiers.remove(resources, session, found.application, row)
        del found.sections[Section.NAME]


def held_name(resources: Resources, application_no: str, name: Reference | None) -> HeldName | None:
    """The name that is held for the application, if any. Raises Defect `filing.name_of_another_application`."""
    held = resources.exchange.collect(name, HeldName, PartKind.NAME) if name else None
    if held is not None and held.application_no != application_no:
        raise Defect("filing.name_of_another_application", application_no)
    return held


def person_hash(resources: Resources, id_number: str | None) -> str:
    """Finds a person's applications without storing the number."""
    return keyed_hash(resources.hash_key, f"person/{id_number}")


def lock_person_and_place(
    resources: Resources,
    session: Session,
    application: FilingApplication,
    dossier: Dossier,
    row: FilingSection | None,
) -> datetime:
    """Close premises and operator, which `row` keeps, and make them findable by equal person and equal address."""
    if row is None or dossier.operator is None or dossier.premises is None:
        raise Defect("filing.operator_absent", application.application_no)
    application.name_locked = True
    if application.operator_locked_at is None:
        application.operator_locked_at = resources.clock.now()
        application.operator_digest = dossiers.digest_of_section(row)
        change = Change(after=application.operator_digest)
        resources.trail.note(session, "operator_confirmed", application.application_no, change=change)
    application.operator_hash = person_hash(resources, dossier.operator.id_number)
    hashes = [
        keyed_hash(resources.hash_key, f"premises/{key}") for key in dossier.premises.keys(application.county_code)
    ]
    application.premises_hash, application.further_premises_hashes = hashes[0], hashes[1:]
    session.add(application)
    return application.operator_locked_at


def _refuse_incomplete(resources: Resources, dossier: Dossier, found: Holding, held: HeldName | None) -> None:
    findings = [
        *dossier.missing_for_operator(dossiers.today(resources)),
        *dossier.against_name(held),
        *evidence.doubts_in(resources, dossier, found, Section.OPERATOR),
    ]
    if findings:
        raise refusals.operator_incomplete(findings)
