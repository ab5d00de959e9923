"""Application numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.filing.domain.numbering import application_number, is_application_number


def test_parts_of_a_number() -> None:
    """Authority, business type, day, sequence and check digit, 23 digits in all."""
    number = application_number("140213", "01", date(2022, 2, 22), 1)
    assert number[:22] == "1402130120220222000001"
    assert len(number) == 23


@given(st.integers(1, 999_999), st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(0, 22), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(sequence: int, day: date, position: int, by: int) -> None:
    """The check digit finds every single mistyped digit (GB/T 17710)."""
    number = application_number("140213", "01", day, sequence)
    assert is_application_number(number)
    wrong = number[:position] + str((int(number[position]) + by) % 10) + number[position + 1 :]
    assert not is_application_number(wrong)


@pytest.mark.parametrize("sequence", [0, 1_000_000])
def test_sequence_out_of_range(sequence: int) -> None:
    """More than 999,999 applications a day have no numbers."""
    with pytest.raises(ValueError, match="used up"):
        application_number("140213", "01", date(2022, 2, 22), sequence)
