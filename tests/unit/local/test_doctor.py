"""The doctor tells in time what will stop registrations."""

from __future__ import annotations

from datetime import date

import pytest

from cli import doctor
from tests.fixtures.notices import NOTICE_OF_2027, load_notice


@pytest.mark.parametrize(
    ("today", "found", "stops"),
    [
        (date(2026, 11, 20), "known to the end of 2026", False),
        (date(2026, 12, 20), "provisional from 2026-12-24 on: the notice for 2027 is missing", False),
        (date(2027, 1, 5), "provisional from 2026-12-24 on: the notice for 2027 is missing", True),
        (date(2027, 12, 20), "provisional from 2026-12-24 on: the notice for 2027 is missing", True),
        (date(2030, 12, 1), "provisional from 2026-12-24 on: the notice for 2027 is missing", True),
        (date(2030, 12, 20), "the calendar of 2031 is missing", True),
        (date(2031, 1, 5), "the calendar of 2031 is missing", True),
    ],
)
def test_next_calendar(today: date, found: str, stops: bool) -> None:
    """A missing notice is a note a month ahead, and a fault once its year has begun; so is a year of which nothing is
    known."""
    finding = doctor._calendar(today)
    assert finding.found == found
    assert (finding.mend is not None and not finding.note) is stops


def test_how_to_mend_the_calendar() -> None:
    """The doctor names the file to add, and what happens until then."""
    provisional, missing = doctor._calendar(date(2026, 12, 20)).mend, doctor._calendar(date(2031, 1, 5)).mend
    assert provisional and "holiday_calendar_2027.csv" in provisional and "the authority's earlier" in provisional
    assert missing and "holiday_calendar_2031.csv" in missing and "no period may reach 2031" in missing


def test_a_loaded_notice_satisfies_the_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the notice for 2027 there is nothing to mend until December 2027."""
    load_notice(monkeypatch, NOTICE_OF_2027)
    assert doctor._calendar(date(2027, 1, 5)).mend is None
    assert doctor._calendar(date(2027, 12, 5)).found == "provisional from 2027-12-24 on: the notice for 2028 is missing"
