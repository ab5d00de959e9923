"""Marks and persons of two characters in disguise: what sounds or looks like one, and is made of characters that nobody
would choose, is for a person to see. So short a word resembles too many for more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from catalogues import name_look_alikes, reading, surnames
from catalogues.names.borders import is_frequent
from catalogues.names.lexicon import Entry, entries
from catalogues.names.places import chosen_characters

TITLES = re.compile(
    "记|家|氏|老|式|牌|同志|先生|女士|主席|总理|元帅|将军|总统|故居|旧居|故里|府|宅|公馆|精神|烈士|英雄|$"
)
"""What may follow a person's name and leave it one."""
SHOPS = re.compile("专卖|体验|之家|授权|直营|特约|售后|旗舰|官方|连锁|加盟|专营|正品|代理|$")
"""What may follow a mark of two characters and leave it one."""
_SIZE = 2


@lru_cache(maxsize=20_000)
def found(text: str, said: str) -> tuple[tuple[Entry, bool], ...]:
    """The words that a comparable trade name begins with in disguise, and whether it is their sound; a mark with trades
    counts only where `said`, industry and form, speaks of one."""
    head = text[:_SIZE]
    if len(head) < _SIZE or head in _plain() or is_frequent(head) or chosen_characters().issuperset(head):
        return ()
    if _is_of_a_family(head):
        return ()
    return tuple(
        (entry, heard)
        for entry, heard in _resembled(head)
        if _ENDS[entry.match].match(text[_SIZE:]) and entry.counts_in(said)
    )[:1]


def _is_of_a_family(head: str) -> bool:
    """小彭, 贾家: how people are called, and nobody in disguise."""
    before, after = head[0] in _CALLED and head[1] in surnames.all(), head[0] in surnames.all() and head[1] in _HOUSE
    return before or after


_CALLED, _HOUSE = frozenset("老小阿"), frozenset("家记氏")
_ENDS = {"mark": SHOPS, "person": TITLES}


def _resembled(head: str) -> Iterator[tuple[Entry, bool]]:
    for key in product(*(_syllables(character) for character in head)):
        for entry in _by_sound().get(key, ()):
            if _sounds_like(head, entry):
                yield entry, True
    shape = name_look_alikes.shape(head)
    yield from ((entry, False) for entry in _by_shape().get(shape, ()))


def _sounds_like(head: str, entry: Entry) -> bool:
    """Tone for tone; a mark also where one of its characters stands as it is. A person keeps the family name, or has
    one that is none."""
    if entry.match == "person" and head[0] != entry.word[0] and head[0] in surnames.all():
        return False
    pairs = tuple(zip(head, entry.word, strict=True))
    if all(_tones(mine) & _tones(theirs) for mine, theirs in pairs):
        return True
    return entry.match == "mark" and any(mine == theirs for mine, theirs in pairs)


@cache
def _readings() -> dict[str, frozenset[str]]:
    heard: dict[str, set[str]] = {}
    for syllable, characters in reading.document("character_sounds.json").items():
        for character in characters:
            heard.setdefault(character, set()).add(syllable)
    return {character: frozenset(syllables) for character, syllables in heard.items()}


def _tones(character: str) -> frozenset[str]:
    return _readings().get(character, frozenset())


def _syllables(character: str) -> frozenset[str]:
    return frozenset(syllable[:-1] for syllable in _tones(character))


@cache
def _short() -> tuple[Entry, ...]:
    """Marks, and persons whose name is refused; a namesake of others is nobody in disguise."""
    return tuple(
        entry
        for entry in entries()
        if len(entry.word) == _SIZE
        and (entry.match == "mark" or (entry.match == "person" and entry.outcome == "reject"))
    )


@cache
def _plain() -> frozenset[str]:
    return frozenset(entry.word for entry in _short())


@cache
def _by_sound() -> dict[tuple[str, ...], tuple[Entry, ...]]:
    heard: dict[tuple[str, ...], tuple[Entry, ...]] = {}
    for entry in _short():
        for key in product(*(_syllables(character) for character in entry.word)):
            heard[key] = (*heard.get(key, ()), entry)
    return heard


@cache
def _by_shape() -> dict[str, tuple[Entry, ...]]:
    seen: dict[str, tuple[Entry, ...]] = {}
    for entry in _short():
        shape = name_look_alikes.shape(entry.word)
        seen[shape] = (*seen.get(shape, ()), entry)
    return seen
