"""Where words begin and end in a text: what only looks like a word across two others is none (完美|国学 holds no 美国).

Every way to cut the text is weighed by how frequent its words are; a word that nobody would read there loses.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from catalogues import divisions

_TOTAL = math.log(60_000_000)
"""Size of the body of text that the frequencies are counted in, as a logarithm."""
_LONGEST = 6
_KNOWN_PLACE, _KNOWN_WORD, _IN_USE = 300, 40, 30
"""How frequent a division, a word that was looked for, and a longer word in use are at least."""
_CLEARLY = 1.5
"""By so much, in the logarithm, another way to cut must be likelier before a word at whose one end another crosses is
taken for none; crossed at both ends it need only be likelier."""
_PLACE = "ns"
_IN_FRONT = 3.0
"""By so much likelier is the name of a division in front of other words."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """The likeliest way to cut a text: `until[i]` and `after[i]` weigh what lies before and behind a place, `words` are
    the places of its words."""

    until: tuple[float, ...]
    after: tuple[float, ...]
    words: tuple[tuple[int, int], ...]


@lru_cache(maxsize=50_000)
def _weight(word: str) -> float | None:
    """The logarithm of how likely a word is; None for what is no word. A character is always one."""
    often = rjieba.suggest_freq(word) if rjieba.has_word(word) else 0
    if len(word) > 1 and word in divisions.short_names():
        often = max(often, _KNOWN_PLACE)
    if not often and len(word) > 1:
        return None
    return math.log(max(often, 1)) - _TOTAL


def _weight_at(text: str, start: int, end: int) -> float | None:
    weight = _weight(text[start:end])
    if weight is None or start or end == len(text) or end < 2:
        return weight
    return weight + (_IN_FRONT if text[:end] in divisions.short_names() else 0.0)


def is_word(text: str) -> bool:
    """True for a word of the dictionary, or the name of a division."""
    return _weight(text) is not None


@lru_cache(maxsize=20_000)
def _cut(text: str) -> _Cut:
    size = len(text)
    edges = [
        (start, end, weight)
        for start in range(size)
        for end in range(start + 1, min(size, start + _LONGEST) + 1)
        if (weight := _weight_at(text, start, end)) is not None
    ]
    until, came = [0.0] + [-math.inf] * size, [0] * (size + 1)
    for start, end, weight in edges:
        if until[start] + weight > until[end]:
            until[end], came[end] = until[start] + weight, start
    after = [-math.inf] * size + [0.0]
    for start, end, weight in reversed(edges):
        after[start] = max(after[start], weight + after[end])
    words: list[tuple[int, int]] = []
    place = size
    while place:
        words.append((came[place], place))
        place = came[place]
    return _Cut(tuple(until), tuple(after), tuple(reversed(words)))


def is_ordinary(text: str) -> bool:
    """True for a word that is in use; the dictionary knows slips of the pen (肯德鸡) as well."""
    return is_word(text) and (len(text) < 3 or is_frequent(text))


def is_frequent(text: str) -> bool:
    """True for a word that is met often; of two characters the dictionary has many that are names abroad (奈克)."""
    weight = _weight(text)
    return weight is not None and weight >= math.log(_IN_USE) - _TOTAL


def cut(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text[start:end] for start, end in _cut(text).words)


def is_read(text: str, start: int, end: int) -> bool:
    """True where a reader would take what stands between two places for a word of its own, or the beginning, the end
    or the kernel of one that is built on it (警察|局)."""
    best = _cut(text)
    crossing = tuple(_crossing(best.words, start, end))
    if not crossing:
        return True
    if len(crossing) == 1 and crossing[0][0] <= start and end <= crossing[0][1]:
        return end - start > 1 and not _is_place(text, crossing[0], start, end)
    weight = max(_weight(text[start:end]) or -math.inf, math.log(_KNOWN_WORD) - _TOTAL)
    needed = _CLEARLY if len(crossing) == 1 else 0.0
    return best.until[len(text)] - (best.until[start] + weight + best.after[end]) < needed


def _crossing(words: tuple[tuple[int, int], ...], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words that go over one of the two places."""
    return (word for word in words if word[0] < start < word[1] or word[0] < end < word[1])


def _is_place(text: str, longer: tuple[int, int], start: int, end: int) -> bool:
    """山海关 is the name of a place and no 海关; 上海|海关 is one, as 农业银行 is a 银行."""
    rest = max(start - longer[0], longer[1] - end)
    return rest == 1 and _kind(text[slice(*longer)]) == _PLACE


@lru_cache(maxsize=5_000)
def _kind(word: str) -> str:
    return rjieba.tag(word)[0][1]


def is_apart(text: str, start: int, end: int) -> bool:
    """True where a word begins at the first place and one ends at the second."""
    return not any(_crossing(_cut(text).words, start, end))
