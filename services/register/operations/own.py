"""Entities as whoever answers for them sees them: what is registered, how it came about, what can be filed now."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from catalogues.entity_states import EntityStatus
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import EntityKind, RegisterEffect
from kernel.clock import local_date
from kernel.errors import Finding, Refusal
from kernel.numbers import normalise
from kernel.tokens import Principal
from services.register.operations import bars, history
from services.register.operations.facts import operator_of
from services.register.operations.history import FilingLine, VersionView
from services.register.operations.refusals import entity_unknown
from services.register.operations.resources import Resources
from services.register.operations.versions import facts_in
from services.register.operations.views import PartyView, PublicRest, ToldMark, party_view, told, told_rest
from services.register.store import entities, filings, marks
from services.register.store.entities import Entity

MOST = 200
"""More businesses than one person has."""


class OwnLine(BaseModel):
    """`application_no` made the version in force; `under_way` is the filing that keeps the entity for itself now."""

    uscc: str
    name: str | None
    type_name: str
    status: EntityStatus
    established_on: date
    version: int
    application_no: str
    under_way: str | None


class Bar(BaseModel):
    """Why something cannot be filed now; `application_no` is the other filing that stands in its way, if one does."""

    code: str
    zh: str
    en: str
    article: str | None
    remedy_zh: str | None
    remedy_en: str | None
    application_no: str | None


class PossibleFiling(BaseModel):
    """A kind of filing about this kind of entity; `refused_because` is absent where it can be opened now."""

    filing_type: str
    title: str
    refused_because: Bar | None


class OwnEntity(OwnLine):
    """`versions` and `filings` have the latest one first; `capital_amount` is in 万元."""

    entity_kind: EntityKind
    entity_type: str
    composition_form: str
    operator_name: str
    premises: str
    scope_text: str
    capital_amount: Decimal | None
    parties: tuple[PartyView, ...]
    effective_on: date
    authority_name: str
    marks: tuple[ToldMark, ...]
    rest: PublicRest | None
    versions: tuple[VersionView, ...]
    filings: tuple[FilingLine, ...]
    possible: tuple[PossibleFiling, ...]


def list_own(resources: Resources, caller: Principal) -> tuple[OwnLine, ...]:
    """The caller's own, the youngest first; ended ones among them."""
    with resources.database.reading() as session:
        found = entities.of_account(session, caller.subject, MOST)
        kept = filings.kept_now(session, [entity.uscc for entity, _ in found])
    return tuple(
        OwnLine(
            uscc=entity.uscc,
            name=version.name,
            type_name=version.type_name,
            status=EntityStatus(entity.status),
            established_on=entity.established_on,
            version=version.version,
            application_no=version.application_no,
            under_way=kept.get(entity.uscc),
        )
        for entity, version in found
    )


def view_own(resources: Resources, caller: Principal, uscc: str) -> OwnEntity:
    """Raises Refusal `register.entity_unknown`, also for somebody else's."""
    today = local_date(resources.clock.now())
    with resources.database.reading() as session:
        found = entities.in_force(session, normalise(uscc))
        if found is None or found[1].account_subject != caller.subject:
            raise entity_unknown()
        entity, version = found
        made = history.versions(resources, session, entity.uscc)
        since = {party.ref: party.from_version for party in entities.parties(session, entity.uscc)}
        held = marks.in_force(session, entity.uscc, today)
        lines = history.filings_about(session, entity.uscc, made)
        possible = tuple(
            PossibleFiling(
                filing_type=kind.key,
                title=kind.title,
                refused_because=_told(bars.against(session, entity, held, kind)),
            )
            for kind in _about(entity, today)
        )
    facts = facts_in(resources, version)
    return OwnEntity(
        uscc=entity.uscc,
        name=facts.name,
        type_name=facts.type_name,
        status=EntityStatus(entity.status),
        established_on=entity.established_on,
        version=version.version,
        application_no=version.application_no,
        under_way=next((line.application_no for line in lines if line.under_way), None),
        entity_kind=EntityKind(entity.kind),
        entity_type=facts.entity_type,
        composition_form=facts.composition_form,
        operator_name=operator_of(facts.parties).name,
        premises=facts.premises.on_licence,
        scope_text=facts.scope_text,
        capital_amount=facts.capital_amount,
        parties=tuple(party_view(party, since[party.ref]) for party in facts.parties),
        effective_on=version.effective_on,
        authority_name=version.authority_name,
        marks=tuple(told(mark) for mark in held),
        rest=told_rest(facts, today),
        versions=made,
        filings=lines,
        possible=possible,
    )


def _about(entity: Entity, today: date) -> tuple[FilingType, ...]:
    """Every kind of filing about this kind of entity that is in force."""
    return tuple(
        kind
        for kind in editions.in_force_on(today)
        if kind.register_effect is not RegisterEffect.CREATE
        and entity.kind in kind.entity_kinds
        and not kind.by_authority
    )


def _told(bar: Refusal | None) -> Bar | None:
    if bar is None:
        return None
    own: Finding = bar.all_findings()[0]
    return Bar(
        code=bar.code,
        zh=bar.zh,
        en=bar.en,
        article=own.article,
        remedy_zh=own.remedy_zh,
        remedy_en=own.remedy_en,
        application_no=bar.details.get("application_no"),
    )
