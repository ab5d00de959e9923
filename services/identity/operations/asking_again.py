"""Asks the lists about a case's persons again: at a decision, and when its licence is issued (条例 Art. 40)."""

from __future__ import annotations

import structlog

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Defect, not_found
from kernel.exchange import Reference
from services.identity.contract import (
    AuthenticatedPerson,
    AuthenticationPart,
    PersonAskedAgain,
    PersonFacts,
    PersonFactsPart,
)
from services.identity.domain.restrictions import later
from services.identity.operations.resources import Resources
from services.identity.store import restrictions

log = structlog.get_logger()


def ask_again(resources: Resources, application_no: str, authentication: Reference) -> Reference:
    """What population registry and restrictions say now of everybody in an authentication, encrypted.

    Every call asks; whoever asks keeps the answer with what they do. Only who holds the reference of the part can ask,
    and only who has the exchange's key can read the answer. Refusal `identity.authentication.not_found` for a
    reference that is none; Outage `identity.registry_unavailable` when the registry gives no clear answer.
    """
    try:
        part = resources.exchange.collect(authentication, AuthenticationPart, PartKind.AUTHENTICATION)
    except Defect:
        raise _unknown() from None
    if part.application_no != application_no:
        raise _unknown()
    asked = PersonFactsPart(
        application_no=application_no,
        asked_at=resources.clock.now(),
        persons=tuple(
            PersonAskedAgain(person_ref=person.person_ref, facts=_facts(resources, person)) for person in part.persons
        ),
    )
    log.info("persons_asked_again", application_no=application_no)
    return resources.exchange.enclose(application_no, PartKind.PERSON_FACTS, asked)


def _facts(resources: Resources, person: AuthenticatedPerson) -> PersonFacts:
    said = resources.registry.facts(person.id_number)
    hashes = resources.person_hashes(person.id_document_type, person.id_number)
    with resources.database.reading() as session:
        own_end = restrictions.restricted_until(session, hashes, local_date(resources.clock.now()))
    return PersonFacts(
        barred_profession=said.barred_profession,
        serious_violation=said.serious_violation,
        restricted_until=later(said.restricted_until, own_end),
        litigation=said.litigation,
    )


def _unknown() -> Exception:
    return not_found("identity.authentication", "没有该实名认证", "There is no such authentication")
