"""The keys under which a name is found again: what makes it the same, and what makes it similar."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from catalogues import edition, industry_words, name_look_alikes, organisation_forms
from catalogues.names.composition import NameParts
from catalogues.names.writing import comparable
from services.naming.domain import sounds

_METHOD = 4
"""Counts up when keys are made in another way."""

_CATALOGUES = (
    "character_forms.json",
    "comparison_areas.json",
    "general_standard_characters.json",
    "industry_synonyms.json",
    "look_alike_characters.json",
    "organisation_forms.json",
)
_SHORTEST_FRAGMENT = 2
_LONGEST_WITH_ONE_LEFT_OUT = 6
_LONGEST_TRADE_NAME = 24
"""Of longer ones no parts are kept: their number grows with the square of the length."""
BRANCHES = "=分支机构"
"""The meaning and family of all branches: a branch is like no other name, and the same only as a whole."""


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Comparable forms of one name.

    `industry` is what the name says, or its form alone (超市). `meaning` is equal for industry words that say the
    same, `family` for those of one group of GB/T 4754; all are empty for a name without an industry. `readings` are
    sounds of the trade name, `shape` is equal for those that look alike, `fragments` are its proper parts of two
    characters and more, and what is left without one character inside it. `order_key` does not change when the parts
    change places.
    """

    full: str
    order_key: str
    trade_name: str
    industry: str
    meaning: str
    family: str
    readings: tuple[str, ...]
    shape: str
    fragments: tuple[str, ...]

    @property
    def same_key(self) -> str:
        """Equal for two names of which only one may be in use: trade name and what the industry means."""
        return f"{self.trade_name}/{self.meaning}"


@cache
def version() -> str:
    """Changes when a name would get other keys: another way to make them, or other catalogues of words."""
    digests = "".join(edition.digest(file) for file in _CATALOGUES)
    return f"{_METHOD}-{hashlib.sha256(digests.encode()).hexdigest()[:12]}"


def restored(full: str, order_key: str, trade_name: str, industry: str, meaning: str, family: str) -> NameKeys:
    """The keys of a name from those that are stored; sounds, shape and fragments are worked out again, of a branch
    none."""
    if family == BRANCHES:
        return NameKeys(full, order_key, trade_name, industry, meaning, family, (), trade_name, ())
    return NameKeys(
        full,
        order_key,
        trade_name,
        industry,
        meaning,
        family,
        sounds.readings(trade_name),
        name_look_alikes.shape(trade_name),
        fragments(trade_name),
    )


def keys_of(parts: NameParts) -> NameKeys:
    """The keys of a name. The suffix makes no difference, nor where the division stands but to the full key."""
    if parts.parent:
        whole = comparable(parts.without_suffix)
        own = hashlib.sha256(whole.encode()).hexdigest()[:32]
        return restored(whole, own, whole, "", BRANCHES, BRANCHES)
    form = comparable(parts.organisation_form)
    written = comparable(parts.industry)
    industry = written or organisation_forms.said_industry(form)
    trade_name = comparable(parts.trade_name)
    pieces = "\n".join(sorted((comparable(parts.division), trade_name, written, form.removeprefix(written))))
    order_key = hashlib.sha256(pieces.encode()).hexdigest()[:32]
    return restored(comparable(parts.without_suffix), order_key, trade_name, industry, *classify(industry))


def classify(industry: str) -> tuple[str, str]:
    """Meaning and family of a comparable industry word. A more specific word (牛杂面) means only itself and belongs
    to the family of the word it is built on; an unknown word is its own family."""
    if not industry:
        return "", ""
    core = industry_words.core(industry)
    if core is None:
        return f"={industry}", f"={industry}"
    return (core.meaning if core.word == industry else f"={industry}"), core.family


def fragments(trade_name: str) -> tuple[str, ...]:
    """Proper parts of two characters and more, and what is left without one character inside it (穆小静 holds 穆静),
    each once; none of a trade name of more than 24 characters, the latter up to six."""
    length = len(trade_name)
    if length > _LONGEST_TRADE_NAME:
        return ()
    found = (
        trade_name[start : start + size]
        for size in range(_SHORTEST_FRAGMENT, length)
        for start in range(length - size + 1)
    )
    inside = range(1, length - 1) if length <= _LONGEST_WITH_ONE_LEFT_OUT else ()
    left = (trade_name[:place] + trade_name[place + 1 :] for place in inside)
    return tuple(dict.fromkeys((*found, *left)))
