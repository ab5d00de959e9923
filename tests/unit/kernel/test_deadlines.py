"""The end of every period is said alike: the last day, until 24:00."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kernel.clock import SHANGHAI
from kernel.deadlines import has_passed, last_day, said_en, said_zh

MIDNIGHT = datetime(2026, 12, 2, 16, tzinfo=UTC)
"""00:00 of 3 December in China."""


@pytest.mark.parametrize("end", [MIDNIGHT, MIDNIGHT.astimezone(SHANGHAI), date(2026, 12, 2)])
def test_midnight_belongs_to_the_day_that_ends(end: datetime | date) -> None:
    """Nobody reads 3 December 00:00; a day alone is said like the instant at its end."""
    assert (said_zh(end), said_en(end)) == ("2026年12月2日24:00", "24:00 on 2 December 2026")


def test_an_instant_inside_a_day_is_said_to_the_minute() -> None:
    """What ends in the middle of a day says when."""
    end = datetime(2026, 12, 2, 1, 5, tzinfo=UTC)
    assert (said_zh(end), said_en(end)) == ("2026年12月2日09:05", "09:05 on 2 December 2026")


def test_the_last_day_is_the_one_that_ends_then() -> None:
    """An instant later it is the next day's."""
    assert (last_day(MIDNIGHT), last_day(MIDNIGHT.replace(microsecond=1))) == (date(2026, 12, 2), date(2026, 12, 3))


def test_on_its_last_day_a_thing_holds() -> None:
    """A document is over from the day after its last one on."""
    until = date(2026, 12, 2)
    assert [has_passed(until, day) for day in (date(2026, 12, 1), until, date(2026, 12, 3))] == [False, False, True]
