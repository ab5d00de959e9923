"""Words that a business name must not hold, by category, with legal basis and consequence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.law import Dated

Outcome = Literal["reject", "refer"]


@dataclass(frozen=True, slots=True)
class NameCategory:
    """A category of restricted words.

    `applies_to` says which part of the name is searched, never across the end of the division. `match` says
    whether `words` are plain text or regular expressions. Two categories have no words of their own: NP01
    takes `countries()`, NP28 takes `catalogues.divisions.short_names()`.
    """

    id: str
    category: str
    basis: Dated
    applies_to: Literal["full_name", "trade_name"]
    outcome: Outcome
    match: Literal["contains", "regex"]
    words: tuple[str, ...]
    exceptions: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CountryName:
    """A name of a foreign country or region; `refer` marks names that are also ordinary Chinese words."""

    word: str
    iso2: str
    outcome: Outcome


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
            match=entry["match"],
            words=tuple(entry["words"]),
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
