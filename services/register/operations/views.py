"""Entities as everybody, their authority's examiners and operations staff may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel
from sqlmodel import Session, col

from catalogues import marks as catalogue
from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import HOLDERS, EntityKind, SignerRole, stands_for
from catalogues.marks import MarkKind
from kernel.acting import where_from
from kernel.clock import local_date
from kernel.masking import mask_id_number, mask_name
from kernel.numbers import normalise
from kernel.tokens import Principal, Role
from kernel.web.paging import Asked, Page, of_statement
from services.register.contract.parts import ContributionFacts, EntityFacts, PartyFacts
from services.register.operations import history
from services.register.operations.facts import operator_of
from services.register.operations.history import FilingLine, VersionView
from services.register.operations.refusals import entity_unknown
from services.register.operations.resources import Resources
from services.register.operations.versions import facts_in
from services.register.store import entities, marks
from services.register.store.access import EntityAccess
from services.register.store.entities import Entity, EntityVersion
from services.register.store.marks import Mark


class View(StrEnum):
    LIST = "list"
    ENTITY = "entity"


class ToldMark(BaseModel):
    kind: MarkKind
    zh: str
    en: str
    from_on: date


class PublicRest(BaseModel):
    """What is published of a rest that goes on now, or is to begin (条例 Art. 30)."""

    first_on: date
    until: date
    service_address: str


class PublicEntity(BaseModel):
    """What is published of every entity (市场主体登记管理条例 Art. 35; 企业信息公示暂行条例 Art. 6)."""

    uscc: str
    name: str | None
    entity_type: str
    composition_form: str
    operator_name: str
    premises: str
    scope_text: str
    status: EntityStatus
    established_on: date
    changed_on: date
    authority_name: str
    marks: tuple[ToldMark, ...]
    rest: PublicRest | None = None


class PartyView(BaseModel):
    """The number is masked, and the name but for who stands for the business or holds a share of it; who belongs to the
    entity since `since_version`. `contribution` is a shareholder's."""

    ref: str
    kind: str
    roles: tuple[SignerRole, ...]
    name: str
    id_document_type: str
    id_number: str
    relation: str | None
    since_version: int
    contribution: ContributionFacts | None


class MarkView(ToldMark):
    source: str
    to_on: date | None


class EntityView(BaseModel):
    """The version in force, how it came about, and every filing about the entity. `capital_amount` is in 万元;
    `versions` and `filings` have the latest one first."""

    uscc: str
    entity_kind: EntityKind
    status: EntityStatus
    version: int
    authority_code: str
    authority_name: str
    name: str | None
    entity_type: str
    composition_form: str
    type_code: str
    type_name: str
    industry_code: str
    scope_text: str
    premises: str
    capital_amount: Decimal | None
    established_on: date
    effective_on: date
    application_no: str
    decision_no: str
    parties: tuple[PartyView, ...]
    marks: tuple[MarkView, ...]
    versions: tuple[VersionView, ...]
    filings: tuple[FilingLine, ...]


class EntityLine(BaseModel):
    uscc: str
    name: str | None
    type_name: str
    operator_name: str
    status: EntityStatus
    established_on: date
    version: int
    application_no: str


@dataclass(frozen=True, slots=True)
class WantedEntities:
    """`name` is a piece of the entity's name; document type and number are those of a person who belongs to it."""

    name: str | None = None
    status: EntityStatus | None = None
    uscc: str | None = None
    id_document_type: str | None = None
    id_number: str | None = None


def view_public(resources: Resources, uscc: str) -> PublicEntity:
    """Raises Refusal `register.entity_unknown`."""
    today = local_date(resources.clock.now())
    with resources.database.reading() as session:
        entity, version = _found(session, uscc)
        held = marks.in_force(session, entity.uscc, today)
    facts = facts_in(resources, version)
    return PublicEntity(
        uscc=entity.uscc,
        name=facts.name,
        entity_type=facts.entity_type,
        composition_form=facts.composition_form,
        operator_name=operator_of(facts.parties).name,
        premises=facts.premises.on_licence,
        scope_text=facts.scope_text,
        status=EntityStatus(entity.status),
        established_on=entity.established_on,
        changed_on=version.effective_on,
        authority_name=version.authority_name,
        marks=tuple(told(mark) for mark in held if catalogue.get(mark.kind).published),
        rest=told_rest(facts, today),
    )


def told_rest(facts: EntityFacts, today: date) -> PublicRest | None:
    """Of a rest that goes on, or is to begin."""
    rest = facts.suspension
    if rest is None or rest.resumed_on or today > rest.until:
        return None
    return PublicRest(first_on=rest.first_on, until=rest.until, service_address=rest.service_address)


def view_entity(resources: Resources, caller: Principal, uscc: str) -> EntityView:
    """For examiners of its authority and for operations staff; the view is written down before it is shown.

    Raises Refusal `register.entity_unknown`, also for another authority's.
    """
    with resources.database.transaction() as session:
        entity, version = _found(session, uscc)
        role = Role.OPERATIONS if Role.OPERATIONS in caller.roles else Role.EXAMINER
        if role is Role.EXAMINER and entity.authority_code != caller.authority:
            raise entity_unknown()
        _record(resources, session, caller, role, View.ENTITY, entity.uscc)
        since = {row.ref: row.from_version for row in entities.parties(session, entity.uscc)}
        held = marks.in_force(session, entity.uscc, local_date(resources.clock.now()))
        made = history.versions(resources, session, entity.uscc)
        lines = history.filings_about(session, entity.uscc, made)
    facts = facts_in(resources, version)
    return EntityView(
        uscc=entity.uscc,
        entity_kind=EntityKind(entity.kind),
        status=EntityStatus(entity.status),
        version=version.version,
        authority_code=version.authority_code,
        authority_name=version.authority_name,
        premises=facts.premises.on_licence,
        established_on=entity.established_on,
        effective_on=version.effective_on,
        application_no=version.application_no,
        decision_no=version.decision_no,
        parties=tuple(party_view(party, since[party.ref]) for party in facts.parties),
        marks=tuple(_mark(mark) for mark in held),
        versions=made,
        filings=lines,
        **facts.model_dump(exclude={"premises", "parties"}),
    )


def list_entities(resources: Resources, caller: Principal, wanted: WantedEntities, asked: Asked) -> Page[EntityLine]:
    """Entities of the examiner's authority, the youngest first."""
    person = wanted.id_document_type and wanted.id_number
    statement = entities.of_authority(
        caller.authority or "",
        name=wanted.name,
        status=wanted.status,
        uscc=wanted.uscc,
        person_hash=resources.person_hash(wanted.id_document_type or "", wanted.id_number or "") if person else None,
    )
    with resources.database.transaction() as session:
        _record(resources, session, caller, Role.EXAMINER, View.LIST)
        piece = of_statement(session, statement, asked, col(Entity.established_on), col(Entity.uscc), newest_first=True)
    return piece.page(lambda row: _line(resources, *row))


def _found(session: Session, uscc: str) -> tuple[Entity, EntityVersion]:
    found = entities.in_force(session, normalise(uscc))
    if found is None:
        raise entity_unknown()
    return found


def _record(
    resources: Resources, session: Session, caller: Principal, role: Role, view: View, uscc: str | None = None
) -> None:
    now, origin = resources.clock.now(), where_from(resources.hash_key, role)
    session.add(EntityAccess(at=now, subject=caller.subject, role=role, action=view, uscc=uscc, origin=origin))


def told(mark: Mark) -> ToldMark:
    described = catalogue.get(mark.kind)
    return ToldMark(kind=described.kind, zh=described.zh, en=described.en, from_on=mark.from_on)


def _mark(mark: Mark) -> MarkView:
    return MarkView(**told(mark).model_dump(), source=mark.source, to_on=mark.to_on)


def party_view(party: PartyFacts, since: int) -> PartyView:
    """A party as officials, and whoever answers for the business, see it."""
    public = stands_for(party.roles) or not HOLDERS.isdisjoint(party.roles)
    return PartyView(
        ref=party.ref,
        kind=party.kind,
        roles=party.roles,
        name=party.name if public else mask_name(party.name),
        id_document_type=party.id_document_type,
        id_number=mask_id_number(party.id_number) if party.kind == "person" else party.id_number,
        relation=party.relation,
        since_version=since,
        contribution=party.contribution,
    )


def _line(resources: Resources, entity: Entity, version: EntityVersion) -> EntityLine:
    return EntityLine(
        uscc=entity.uscc,
        name=version.name,
        type_name=version.type_name,
        operator_name=operator_of(facts_in(resources, version).parties).name,
        status=EntityStatus(entity.status),
        established_on=entity.established_on,
        version=version.version,
        application_no=version.application_no,
    )
