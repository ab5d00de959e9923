"""Which characters are standard (通用规范汉字表, 2013), and which standard one stands for another."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

from catalogues import reading

_ALSO = "〇"
"""A numeral of GB/T 15835; the table leaves it out, as it does punctuation."""


@cache
def _table() -> frozenset[str]:
    levels = reading.document("general_standard_characters.json")
    return frozenset("".join(levels.values()) + _ALSO)


@cache
def _forms() -> dict[str, str]:
    known: dict[str, dict[str, str]] = reading.document("character_forms.json")
    return known["japanese"] | known["variants"]


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def is_standard(character: str) -> bool:
    """True for a character of the table, those beyond the basic plane included (𫖯)."""
    return character in _table()


@cache
def standard_form(character: str) -> str:
    """The character of the table for a traditional, variant or Japanese one; itself where it is of the table, or where
    no form is known."""
    if is_standard(character):
        return character
    converted = _forms().get(character) or str(_simplifier().convert(character))
    return converted if len(converted) == 1 and is_standard(converted) else character
