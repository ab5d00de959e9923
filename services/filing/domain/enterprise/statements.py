"""Beneficial owners in the words of the Beneficial Ownership Data Standard 0.4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid5

from kernel.errors import Defect
from services.filing.domain.enterprise.ownership import (
    BeneficialOwner,
    Control,
    Ground,
    Holding,
    Structure,
    income_of,
    votes_of,
)

VERSION = "0.4"
_IDS = UUID("6f0c3a56-8a0e-4a7e-9f55-3d1c3c1f5b04")
_CHINA = ("中国", "CN")
_REGISTER = "CN-SAIC"
"""How lists of registers (org-id) call ours."""
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Declaration:
    """`number` is that of the application, under which everything here is said; `publisher` the authority."""

    number: str
    day: date
    publisher: str


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """What the standard says of a natural person. Numbers of documents stay with us: the standard does not need them.
    `nationality` is its name and its two letters (ISO 3166-1)."""

    name: str
    nationality: tuple[str, str]
    born_on: date


@dataclass(frozen=True, slots=True)
class EntitySaid:
    """`uscc` is None for a body without one; a foreign body has a `jurisdiction` of its own."""

    name: str
    uscc: str | None = None
    jurisdiction: tuple[str, str] = _CHINA


def statements(
    declaration: Declaration,
    subject: str,
    structure: Structure,
    owners: Sequence[BeneficialOwner],
    said: Mapping[str, PersonSaid | EntitySaid],
) -> list[dict[str, Any]]:
    """A statement for the business, each party between, each tie between them, each beneficial owner, and what each
    owner has of the business, in this order.

    Parties and ties between are components of what is indirect. The same declaration gives the same ids, whatever the
    order of the structure. Raises Defect `filing.ownership_unsaid` for a party of which nothing is said.
    """
    persons = {owner.key for owner in owners}
    ties = _ties(structure, subject, persons)
    between = sorted({key for pair in ties for key in pair} - persons - {subject})
    inner = [pair for pair in sorted(ties) if not (pair[0] in persons and pair[1] == subject)]
    components = [*between, *(_record(*pair) for pair in inner)]

    def state(record: str, record_type: str, details: dict[str, Any]) -> dict[str, Any]:
        return {
            "statementId": str(uuid5(_IDS, f"{declaration.number}/{declaration.day}/{record}")),
            "declaration": declaration.number,
            "declarationSubject": subject,
            "statementDate": declaration.day.isoformat(),
            "publicationDetails": {
                "publicationDate": declaration.day.isoformat(),
                "bodsVersion": VERSION,
                "publisher": {"name": declaration.publisher},
            },
            "source": {"type": ["selfDeclaration"]},
            "recordId": record,
            "recordStatus": "new",
            "recordType": record_type,
            "recordDetails": details,
        }

    found = [state(subject, "entity", _entity(said, subject, component=False))]
    found += [state(key, "entity", _entity(said, key, component=True)) for key in between]
    for holder, of in inner:
        interests = [each for tie in ties[holder, of] for each in _direct(tie, beneficial=False)]
        tied = {"isComponent": True, "subject": of, "interestedParty": holder, "interests": interests}
        found.append(state(_record(holder, of), "relationship", tied))
    for owner in owners:
        found.append(state(owner.key, "person", _person(said, owner.key)))
    for owner in owners:
        own = ties.get((owner.key, subject), ())
        details: dict[str, Any] = {"isComponent": False, "subject": subject, "interestedParty": owner.key}
        details["interests"] = owned = _owned(owner, own)
        if any(each["directOrIndirect"] == "indirect" for each in owned):
            details["componentRecords"] = components
        found.append(state(_record(owner.key, subject), "relationship", details))
    return found


def _record(holder: str, subject: str) -> str:
    return f"{holder}-{subject}"


def _ties(
    structure: Structure, subject: str, persons: set[str]
) -> dict[tuple[str, str], tuple[Holding | Control, ...]]:
    """Those on a way from an owner to the business, by holder and what is held."""
    ties: tuple[Holding | Control, ...] = (*structure.holdings, *structure.controls)
    up: dict[str, set[str]] = {}
    down: dict[str, set[str]] = {}
    for tie in ties:
        up.setdefault(tie.subject, set()).add(tie.holder)
        down.setdefault(tie.holder, set()).add(tie.subject)
    on_a_way = _reached({subject}, up) & _reached(persons, down)
    found: dict[tuple[str, str], tuple[Holding | Control, ...]] = {}
    for tie in ties:
        if on_a_way.issuperset((tie.holder, tie.subject)):
            pair = tie.holder, tie.subject
            found[pair] = tuple(sorted((*found.get(pair, ()), tie), key=repr))
    return found


def _reached(start: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        new = ways.get(waiting.pop(), set()) - seen
        seen |= new
        waiting.extend(new)
    return seen


def _entity(said: Mapping[str, PersonSaid | EntitySaid], key: str, *, component: bool) -> dict[str, Any]:
    match said.get(key):
        case EntitySaid() as entity:
            name, code = entity.jurisdiction
            numbers = {"identifiers": [{"scheme": _REGISTER, "id": entity.uscc}]} if entity.uscc else {}
            return {
                "isComponent": component,
                "entityType": {"type": "registeredEntity"},
                "name": entity.name,
                "jurisdiction": {"name": name, "code": code},
                **numbers,
            }
        case _:
            raise Defect("filing.ownership_unsaid")


def _person(said: Mapping[str, PersonSaid | EntitySaid], key: str) -> dict[str, Any]:
    match said.get(key):
        case PersonSaid() as person:
            name, code = person.nationality
            return {
                "isComponent": False,
                "personType": "knownPerson",
                "names": [{"type": "legal", "fullName": person.name}],
                "nationalities": [{"name": name, "code": code}],
                "birthDate": person.born_on.isoformat(),
            }
        case _:
            raise Defect("filing.ownership_unsaid")


def _owned(owner: BeneficialOwner, own: Sequence[Holding | Control]) -> list[dict[str, Any]]:
    """What an owner has directly, and what more reaches them through others."""
    if owner.ground is Ground.MANAGEMENT:
        return [{"type": "seniorManagingOfficial", "directOrIndirect": "direct", "beneficialOwnershipOrControl": True}]
    direct = [each for tie in own for each in _direct(tie, beneficial=True)]
    held = [tie for tie in own if isinstance(tie, Holding)]
    rest = {
        "shareholding": owner.share - sum((each.share for each in held), Fraction()),
        "votingRights": owner.votes - sum((votes_of(each) for each in held), Fraction()),
        "rightsToProfitOrIncome": owner.income - sum((income_of(each) for each in held), Fraction()),
    }
    indirect = [_interest(kind, part, "indirect", beneficial=True) for kind, part in rest.items() if part]
    if owner.manner and not (direct or indirect):
        through = _interest("otherInfluenceOrControl", None, "indirect", beneficial=True)
        return [through | {"details": owner.manner}]
    return direct + indirect


def _direct(tie: Holding | Control, *, beneficial: bool) -> Iterator[dict[str, Any]]:
    if isinstance(tie, Control):
        found = _interest("otherInfluenceOrControl", None, "direct", beneficial=beneficial)
        yield found | {"details": tie.manner}
        return
    for kind, part in (
        ("shareholding", tie.share),
        ("votingRights", votes_of(tie)),
        ("rightsToProfitOrIncome", income_of(tie)),
    ):
        if part:
            yield _interest(kind, part, "direct", beneficial=beneficial)


def _interest(kind: str, part: Fraction | None, how: str, *, beneficial: bool) -> dict[str, Any]:
    share = {} if part is None else {"share": {"exact": float(round(part * 100, _DECIMALS))}}
    return {"type": kind, "directOrIndirect": how, "beneficialOwnershipOrControl": beneficial, **share}
