"""Writes a version of an entity, and tells it again as a part."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import EntityKind, PartKind
from kernel.exchange import Reference
from services.register.contract.parts import EntityFacts, EntityPart, PartyFacts
from services.register.operations.collecting import ApprovedFiling
from services.register.operations.resources import Resources
from services.register.store import entities
from services.register.store.entities import Entity, EntityParty, EntityVersion


@dataclass(frozen=True)
class Effect:
    """From which day on a version is in force, when it was written down, and by which kind of filing."""

    effective_on: date
    recorded_at: datetime
    filing_type: str | None = None
    edition: str | None = None


def write_version(
    resources: Resources, session: Session, entity: Entity, filing: ApprovedFiling, effect: Effect
) -> EntityVersion:
    """The version `entity.version` with its parties; whoever stays keeps the version they came with."""
    encrypted = resources.encrypt_facts(entity.uscc, entity.version, filing.facts.model_dump_json())
    main, *further = resources.premises_hashes(filing.premises)
    row = EntityVersion(
        uscc=entity.uscc,
        version=entity.version,
        application_no=filing.application_no,
        account_subject=filing.account_subject,
        filing_type=effect.filing_type,
        filing_type_edition=effect.edition,
        status=entity.status,
        authority_code=filing.authority_code,
        authority_name=filing.authority_name,
        name=filing.facts.name,
        type_name=filing.facts.type_name,
        premises_hash=main,
        further_premises_hashes=further,
        facts_encrypted=encrypted,
        facts_digest=hashlib.sha256(encrypted.encode()).hexdigest(),
        decision_key=filing.decision.key,
        decision_digest=filing.decision.digest,
        decision_no=filing.decision_no,
        effective_on=effect.effective_on,
        recorded_at=effect.recorded_at,
    )
    entity.authority_code = filing.authority_code
    session.add_all([entity, row])
    _write_parties(resources, session, row, filing.facts.parties)
    return row


def deposit(
    resources: Resources,
    entity: Entity,
    row: EntityVersion,
    case: str,
    persons_asked_at: datetime | None = None,
    kind: PartKind = PartKind.ENTITY,
    resumed_on: date | None = None,
) -> Reference:
    """The part of a version under a case's number; the same version has the same part."""
    return resources.exchange.deposit(case, kind, _part_of(resources, entity, row, persons_asked_at, resumed_on))


def _part_of(
    resources: Resources, entity: Entity, row: EntityVersion, persons_asked_at: datetime | None, resumed_on: date | None
) -> EntityPart:
    facts = facts_in(resources, row)
    return EntityPart(
        uscc=row.uscc,
        entity_kind=EntityKind(entity.kind),
        version=row.version,
        # Departments change how an entity stands without a version of its own.
        status=EntityStatus(entity.status if row.version == entity.version else row.status),
        authority_code=row.authority_code,
        authority_name=row.authority_name,
        established_on=entity.established_on,
        effective_on=row.effective_on,
        application_no=row.application_no,
        decision_no=row.decision_no,
        facts=facts,
        persons_asked_at=persons_asked_at,
        recorded_at=row.recorded_at,
        resumed_on=resumed_on or (facts.suspension.resumed_on if facts.suspension else None),
        account_subject=row.account_subject,
    )


def facts_in(resources: Resources, row: EntityVersion) -> EntityFacts:
    return EntityFacts.model_validate_json(resources.facts(row))


def party_in(resources: Resources, row: EntityParty) -> PartyFacts:
    document_type, _, number = resources.party(row, "document").partition(":")
    return PartyFacts.model_validate(
        {
            **{"ref": row.ref, "kind": row.kind, "roles": row.roles, "relation": row.relation},
            **{"name": resources.party(row, "name"), "id_document_type": document_type, "id_number": number},
        }
    )


def _write_parties(
    resources: Resources, session: Session, version: EntityVersion, wanted: tuple[PartyFacts, ...]
) -> None:
    new = {party.ref: party for party in wanted}
    for row in entities.parties(session, version.uscc, lock=True) if version.version > 1 else ():
        if new.get(row.ref) == party_in(resources, row):
            del new[row.ref]
        else:
            row.to_version = version.version - 1
            session.add(row)
    for party in new.values():
        row = EntityParty(
            uscc=version.uscc,
            ref=party.ref,
            from_version=version.version,
            kind=party.kind,
            roles=[role.value for role in party.roles],
            relation=party.relation,
            name_encrypted="",
            document_encrypted="",
            person_hash=resources.person_hash(party.id_document_type, party.id_number),
        )
        row.name_encrypted = resources.encrypt_party(row, "name", party.name)
        row.document_encrypted = resources.encrypt_party(row, "document", f"{party.id_document_type}:{party.id_number}")
        session.add(row)
