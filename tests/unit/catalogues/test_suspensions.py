"""How long a business may rest: known answers, counted by hand (实施细则 Art. 41; 民法典 Art. 201, 202)."""

from __future__ import annotations

from datetime import date

import pytest

from catalogues import suspensions


@pytest.mark.parametrize(
    ("first_on", "rested_before", "last"),
    [
        (date(2026, 12, 1), 0, date(2029, 12, 1)),
        (date(2026, 11, 28), 0, date(2029, 11, 28)),
        (date(2028, 2, 29), 0, date(2031, 2, 28)),
        (date(2026, 12, 1), 30, date(2029, 11, 1)),
        (date(2026, 12, 1), 1096, date(2026, 12, 1)),
    ],
)
def test_three_years_in_all(first_on: date, rested_before: int, last: date) -> None:
    """The same date three years later, less what it rested before; who used all of it may rest no more."""
    assert suspensions.last_day(first_on, rested_before) == last


def test_extension_within_the_last_thirty_days() -> None:
    """Of a rest that ends on 31 December 2026, from 1 December on."""
    assert suspensions.extension_from(date(2026, 12, 31)) == date(2026, 12, 1)


def test_days_rested() -> None:
    """The first day does not count; who trades again on the day on which it began rested for none."""
    assert suspensions.rested(date(2026, 12, 1), date(2026, 12, 31)) == 30
    assert suspensions.rested(date(2026, 12, 1), date(2026, 12, 1)) == 0
    assert suspensions.rested(date(2026, 12, 1), date(2026, 11, 1)) == 0
