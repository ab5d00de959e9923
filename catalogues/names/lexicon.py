"""The words of the catalogue, ready to be searched for in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from catalogues import name_words
from catalogues.law import Dated
from catalogues.name_words import Match, Outcome, Variation
from catalogues.names.writing import comparable

COUNTRIES = "NP01"
_ELSEWHERE = frozenset({"NP27", "NP28"})
"""Characters and names of divisions have rules of their own (`structure`)."""
_NUMERALS = frozenset("零一二三四五六七八九十百千万两")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word, or one pattern, of one category."""

    word: str
    category: str
    category_id: str
    basis: Dated
    outcome: Outcome
    trade_name_only: bool
    pattern: re.Pattern[str] | None = None
    harmless: tuple[str, ...] = ()
    """Longer words inside which this one does not count."""
    match: Match = "anywhere"
    variations: frozenset[Variation] = frozenset()
    trades: tuple[str, ...] = ()
    """Industry words in which alone it counts; none for all."""
    not_in: tuple[str, ...] = ()
    """Industry words in which it does not."""

    def counts_in(self, said: str) -> bool:
        """Whether it counts where industry and form say this."""
        if any(trade in said for trade in self.not_in):
            return False
        return not self.trades or any(trade in said for trade in self.trades)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found between two places of a part."""

    entry: Entry
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Entries by word, those with a pattern, and the length of the longest word."""

    by_word: dict[str, tuple[Entry, ...]]
    patterns: tuple[Entry, ...]
    longest: int = field(default=0)


@cache
def entries() -> tuple[Entry, ...]:
    """Everything that is searched for."""
    return tuple(entry for category in name_words.categories() for entry in _of(category))


def _of(category: name_words.NameCategory) -> Iterator[Entry]:
    if category.id in _ELSEWHERE:
        return
    harmless = tuple(map(comparable, category.exceptions))

    def entry(word: str, outcome: Outcome, listed: name_words.WordList | None = None) -> Entry:
        pattern = listed is not None and listed.match == "pattern"
        return Entry(
            word if pattern else comparable(word),
            category.category,
            category.id,
            category.basis,
            outcome,
            category.applies_to == "trade_name",
            re.compile(word) if pattern else None,
            harmless,
            listed.match if listed else "anywhere",
            listed.variations if listed else frozenset(),
            listed.trades if listed else (),
            listed.not_in if listed else (),
        )

    for listed in category.lists:
        yield from (entry(word, listed.outcome, listed) for word in listed.words)
    if category.id == COUNTRIES:
        yield from (entry(country.word, country.outcome) for country in name_words.countries())


def lexicon(searched: Iterable[Entry]) -> Lexicon:
    """The entries, ready to be searched for."""
    by_word: dict[str, tuple[Entry, ...]] = {}
    patterns: list[Entry] = []
    for entry in searched:
        if entry.pattern is None:
            by_word[entry.word] = (*by_word.get(entry.word, ()), entry)
        else:
            patterns.append(entry)
    return Lexicon(by_word, tuple(patterns), max(map(len, by_word), default=0))


def hits(text: str, searched: Lexicon, counts: Callable[[Hit], bool] | None = None) -> tuple[Hit, ...]:
    """What a comparable text holds, in reading order, as far as it `counts`. Of words that overlap only the longest is
    kept (国家级 before 国家), of equally long ones the graver."""
    found = [hit for hit in _all_hits(text, searched) if not _excused(text, hit) and (counts is None or counts(hit))]
    found.sort(key=lambda hit: (hit.start - hit.end, hit.entry.outcome != "reject", hit.start))
    kept: list[Hit] = []
    for hit in found:
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.start))


def _excused(text: str, hit: Hit) -> bool:
    """Within a harmless word, or a part of a longer number."""
    beside = text[max(hit.start - 1, 0) : hit.start] + text[hit.end : hit.end + 1]
    if _NUMERALS.issuperset(hit.entry.word) and not _NUMERALS.isdisjoint(beside):
        return True
    places = (match for word in hit.entry.harmless for match in re.finditer(re.escape(word), text))
    return any(match.start() <= hit.start and hit.end <= match.end() for match in places)


def _all_hits(text: str, searched: Lexicon) -> Iterator[Hit]:
    by_word = searched.by_word
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + searched.longest) + 1):
            for entry in by_word.get(text[start:end], ()):
                yield Hit(entry, start, end)
    for entry in searched.patterns:
        assert entry.pattern is not None
        for match in entry.pattern.finditer(text):
            yield Hit(entry, match.start(), match.end())
