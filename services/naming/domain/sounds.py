"""How a trade name sounds: Pinyin without tones, every reading of a character with several."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from itertools import islice, product
from math import prod

from catalogues.names.writing import comparable

os.environ["PYPINYIN_NO_PHRASES"] = "1"  # the phrases cost every start half a second: see _learn_phrases
from pypinyin import Style, lazy_pinyin, load_phrases_dict, pinyin

MOST_READINGS = 24
"""A trade name is kept under at most so many readings; of more, the one of its phrase comes first."""


@lru_cache(maxsize=20_000)
def readings(trade_name: str) -> tuple[str, ...]:
    """Every way to read a trade name, syllables joined by a hyphen; ü is written v.

    A character without a known reading stands for itself.
    """
    text = comparable(trade_name)
    if not text:
        return ()
    syllables = [_readings_of(character) for character in text]
    others = ("-".join(chosen) for chosen in islice(product(*syllables), MOST_READINGS))
    if prod(map(len, syllables)) <= MOST_READINGS:
        return tuple(dict.fromkeys(others))
    _learn_phrases()
    usual = "-".join(lazy_pinyin(text, v_to_u=False, errors="default"))
    return tuple(islice(dict.fromkeys([usual, *others]), MOST_READINGS))


@cache
def _learn_phrases() -> None:
    """Needed only where the usual reading must be known: of a name with very many readings."""
    from pypinyin.phrases_dict import phrases_dict

    load_phrases_dict(phrases_dict)


@cache
def _readings_of(character: str) -> tuple[str, ...]:
    # One character at a time, so that a phrase does not hide the other readings.
    (found,) = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False, errors="default")
    return tuple(dict.fromkeys(found))
