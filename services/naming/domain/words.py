"""Words a name must not hold, or only after a person has looked: each searched in the part it concerns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import name_words
from services.naming.domain.composition import NameParts
from services.naming.domain.normalisation import comparable
from services.naming.domain.rules import Objection, Part, object_to

_COUNTRIES = "NP01"
_FORMS = "NP26"
_ELSEWHERE = frozenset({"NP27", "NP28"})
"""Characters and names of divisions have rules of their own (`structure`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word, or one pattern, of one category."""

    word: str
    category: str
    category_id: str
    basis: str
    outcome: Literal["reject", "refer"]
    trade_name_only: bool
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found between two places of a part."""

    entry: Entry
    start: int
    end: int


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(entry for category in name_words.categories() for entry in _of(category))


@cache
def _exceptions() -> tuple[str, ...]:
    """Longer harmless words inside which a restricted one does not count."""
    return tuple(comparable(word) for category in name_words.categories() for word in category.exceptions)


def _of(category: name_words.NameCategory) -> Iterator[Entry]:
    if category.id in _ELSEWHERE:
        return
    for word in category.words:
        yield Entry(
            word if category.match == "regex" else comparable(word),
            category.category,
            category.id,
            category.basis,
            category.outcome,
            category.applies_to == "trade_name",
            re.compile(word) if category.match == "regex" else None,
        )
    if category.id == _COUNTRIES:
        for country in name_words.countries():
            yield Entry(
                comparable(country.word), category.category, category.id, category.basis, country.outcome, False
            )


def hits(text: str, entries: Sequence[Entry], exceptions: Sequence[str] = ()) -> tuple[Hit, ...]:
    """What a comparable text holds, in reading order. Of words that overlap only the longest counts (国家级 before
    国家), of equally long ones the graver; a word inside an exception does not count."""
    harmless = [(m.start(), m.end()) for word in exceptions for m in re.finditer(re.escape(word), text)]
    found = [
        hit
        for hit in _all_hits(text, entries)
        if not any(start <= hit.start and hit.end <= end for start, end in harmless)
    ]
    found.sort(key=lambda hit: (hit.start - hit.end, hit.entry.outcome != "reject", hit.start))
    kept: list[Hit] = []
    for hit in found:
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.start))


def _all_hits(text: str, entries: Sequence[Entry]) -> Iterator[Hit]:
    for entry in entries:
        if entry.pattern is not None:
            for match in entry.pattern.finditer(text):
                yield Hit(entry, match.start(), match.end())
        else:
            start = text.find(entry.word)
            while start >= 0:
                yield Hit(entry, start, start + len(entry.word))
                start = text.find(entry.word, start + 1)


def check(parts: NameParts, own_name: str | None = None) -> tuple[Objection, ...]:
    """Objections to words of the trade name, the industry and the form, each part for itself: 上海|关山 holds no 海关.

    Where the trade name is the operator's own name, a forbidden word in it is a person's to judge.
    """
    trade_name = comparable(parts.trade_name)
    own = own_name is not None and comparable(own_name) == trade_name
    found: list[Objection] = []
    places: tuple[tuple[Part, str], ...] = (
        ("trade_name", trade_name),
        ("industry", comparable(parts.industry)),
        ("organisation_form", comparable(parts.organisation_form)),
    )
    for part, text in places:
        for hit in hits(text, _searched_in(part), _exceptions()):
            entry = hit.entry
            rule = "N-41" if entry.outcome == "refer" else "N-42" if own and part == "trade_name" else "N-40"
            found.append(
                object_to(rule, part, word=text[hit.start : hit.end], category=entry.category, article=entry.basis)
            )
    return tuple(found)


@cache
def _searched_in(part: Part) -> tuple[Entry, ...]:
    if part == "trade_name":
        return _entries()
    wide = tuple(entry for entry in _entries() if not entry.trade_name_only)
    # What a form may not be is said by the rule about forms, once.
    return tuple(entry for entry in wide if entry.category_id != _FORMS) if part == "organisation_form" else wide
