"""Whether somebody of a case was restricted from registration after its decision (条例 Art. 40)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from pydantic import BaseModel

from catalogues.filing_types.words import PartKind
from kernel.exchange import Exchange, Reference
from kernel.persons_asked import AsksAgain

_RESTRICTION = "AR-12"


class _Facts(BaseModel):
    restricted_until: date | None


class _Person(BaseModel):
    person_ref: str
    facts: _Facts


class _Asked(BaseModel):
    persons: tuple[_Person, ...]


class _Override(BaseModel):
    rule_id: str


class _Decision(BaseModel):
    overrides: tuple[_Override, ...] = ()


def anybody_restricted(
    exchange: Exchange,
    persons: AsksAgain,
    application_no: str,
    decision: Reference,
    authentication: Reference,
    today: date,
    leaving: Collection[str] = (),
) -> bool:
    """Ask once more about everybody who was authenticated; nobody is asked about where two persons approved the case
    against that very rule. Whoever is `leaving`, by reference, may be restricted. Outage
    `identity.facts_unavailable`."""
    overrides = exchange.collect(decision, _Decision, PartKind.DECISION).overrides
    if any(each.rule_id == _RESTRICTION for each in overrides):
        return False
    asked = exchange.collect(persons.ask(application_no, authentication), _Asked, PartKind.PERSON_FACTS)
    ends = (person.facts.restricted_until for person in asked.persons if person.person_ref not in leaving)
    return any(end is not None and end >= today for end in ends)
