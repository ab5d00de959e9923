"""Says of organisations that contribute whether they are registered here, and who stands for them."""

from __future__ import annotations

from sqlmodel import Session

from catalogues.entity_states import EntityStatus
from kernel.persons import person_key
from services.register.contract.parts import OrganisationAnswer
from services.register.domain.parts import Application, Party
from services.register.operations.facts import operator_of
from services.register.operations.resources import Resources
from services.register.operations.versions import facts_in
from services.register.store import entities

_EXISTS = frozenset({EntityStatus.ACTIVE, EntityStatus.SUSPENDED})


def answers_about(resources: Resources, session: Session, application: Application) -> dict[str, str] | None:
    """An `OrganisationAnswer` by the `ref` of each that contributes; None where none does."""
    found = {party.ref: _answer(resources, session, party).value for party in application.parties if party.organisation}
    return found or None


def _answer(resources: Resources, session: Session, party: Party) -> OrganisationAnswer:
    assert party.organisation
    found = entities.in_force(session, party.organisation.uscc)
    if found is None:
        return OrganisationAnswer.UNKNOWN
    entity, version = found
    if EntityStatus(entity.status) not in _EXISTS:
        return OrganisationAnswer.ENDED
    facts = facts_in(resources, version)
    if facts.name != party.organisation.name:
        return OrganisationAnswer.OTHER_NAME
    head = operator_of(facts.parties)
    same = person_key(head.id_document_type, head.id_number) == person_key(party.id_document_type, party.id_number)
    return OrganisationAnswer.REPRESENTED if same else OrganisationAnswer.NOT_REPRESENTED
