"""Words for an industry in a business name: which mean the same, and which belong to one group of GB/T 4754."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogues import industries, reading

_BEFORE = ("其他未列明", "其他", "专门")
_AFTER = ("服务", "零售", "批发", "活动", "制造", "加工", "业")
"""What a class of GB/T 4754 carries around its subject and a business name leaves out: 小吃服务 is 小吃 in a name."""


@dataclass(frozen=True, slots=True)
class IndustryWord:
    """Words with one `meaning` say the same thing; those with one `family` lie in one group of GB/T 4754.

    `families` codes and `meaning` codes are local to this catalogue. `gbt4754` are code prefixes.
    """

    word: str
    meaning: str
    family: str
    gbt4754: tuple[str, ...]


@cache
def _by_word() -> dict[str, IndustryWord]:
    return {
        word: IndustryWord(word, group["id"], family["id"], tuple(family["gbt4754"]))
        for family in reading.document("industry_synonyms.json")["families"]
        for group in family["groups"]
        for word in group["words"]
    }


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_by_word(), key=lambda word: (-len(word), word)))


def find(word: str) -> IndustryWord | None:
    """The entry of exactly this word."""
    return _by_word().get(word)


def all() -> tuple[IndustryWord, ...]:
    """Every word, in the order of the catalogue."""
    return tuple(_by_word().values())


def longest_first() -> tuple[str, ...]:
    """Every word, so ordered that the first one that fits is the longest."""
    return _longest_first()


def same_meaning(word: str) -> tuple[str, ...]:
    """The words that mean what `word` means, itself included; none for a word the catalogue does not have."""
    entry = find(word)
    return tuple(w.word for w in all() if entry is not None and w.meaning == entry.meaning)


def core(word: str) -> IndustryWord | None:
    """The known word that a more specific one is built on: 牛杂面 is a kind of 面, 手工饺子 of 饺子.

    An ending decides before a word in the middle, a longer word before a shorter one; a single character counts
    only as an ending.
    """
    exact = find(word)
    if exact is not None:
        return exact
    for known in _longest_first():
        if word.endswith(known):
            return _by_word()[known]
    for known in _longest_first():
        if len(known) > 1 and known in word:
            return _by_word()[known]
    return None


@cache
def standard_terms() -> frozenset[str]:
    """Names of groups and classes of GB/T 4754 as a business name would write them."""
    terms: set[str] = set()
    for industry in industries.all():
        if industry.level >= 3:
            terms |= terms_of(industry.name)
    return frozenset(terms)


def terms_of(name: str) -> frozenset[str]:
    """What a business name would write for a group or class of GB/T 4754: 正餐 for 正餐服务."""
    return frozenset(term for term in _shortened(name).split("、") if len(term) > 1)


def _shortened(name: str) -> str:
    for word in _BEFORE:
        name = name.removeprefix(word)
    for word in _AFTER:
        name = name.removesuffix(word)
    return name


@cache
def _other_meanings() -> frozenset[str]:
    return frozenset(reading.document("trade_names_with_other_meaning.json")["industry_words"])


def industry_word_has_other_meaning(word: str) -> bool:
    """True for an industry word that may also stand for something else and so serve as a trade name."""
    return word in _other_meanings()
