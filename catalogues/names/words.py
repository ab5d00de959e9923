"""Words a name or a shop's sign must not hold, or only after a person has looked: each searched in its part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from catalogues import divisions, name_rules, name_words
from catalogues.law import Dated
from catalogues.names.composition import NameParts
from catalogues.names.writing import comparable

Part = Literal["trade_name", "industry", "organisation_form"]

COUNTRIES = "NP01"
_BODIES = frozenset(
    {"NP01", "NP02", "NP03", "NP04", "NP05", "NP06", "NP08", "NP20", "NP21", "NP24", "NP25", "NP29", "NP30"}
)
"""Names of states, bodies, ranks and the like: inside a personal name (王海军) nobody takes them for the body."""
FORMS = "NP26"
"""Words for forms of other entities; in the form itself the rules about forms speak of them."""
_ABOUT_OWN_NAMES = frozenset({"N-42", "N-43"})
_LONGEST_PLACE = 4
_ELSEWHERE = frozenset({"NP27", "NP28"})
"""Characters and names of divisions have rules of their own (`structure`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word, or one pattern, of one category."""

    word: str
    category: str
    category_id: str
    basis: Dated
    outcome: Literal["reject", "refer"]
    trade_name_only: bool
    pattern: re.Pattern[str] | None = None
    harmless: tuple[str, ...] = ()
    """Longer words inside which this one does not count."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found between two places of a part."""

    entry: Entry
    start: int
    end: int


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(entry for category in name_words.categories() for entry in _of(category))


def _of(category: name_words.NameCategory) -> Iterator[Entry]:
    if category.id in _ELSEWHERE:
        return
    harmless = tuple(map(comparable, category.exceptions))
    for word in category.words:
        yield Entry(
            word if category.match == "regex" else comparable(word),
            category.category,
            category.id,
            category.basis,
            category.outcome,
            category.applies_to == "trade_name",
            re.compile(word) if category.match == "regex" else None,
            harmless,
        )
    if category.id == COUNTRIES:
        for country in name_words.countries():
            yield Entry(
                comparable(country.word),
                category.category,
                category.id,
                category.basis,
                country.outcome,
                False,
                None,
                harmless,
            )


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Entries by word, those with a pattern, and the length of the longest word."""

    by_word: dict[str, tuple[Entry, ...]]
    patterns: tuple[Entry, ...]
    longest: int


def lexicon(entries: Iterable[Entry]) -> Lexicon:
    """The entries, ready to be searched for."""
    by_word: dict[str, tuple[Entry, ...]] = {}
    patterns: list[Entry] = []
    for entry in entries:
        if entry.pattern is None:
            by_word[entry.word] = (*by_word.get(entry.word, ()), entry)
        else:
            patterns.append(entry)
    return Lexicon(by_word, tuple(patterns), max(map(len, by_word), default=0))


def hits(text: str, searched: Lexicon, boundary: int = 0) -> tuple[Hit, ...]:
    """What a comparable text holds, in reading order. Of words that overlap only the longest counts (国家级 before
    国家), of equally long ones the graver; a word that begins before `boundary`, other than with the text, and goes
    on after it does not count."""
    found = [
        hit for hit in _all_hits(text, searched) if not 0 < hit.start < boundary < hit.end and not _excused(text, hit)
    ]
    found.sort(key=lambda hit: (hit.start - hit.end, hit.entry.outcome != "reject", hit.start))
    kept: list[Hit] = []
    for hit in found:
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.start))


def _excused(text: str, hit: Hit) -> bool:
    places = (match for word in hit.entry.harmless for match in re.finditer(re.escape(word), text))
    return any(match.start() <= hit.start and hit.end <= match.end() for match in places)


def _all_hits(text: str, searched: Lexicon) -> Iterator[Hit]:
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + searched.longest) + 1):
            for entry in searched.by_word.get(text[start:end], ()):
                yield Hit(entry, start, end)
    for entry in searched.patterns:
        assert entry.pattern is not None
        for match in entry.pattern.finditer(text):
            yield Hit(entry, match.start(), match.end())


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of a part, and the name rule (`catalogues/name_rules.py`) it meets there."""

    rule_id: str
    part: Part
    word: str
    category: str
    category_id: str
    article: Dated


def found(parts: NameParts, own_name: str | None = None) -> tuple[FoundWord, ...]:
    """Words of the trade name, the industry and the form, each part for itself: 上海|关山 holds no 海关.

    Nor is a word found across the end of a place name that the trade name begins with. Where the trade name is the
    operator's own name, a word for a body or a rank is only noted as long as it is not the whole name, and any other
    forbidden word is a person's to judge. A foreign country as an adjective of the industry (韩国料理) is, too.
    """
    return (
        *found_in_trade_name(parts.trade_name, own_name),
        *_found("industry", comparable(parts.industry)),
        *_found("organisation_form", comparable(parts.organisation_form)),
    )


def found_in_trade_name(typed: str, own_name: str | None = None) -> tuple[FoundWord, ...]:
    """What `found` finds in the trade name alone."""
    trade_name = comparable(typed)
    own = own_name is not None and comparable(own_name) == trade_name
    return tuple(_found("trade_name", trade_name, len(trade_name) if own else None))


def _found(part: Part, text: str, own_length: int | None = None) -> Iterator[FoundWord]:
    place = leading_place(text) if part == "trade_name" else 0
    for hit in _held(part, text, place):
        entry, rule = hit.entry, _rule(hit, part, own_length)
        own = rule in _ABOUT_OWN_NAMES
        article = name_rules.get(rule).article.followed_by(entry.basis) if own else entry.basis
        yield FoundWord(rule, part, text[hit.start : hit.end], entry.category, entry.category_id, article)


@lru_cache(maxsize=20_000)
def _held(part: Part, text: str, place: int) -> tuple[Hit, ...]:
    return hits(text, _searched_in(part), place)


def _rule(hit: Hit, part: Part, own_length: int | None) -> str:
    """`own_length` is the length of the operator's own name where that is the trade name."""
    entry = hit.entry
    if own_length is not None and part == "trade_name":
        whole = hit.end - hit.start == own_length
        if entry.category_id in _BODIES and not whole:
            return "N-43"
        return "N-42"
    if entry.category_id == COUNTRIES and part == "industry":
        return "N-41"
    return "N-41" if entry.outcome == "refer" else "N-40"


def leading_place(trade_name: str) -> int:
    """How many characters of a comparable trade name are the name of a division in front of others; 0 for none."""
    for size in range(min(len(trade_name) - 1, _LONGEST_PLACE), 1, -1):
        if trade_name[:size] in divisions.short_names():
            return size
    return 0


@cache
def _searched_in(part: Part) -> Lexicon:
    if part == "trade_name":
        return lexicon(_entries())
    wide = (entry for entry in _entries() if not entry.trade_name_only)
    # What a form may not be is said by the rule about forms, once.
    return lexicon(entry for entry in wide if part != "organisation_form" or entry.category_id != FORMS)
