"""Organisation codes: positions, bodies and blocks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues import authorities
from kernel.numbers import USCC_ALPHABET, is_uscc
from services.register.domain import codes

positions = st.integers(0, codes.CAPACITY - 1)


@given(positions)
def test_round_trip(position: int) -> None:
    """Every position has one body, and the body its position."""
    assert codes.position_of(codes.body_at(position)) == position


@given(positions, positions)
def test_order(one: int, other: int) -> None:
    """Bodies are in the order of their positions, so that ranges can be compared as text."""
    assert (codes.body_at(one) < codes.body_at(other)) == (one < other)


@given(positions)
def test_uscc(position: int) -> None:
    """Every position gives a sole trader's code that satisfies GB 32100-2015 and GB 11714."""
    uscc = codes.uscc_at(position, "14021300")
    assert is_uscc(uscc)
    assert uscc.startswith("92140213MA" + codes.body_at(position))


def test_known_code() -> None:
    """The valid code of the notice's archive list comes out of its body."""
    assert codes.uscc_at(codes.position_of("0MU7MP"), "14021300") == "92140213MA0MU7MP45"


@pytest.mark.parametrize("body", ["", "00000", "0000000", "00000I", "00000o", "00000０"])
def test_no_body(body: str) -> None:
    """Other lengths and letters are no body."""
    with pytest.raises(ValueError, match="body"):
        codes.position_of(body)


@pytest.mark.parametrize("position", [-1, codes.CAPACITY])
def test_no_position(position: int) -> None:
    """Positions end where six characters end."""
    with pytest.raises(ValueError, match="position"):
        codes.body_at(position)


def test_derived_blocks_never_overlap() -> None:
    """Every registering authority of both provinces has a block, and no two blocks share a code."""
    registering = [one.code for one in authorities.all() if one.registers_sole_traders]
    ranges = sorted(codes.derived_block(code, registering) for code in registering)
    assert len(ranges) > 200
    assert all(before[1] < after[0] for before, after in itertools.pairwise(ranges))
    assert ranges[0][0] >= 0
    assert ranges[-1][1] < codes.CAPACITY


def test_derived_blocks_do_not_depend_on_order() -> None:
    """The same authorities in another order have the same blocks."""
    assert codes.derived_block("b", ["c", "a", "b"]) == codes.derived_block("b", ["a", "b", "c"])


def test_too_many_authorities() -> None:
    """More authorities than there are blocks are refused, not squeezed in."""
    with pytest.raises(ValueError, match="too many"):
        codes.derived_block("0", [str(number) for number in range(codes.CAPACITY // codes.DERIVED_BLOCK + 1)])


def test_alphabet() -> None:
    """The alphabet is in the order of code points, on which the settings rely."""
    assert list(USCC_ALPHABET) == sorted(USCC_ALPHABET)
