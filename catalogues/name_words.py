"""Words that a business name must not hold, by category, with legal basis and consequence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.law import Dated

Outcome = Literal["reject", "refer"]
Match = Literal["anywhere", "whole", "person", "mark", "national", "division", "pattern"]
"""Where a word counts: wherever it stands; only as the whole trade name; as a person's name or a mark, which of two
characters counts only by itself; at the head of a trade name (中国…; elsewhere it is for a person); right after the
division (平城区|委); or where a pattern is found."""

Variation = Literal["sound", "shape", "filler", "pun", "short"]
"""By what else the word is recognised: as it sounds, as it looks, with a character put in or others exchanged. `pun`
says that what sounds just like the word is as forbidden as it is, `short` that two characters of its sound suffice."""

_LISTS = "names/"


@dataclass(frozen=True, slots=True)
class WordList:
    """Words of one category that are judged alike. `trades` are words for industries: where there are any, the list
    counts in them alone. In `not_in` its words say what is sold (苹果|水果店), and do not count."""

    category_id: str
    title: str
    outcome: Outcome
    match: Match
    variations: frozenset[Variation]
    trades: tuple[str, ...]
    not_in: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameCategory:
    """A category of restricted words.

    `applies_to` says which part of the name is searched. `outcome` is that of most words; each list has its own.
    Within `exceptions` the words do not count. Two categories have no list: NP01 takes `countries()` besides, NP28
    `catalogues.divisions.short_names()`.
    """

    id: str
    category: str
    basis: Dated
    applies_to: Literal["full_name", "trade_name"]
    outcome: Outcome
    lists: tuple[WordList, ...]
    exceptions: tuple[str, ...]
    note: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all its lists, patterns included."""
        return tuple(word for each in self.lists for word in each.words)


@dataclass(frozen=True, slots=True)
class CountryName:
    """A name of a foreign country or region; `refer` marks names that are also ordinary Chinese words."""

    word: str
    iso2: str
    outcome: Outcome


@cache
def lists() -> tuple[WordList, ...]:
    """All lists, file by file."""
    return tuple(
        WordList(
            category_id=entry["category"],
            title=entry["title"],
            outcome=entry["outcome"],
            match=entry["match"],
            variations=frozenset(entry.get("variations", ())),
            trades=tuple(entry.get("trades", "").split()),
            not_in=tuple(entry.get("not_in", "").split()),
            words=tuple(entry["words"] if entry["match"] == "pattern" else " ".join(entry["words"]).split()),
        )
        for file in reading.file_names(_LISTS)
        for entry in reading.document(file)
    )


@cache
def categories() -> tuple[NameCategory, ...]:
    """All categories in the order of their ids."""
    return tuple(
        NameCategory(
            id=entry["id"],
            category=entry["category"],
            basis=Dated.of(entry["basis"]),
            applies_to=entry["applies_to"],
            outcome=entry["default_outcome"],
            lists=tuple(each for each in lists() if each.category_id == entry["id"]),
            exceptions=tuple(entry["exceptions"]),
            note=entry["note"],
        )
        for entry in reading.document("name_prohibited_words.json")
    )


def category(id: str) -> NameCategory:
    """The category with an id such as NP09. Raises UnknownCode."""
    for found in categories():
        if found.id == id:
            return found
    raise UnknownCode("name categories", id)


@cache
def countries() -> tuple[CountryName, ...]:
    """Foreign country and region names, short and full forms."""
    return tuple(
        CountryName(
            word=row["word"],
            iso2=row["iso2"],
            outcome="reject" if row["default_outcome"] == "reject" else "refer",
        )
        for row in reading.rows("name_prohibited_countries.csv")
    )
