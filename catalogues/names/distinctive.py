"""Whether a trade name tells one business from others, or only what is offered (企业名称登记管理规定 Art. 6, 8)."""

from __future__ import annotations

from functools import cache, lru_cache

import rjieba

from catalogues import industries, industry_words, organisation_forms, reading, scope_items, sole_trader_types

_SHORTEST = 2


@lru_cache(maxsize=4_000)
def describes_only(word: str) -> bool:
    """True for a word that is nothing but words for goods, trades, qualities or forms, one after the other: 手工,
    日用百货, 动力机械. Beside them a word that only GB/T 4754 uses counts too, alone it does not."""
    if word in _certain():
        return True
    return _cut(word, _known()) and any(
        word[start:end] in _certain() for start in range(len(word)) for end in range(start + _SHORTEST, len(word) + 1)
    )


def is_trade_word(word: str) -> bool:
    """True for one word of an industry, of description, or a form, exactly as catalogued: 刀削面."""
    return word in _certain()


def _cut(word: str, known: frozenset[str]) -> bool:
    """Whether a word can be cut into known ones of two characters and more."""
    reached = {0}
    for end in range(_SHORTEST, len(word) + 1):
        if any(word[start:end] in known for start in reached if end - start >= _SHORTEST):
            reached.add(end)
    return len(word) in reached


@cache
def _known() -> frozenset[str]:
    return _certain() | _of_the_standard()


@cache
def _certain() -> frozenset[str]:
    """Words of industries as names use them, of description, and forms."""
    own = {term for kind in sole_trader_types.all() for term in kind.name_industry_terms}
    described = {word for words in reading.document("descriptive_words.json").values() for word in words}
    known = own | described | {entry.word for entry in industry_words.all()} | industry_words.standard_terms()
    return frozenset(word for word in known | set(organisation_forms.all()) if len(word) >= _SHORTEST)


@cache
def _of_the_standard() -> frozenset[str]:
    """The words that names of industries and of scope items are made of."""
    names = [industry.name for industry in industries.all()] + [item.name for item in scope_items.all()]
    return frozenset(word for name in names for word in rjieba.cut(name, False) if len(word) >= _SHORTEST)
