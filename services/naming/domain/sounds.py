"""How a trade name sounds: Pinyin without tones, every reading of a character with several."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, lazy_pinyin, pinyin

from services.naming.domain.normalisation import comparable

MOST_READINGS = 24
"""A trade name is kept under at most so many readings; the one of its phrase always comes first."""


@lru_cache(maxsize=20_000)
def readings(trade_name: str) -> tuple[str, ...]:
    """Every way to read a trade name, syllables joined by a hyphen, most usual first; ü is written v.

    A character without a known reading stands for itself.
    """
    text = comparable(trade_name)
    if not text:
        return ()
    usual = "-".join(lazy_pinyin(text, v_to_u=False, errors="default"))
    syllables = [list(dict.fromkeys(found)) for found in _all_readings(text)]
    others = ("-".join(chosen) for chosen in islice(product(*syllables), MOST_READINGS * 4))
    return tuple(islice(dict.fromkeys([usual, *others]), MOST_READINGS))


def _all_readings(text: str) -> list[list[str]]:
    # One character at a time, so that a phrase does not hide the other readings.
    return [pinyin(c, style=Style.NORMAL, heteronym=True, v_to_u=False, errors="default")[0] for c in text]
