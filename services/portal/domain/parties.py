"""Who founds an enterprise, one person a page: forms as a browser sends them, and where what is said of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from catalogues.filing_types.words import Section
from kernel.errors import Finding
from services.portal.domain.forms import answer, filled, flag

REPRESENTATIVE = "representative"
"""Whoever stands for the business: named in the operator's section, here only with posts and contribution."""
NEW = "new"
_PERSON = ("name", "id_document_type", "id_number", "mobile")
_ORGANISATION = ("organisation", "uscc")
_CONTRIBUTION = ("amount", "manner", "due_on", "standing")
_DEPTH = 3
_OF_ALL = frozenset({"directors", "chair", "chair_without_board", "supervisors", "staff_director", "staff_supervisors"})
"""What is wrong with the organs as a whole, though it stands at somebody's posts."""


@dataclass(frozen=True, slots=True)
class Founder:
    """One line of the list: `place` is the last part of the page's address, `said` what was kept of the person."""

    place: str
    name: str
    said: Mapping[str, Any]

    @property
    def is_representative(self) -> bool:
        return self.place == REPRESENTATIVE

    @property
    def typed(self) -> dict[str, str]:
        """What was kept as the fields of the page."""
        kept = {name: answer(self.said.get(name)) for name in (*_PERSON, *_ORGANISATION, *_CONTRIBUTION)}
        return kept | {"is_shareholder": "yes" if kept["amount"] else "no" if self.said.get("posts") else ""}

    @property
    def posts(self) -> list[str]:
        return list(self.said.get("posts") or ())


@dataclass(frozen=True, slots=True)
class Founding:
    """Everybody who founds a business, with the `choices` that give codes their words."""

    people: Sequence[Founder]
    choices: Mapping[str, Any]
    without_supervisor: bool

    def words(self, of: str, codes: Iterable[str | None]) -> list[Mapping[str, str]]:
        """What codes are called, by the choices `of` manners or posts."""
        by_code = {each["code"]: each for each in self.choices[of]}
        return [by_code[code] for code in codes if code in by_code]

    def in_post(self, *posts: str) -> list[Founder]:
        """Who fills one of the posts."""
        return [each for each in self.people if set(posts) & set(each.posts)]

    @property
    def is_supervised(self) -> bool:
        return bool(self.in_post("supervisor"))

    @property
    def signers(self) -> int:
        """How many sign: whoever stands for the business, and every shareholder."""
        return sum(1 for each in self.people if each.is_representative or each.said.get("amount"))


def founding_of(application: Mapping[str, Any]) -> Founding | None:
    """Out of an application as the filing service shows it; None of one that asks for no founders."""
    if not application.get("founding"):
        return None
    kept = (application["parties"] or {"section": {}})["section"]
    operator = (application["operator"] or {"section": {}})["section"]
    people = founders(kept, operator.get("name"))
    return Founding(people, application["founding"], bool(kept.get("without_supervisor")))


def founders(section: Mapping[str, Any], representative: str | None) -> list[Founder]:
    """Everybody, whoever stands for the business first, whose name is in another section."""
    own = Founder(REPRESENTATIVE, representative or "", section.get(REPRESENTATIVE) or {})
    others = enumerate(section.get("others") or ())
    return [own, *(Founder(str(place), _called(other), other) for place, other in others)]


def _called(other: Mapping[str, Any]) -> str:
    """An organisation by its own name; whoever signs for it is said beside it."""
    return other.get("organisation") or other.get("name") or ""


def said_of(form: Mapping[str, str], posts: Sequence[str], place: str) -> dict[str, Any]:
    """One person as a browser sent them. Who is no shareholder contributes nothing, whatever was typed before."""
    names: tuple[str, ...] = () if place == REPRESENTATIVE else (*_PERSON, *_ORGANISATION)
    names += _CONTRIBUTION if flag(form.get("is_shareholder", "")) else ()
    return filled({name: form.get(name, "").strip() for name in names}) | {"posts": list(posts)}


def with_person(section: Mapping[str, Any], place: str, said: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The section with one person more, or another one in that place; and where they stand now."""
    kept = _kept(section)
    if place == REPRESENTATIVE:
        kept[REPRESENTATIVE] = dict(said)
    elif place != NEW and int(place) < len(kept["others"]):
        kept["others"][int(place)] = dict(said)
    else:
        place = str(len(kept["others"]))
        kept["others"].append(dict(said))
    return kept, place


def last_added(section: Mapping[str, Any]) -> str:
    """The place of whoever was added last; `NEW` where nobody was."""
    others = _kept(section)["others"]
    return str(len(others) - 1) if others else NEW


def without_person(section: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The section without one of the others."""
    kept = _kept(section)
    if int(place) < len(kept["others"]):
        del kept["others"][int(place)]
    return kept


def with_consent(section: Mapping[str, Any], *, without_supervisor: bool) -> dict[str, Any]:
    """The section with what all shareholders agree to (公司法 Art. 83)."""
    return _kept(section) | {"without_supervisor": without_supervisor}


def _kept(section: Mapping[str, Any]) -> dict[str, Any]:
    kept = deepcopy(dict(section))
    own = filled(kept.get(REPRESENTATIVE) or {})
    return filled(kept) | {REPRESENTATIVE: own, "others": [filled(other) for other in kept.get("others") or ()]}


def place_of(pointer: str | None) -> str | None:
    """On whose page a pointer leads; None for what is nobody's alone."""
    parts = [part for part in (pointer or "").split("/") if part]
    if parts[:1] != [Section.PARTIES] or len(parts) < _DEPTH:
        return None
    if parts[1] == REPRESENTATIVE:
        return REPRESENTATIVE
    return parts[2] if parts[1] == "others" and parts[2].isdigit() else None


def of_person(findings: Iterable[Finding], place: str) -> tuple[Finding, ...]:
    """What is said of one person alone, at the fields of their page."""
    mine = [each for each in findings if place_of(each.pointer) == place and not _is_of_all(each)]
    return tuple(replace(each, pointer="/" + (each.pointer or "").rsplit("/", 1)[-1]) for each in mine)


def of_all(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is said of nobody alone: the sum, the number of founders, the organs."""
    return tuple(each for each in findings if place_of(each.pointer) is None or _is_of_all(each))


def _is_of_all(finding: Finding) -> bool:
    return (finding.pointer or "").endswith("/posts") and finding.code.rpartition(".")[2] in _OF_ALL


def concerning(missing: Iterable[Finding]) -> tuple[Finding, ...]:
    """Of everything that is missing, what founders, capital and organs are told together."""
    return tuple(each for each in missing if (each.pointer or "").startswith(("/parties", "/premises/capital_amount")))
