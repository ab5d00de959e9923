"""Organisation codes of market entities: how a place in a block becomes a unified social credit code."""

from __future__ import annotations

from collections.abc import Sequence

from catalogues.filing_types import entity_kinds
from catalogues.filing_types.words import EntityKind
from kernel.numbers import USCC_ALPHABET, make_organisation_code, make_uscc

PREFIX = "MA"
"""What organisation codes of market entities begin with."""

CAPACITY = len(USCC_ALPHABET) ** 6
DERIVED_BLOCK = 3_500_000
"""Codes in a block that is made up for a demonstration: every authority of two provinces fits in."""


def body_at(position: int) -> str:
    """The six characters after the prefix, counted from 0. Raises ValueError outside 0 … CAPACITY - 1."""
    if not 0 <= position < CAPACITY:
        raise ValueError("a code's position lies outside the alphabet's six characters")
    letters = []
    for _ in range(6):
        position, digit = divmod(position, len(USCC_ALPHABET))
        letters.append(USCC_ALPHABET[digit])
    return "".join(reversed(letters))


def position_of(body: str) -> int:
    """The inverse of `body_at`. Raises ValueError for anything but six characters of the alphabet."""
    if len(body) != 6 or any(letter not in USCC_ALPHABET for letter in body):
        raise ValueError("a code's body has six characters of 0-9 and A-Y without I, O, S, V")
    position = 0
    for letter in body:
        position = position * len(USCC_ALPHABET) + USCC_ALPHABET.index(letter)
    return position


def uscc_at(position: int, authority_code: str, kind: EntityKind = EntityKind.SOLE_TRADER) -> str:
    """An entity's code (GB 32100-2015, GB 11714) at a position, registered by an authority of eight digits."""
    return make_uscc(
        entity_kinds.get(kind).uscc_category, authority_code[:6], make_organisation_code(PREFIX + body_at(position))
    )


def position_in(uscc: str) -> int | None:
    """Where a code stands among the bodies; None for one without the prefix of market entities."""
    return position_of(uscc[10:16]) if uscc[8:10] == PREFIX else None


def derived_block(authority_code: str, authority_codes: Sequence[str]) -> tuple[int, int]:
    """First and last position of the block an authority has in a demonstration.

    The same `authority_codes` give the same blocks, no two of which overlap. Raises ValueError for a code that is not
    among them, or when there are too many.
    """
    ordered = sorted(set(authority_codes))
    if len(ordered) * DERIVED_BLOCK > CAPACITY:
        raise ValueError("too many authorities for blocks of this size")
    first = ordered.index(authority_code) * DERIVED_BLOCK
    return first, first + DERIVED_BLOCK - 1
