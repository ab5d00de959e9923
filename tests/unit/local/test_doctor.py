"""The doctor tells in time what will stop registrations."""

from __future__ import annotations

from datetime import date

import pytest

from catalogues import working_days
from cli import doctor


@pytest.mark.parametrize(
    ("today", "found", "stops"),
    [
        (date(2026, 11, 20), "known to the end of 2026", False),
        (date(2026, 12, 20), "the calendar of 2027 is missing", False),
        (date(2027, 1, 5), "the calendar of 2027 is missing", True),
    ],
)
def test_next_calendar(monkeypatch: pytest.MonkeyPatch, today: date, found: str, stops: bool) -> None:
    """A missing calendar is a note a month ahead, and a fault once the year has begun."""
    monkeypatch.setattr(working_days, "years", lambda: frozenset(range(2020, 2027)))
    finding = doctor._calendar(today)
    assert finding.found == found
    assert (finding.mend is not None and not finding.note) is stops
