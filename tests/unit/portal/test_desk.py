"""The desk's time, order and drawing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from catalogues.working_days import SHANGHAI
from kernel import deadlines
from services.portal.domain import desk
from services.portal.domain.desk import Remaining, chart_of, duration, remaining

DUE = datetime(2026, 11, 26, tzinfo=SHANGHAI)
"""24:00 of Wednesday, 25 November."""


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 11, 20, 10, tzinfo=SHANGHAI), Remaining("days", 3)),
        (datetime(2026, 11, 22, 10, tzinfo=SHANGHAI), Remaining("days", 3)),
        (datetime(2026, 11, 23, 23, 59, tzinfo=SHANGHAI), Remaining("days", 2)),
        (datetime(2026, 11, 24, 0, 0, tzinfo=SHANGHAI), Remaining("days", 1)),
        (datetime(2026, 11, 25, 9, 30, tzinfo=SHANGHAI), Remaining("today", hours=14)),
        (DUE - timedelta(microseconds=1), Remaining("today", hours=0)),
        (DUE, Remaining("overdue", 1)),
        (datetime(2026, 11, 29, 12, tzinfo=SHANGHAI), Remaining("overdue", 2)),
        (datetime(2026, 11, 30, 0, tzinfo=SHANGHAI), Remaining("overdue", 3)),
    ],
)
def test_remaining_counts_working_days(now: datetime, left: Remaining) -> None:
    """Today is not counted; weekends neither; the last day counts in hours."""
    assert remaining(DUE, now) == left


def test_a_limit_passed_on_a_holiday_is_overdue_by_no_working_day() -> None:
    """From 24:00 on it is overdue all the same."""
    due = datetime(2026, 11, 28, tzinfo=SHANGHAI)
    assert remaining(due, due + timedelta(hours=3)) == Remaining("overdue", 0)


def test_days_in_doubt_are_counted_as_the_limit_was_set() -> None:
    """Before the notice for 2027, the Saturday after New Year's Day is the last of three days: two are left after the
    first, as the authority's time is the shorter one."""
    due = datetime(2027, 1, 3, tzinfo=SHANGHAI)
    assert remaining(due, datetime(2026, 12, 30, 9, tzinfo=SHANGHAI)) == Remaining("days", 2)


def test_a_year_without_calendar_is_not_guessed() -> None:
    """The limit is shown, the days are not."""
    assert remaining(datetime(2199, 1, 5, tzinfo=SHANGHAI), DUE) == Remaining("unknown")


@pytest.mark.parametrize(
    ("left", "mood"),
    [
        (Remaining("overdue", 0), "bad"),
        (Remaining("today", hours=3), "act"),
        (Remaining("days", 1), "act"),
        (Remaining("days", 2), "quiet"),
        (Remaining("unknown"), "quiet"),
    ],
)
def test_mood(left: Remaining, mood: str) -> None:
    """What is due soon stands out, what is overdue more."""
    assert left.mood == mood


def test_the_last_day_ends_at_the_limit() -> None:
    """Midnight belongs to the day before."""
    assert deadlines.last_day(DUE).isoformat() == "2026-11-25"


def test_what_matters_most_comes_first() -> None:
    """And what nothing was found of is left out."""
    results = [{"outcome": outcome} for outcome in ("PASS", "REFER", "PASS", "REJECT")]
    assert [(outcome, len(found)) for outcome, found in desk.by_outcome(results)] == [
        ("REJECT", 1),
        ("REFER", 1),
        ("PASS", 2),
    ]


def _found(**days: tuple[int, int]) -> dict[str, Any]:
    by_day = [{"day": day.replace("_", "-")[1:], "decided": n, "on_time": k} for day, (n, k) in days.items()]
    return {"from": "2026-11-01", "to": "2026-11-10", "by_day": by_day}


def test_every_day_of_the_span_has_its_place() -> None:
    """Also days on which nothing was decided."""
    chart = chart_of(_found(d2026_11_03=(3, 2), d2026_11_10=(1, 1)))
    assert chart
    assert [bar.decided for bar in chart.bars] == [0, 0, 3, 0, 0, 0, 0, 0, 0, 1]
    assert all(a.x + a.width <= b.x for a, b in zip(chart.bars, chart.bars[1:], strict=False))
    assert chart.bars[-1].x + chart.bars[-1].width <= chart.width


def test_bars_stand_on_the_line_and_are_as_high_as_their_number() -> None:
    """The late part is a part of the whole."""
    chart = chart_of(_found(d2026_11_03=(4, 1), d2026_11_04=(2, 2)))
    assert chart
    late, timely = chart.bars[2], chart.bars[3]
    assert late.top + late.height == pytest.approx(chart.bottom)
    assert late.height == pytest.approx(2 * timely.height)
    assert late.late_height == pytest.approx(0.75 * late.height, abs=0.1)
    assert timely.late_height == 0
    assert [cases for cases, _ in chart.ticks] == [0, 2, 4]


def test_nothing_decided_is_no_chart() -> None:
    """Words say so instead."""
    assert chart_of(_found()) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ("none", 0)),
        (1.4, ("seconds", 1)),
        (90, ("minutes", 2)),
        (7200, ("hours", 2)),
        (86_400 * 2.6, ("days", 3)),
    ],
)
def test_durations(seconds: float | None, said: tuple[str, int]) -> None:
    """In the largest unit that fits."""
    assert duration(seconds) == said
