"""How long a file may be on its way, and by which way it goes."""

from __future__ import annotations

from datetime import date

import pytest

from catalogues import moves
from catalogues.moves import Way


def test_golden_dates() -> None:
    """Three months end on the same date, or on the last of a month that has none (民法典 Art. 201, 202)."""
    assert moves.last_day(date(2026, 11, 28)) == date(2027, 2, 28)
    assert moves.last_day(date(2026, 11, 30)) == date(2027, 2, 28)
    assert moves.alarm_days(date(2026, 11, 28)) == (date(2027, 1, 27), date(2027, 2, 16))


@pytest.mark.parametrize(
    ("connected", "to", "way"),
    [
        ("province", "14021500", Way.ELECTRONIC),
        ("province", "21010200", Way.PRINT),
        ("all", "21010200", Way.ELECTRONIC),
        ("none", "14021500", Way.PRINT),
    ],
)
def test_way(connected: str, to: str, way: Way) -> None:
    """Where no interface leads, a print is carried, and people act; else only who says so."""
    found = moves.in_force().model_copy(update={"connected": connected, "by_person": ("1402",)})
    assert found.way("14021300", to) is way
    assert found.acts_by_person("14010500", way) is (way is Way.PRINT)
    assert found.acts_by_person("14021300", way) is True
