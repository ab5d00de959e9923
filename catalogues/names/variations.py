"""Forbidden words in disguise: written with other characters of the same sound, with characters that look alike or are
taken to pieces, with one put in, doubled or exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from catalogues import name_look_alikes, reading, surnames
from catalogues.names.borders import is_apart, is_ordinary
from catalogues.names.lexicon import Entry, entries

_SOUNDS_LIKE, _LOOKS_LIKE, _SOUNDS_LIKE_A_FORBIDDEN = "N-44", "N-45", "N-46"
_SHORTEST = 3
"""A word of fewer characters has too many that resemble it."""
_LONGEST, _LONGEST_FILLED = 8, 6
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_NEAR_ENDS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@dataclass(frozen=True, slots=True)
class Likeness:
    """What stands between two places of a text and resembles an entry, with the rule that says how."""

    rule_id: str
    entry: Entry
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sound:
    """A reading of a character: `exact` with its tone, `near` as many dialects speak it."""

    exact: str
    near: str


def _near(syllable: str) -> str:
    spoken = syllable[:-1]
    for initial, plain in _NEAR:
        if spoken.startswith(initial):
            spoken = plain + spoken[len(initial) :]
    for final, plain in _NEAR_ENDS:
        if spoken.endswith(final):
            spoken = spoken[: -len(final)] + plain
    return spoken


@cache
def _sounds() -> dict[str, tuple[_Sound, ...]]:
    found: dict[str, tuple[_Sound, ...]] = {}
    for syllable, characters in reading.document("character_sounds.json").items():
        sound = _Sound(syllable, _near(syllable))
        for character in characters:
            found[character] = (*found.get(character, ()), sound)
    return found


class _Node(dict[str, "_Node"]):
    """A step in the tree of what words sound like: the next syllables, and the words that end here."""

    __slots__ = ("ends",)

    def __init__(self) -> None:
        self.ends: list[Entry] = []


@cache
def _tree() -> _Node:
    root = _Node()
    for entry in entries():
        if "sound" in entry.variations and len(entry.word) >= (2 if "short" in entry.variations else _SHORTEST):
            _grow(root, entry, 0)
    return root


def _grow(node: _Node, entry: Entry, place: int) -> None:
    if place == len(entry.word):
        node.ends.append(entry)
        return
    for near in {sound.near for sound in _sounds().get(entry.word[place], ())}:
        _grow(node.setdefault(near, _Node()), entry, place + 1)


@lru_cache(maxsize=20_000)
def found(text: str, said: str = "") -> tuple[Likeness, ...]:
    """What a comparable trade name holds of such; at each place the longest alone. `said` are industry and form, which
    decide whether a mark of another trade counts."""
    every = (each for each in _all(text) if each.entry.counts_in(said) and each.word not in each.entry.harmless)
    kept: list[Likeness] = []
    for one in sorted(every, key=lambda each: (each.start - each.end, each.rule_id != _SOUNDS_LIKE_A_FORBIDDEN)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda each: each.start))


def _all(text: str) -> Iterator[Likeness]:
    for start in range(len(text)):
        for end, entry in _heard(text, start, _tree()):
            written = text[start:end]
            if written != entry.word and _alike(written, entry) and _stands_alone(text, start, end):
                long = len(written) >= _SHORTEST
                forbidden = long and "pun" in entry.variations and _same_tones(written, entry) == len(written)
                yield Likeness(_SOUNDS_LIKE_A_FORBIDDEN if forbidden else _SOUNDS_LIKE, entry, written, start, end)
    for start, end, entry in _seen(text):
        if text[start:end] != entry.word and _stands_alone(text, start, end):
            yield Likeness(_LOOKS_LIKE, entry, text[start:end], start, end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """It is no ordinary word and no piece of two others."""
    return not is_ordinary(text[start:end]) and is_apart(text, start, end)


def _heard(text: str, place: int, node: _Node) -> Iterator[tuple[int, Entry]]:
    for entry in node.ends:
        yield place, entry
    if place < len(text):
        for near in dict.fromkeys(sound.near for sound in _sounds().get(text[place], ())):
            if near in node:
                yield from _heard(text, place + 1, node[near])


def _same_tones(written: str, entry: Entry) -> int:
    """How many characters sound just as the word's do, tone included."""
    pairs = zip(written, entry.word, strict=True)
    return sum(any(mine.exact == theirs.exact for mine, theirs in _readings(*pair)) for pair in pairs)


def _readings(one: str, other: str) -> Iterator[tuple[_Sound, _Sound]]:
    return product(_sounds()[one], _sounds()[other])


def _close(one: str, other: str) -> bool:
    """One syllable in two tones, or one tone on two syllables that dialects do not tell apart."""
    return any(
        mine.exact[:-1] == theirs.exact[:-1] or (mine.near == theirs.near and mine.exact[-1] == theirs.exact[-1])
        for mine, theirs in _readings(one, other)
    )


def _alike(written: str, entry: Entry) -> bool:
    """Two characters sound just the same; of three and more one may sound a little different, and one is the word's own
    or all sound the same."""
    same, size = _same_tones(written, entry), len(written)
    if same == size:
        return True
    pairs = tuple(zip(written, entry.word, strict=True))
    # 汪小洪 is of another family than 王小洪; 玺小洪 is of none.
    same_family = written[0] == entry.word[0] or written[0] not in surnames.all()
    kept = same_family if entry.match == "person" else any(one == other for one, other in pairs)
    return size >= _SHORTEST and same >= size - 1 and kept and all(_close(*pair) for pair in pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Words by what they look like, by their characters in any order, and by themselves."""

    shapes: dict[str, Entry]
    orders: dict[str, Entry]
    plain: dict[str, Entry]


@cache
def _shown() -> _Seen:
    long = [entry for entry in entries() if len(entry.word) >= _SHORTEST and entry.pattern is None]
    shaped = [entry for entry in long if "shape" in entry.variations]
    filled = [entry for entry in long if "filler" in entry.variations]
    return _Seen(
        {name_look_alikes.shape(entry.word): entry for entry in shaped},
        {"".join(sorted(entry.word)): entry for entry in filled},
        {entry.word: entry for entry in shaped},
    )


def _seen(text: str) -> Iterator[tuple[int, int, Entry]]:
    shown = _shown()
    shape = name_look_alikes.shape(text)
    for start in range(len(text)):
        for end in range(start + _SHORTEST, min(len(text), start + _LONGEST) + 1):
            for entry in (shown.shapes.get(shape[start:end]), shown.orders.get("".join(sorted(text[start:end])))):
                if entry is not None:
                    yield start, end, entry
        for end in range(start + _SHORTEST + 1, min(len(text), start + _LONGEST_FILLED + 1) + 1):
            window = text[start:end]
            for place in range(1, len(window) - 1):
                entry = shown.plain.get(window[:place] + window[place + 1 :])
                if entry is not None and "filler" in entry.variations:
                    yield start, end, entry
    yield from _one_exchanged(text)
    yield from _rewritten(text, shown.plain)


def _one_exchanged(text: str) -> Iterator[tuple[int, int, Entry]]:
    """A crime or a vulgar word of which one character is another that begins with the same sound (何洛因); a mark of
    four and more of which one is any other (蜜雪水城)."""
    for start in range(len(text)):
        for end in range(start + _SHORTEST, min(len(text), start + _LONGEST) + 1):
            for place in range(start, end):
                gap = place - start, text[start:place] + text[place + 1 : end]
                entry = _gapped().get(gap)
                if entry is not None and _initials(text[place]) & _initials(entry.word[place - start]):
                    yield start, end, entry
                elif entry is None and (mark := _marks_with_a_gap().get(gap)) is not None:
                    yield start, end, mark


def _initials(character: str) -> set[str]:
    return {sound.near[0] for sound in _sounds().get(character, ())}


@cache
def _gapped() -> dict[tuple[int, str], Entry]:
    long = [entry for entry in _puns().values() if len(entry.word) >= _SHORTEST]
    return {(at, entry.word[:at] + entry.word[at + 1 :]): entry for entry in long for at in range(len(entry.word))}


@cache
def _marks_with_a_gap() -> dict[tuple[int, str], Entry]:
    long = [e for e in entries() if e.match == "mark" and len(e.word) > _SHORTEST and "filler" in e.variations]
    return {(at, entry.word[:at] + entry.word[at + 1 :]): entry for entry in long for at in range(len(entry.word))}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A character as it was meant, and the places of those it is written with."""

    character: str
    start: int
    end: int
    composed: bool = False


def _rewritten(text: str, plain: dict[str, Entry]) -> Iterator[tuple[int, int, Entry]]:
    """Doubled characters written once, and characters that were taken to pieces put together; a short word counts
    only with the latter, 二奶奶 is none written twice."""
    pieces = _pieces(text)
    if len(pieces) == len(text):
        return
    for first in range(len(pieces)):
        for last in range(first, min(len(pieces), first + _LONGEST)):
            written = pieces[first : last + 1]
            word = "".join(piece.character for piece in written)
            entry = plain.get(word) or (_puns().get(word) if any(piece.composed for piece in written) else None)
            if entry is not None:
                yield written[0].start, written[-1].end, entry


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    place = 0
    while place < len(text):
        whole = name_look_alikes.composed().get(text[place : place + 2])
        if whole:
            found.append(_Piece(whole, place, place + 2, composed=True))
        elif found and found[-1].character == text[place]:
            found[-1] = _Piece(text[place], found[-1].start, place + 1)
        else:
            found.append(_Piece(text[place], place, place + 1))
        place = found[-1].end
    return found


@cache
def _puns() -> dict[str, Entry]:
    return {entry.word: entry for entry in entries() if "pun" in entry.variations and entry.outcome == "reject"}
