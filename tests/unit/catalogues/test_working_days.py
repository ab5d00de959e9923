"""Working days follow the State Council notices, and periods the Civil Code."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues import phrases, timers, working_days
from catalogues.working_days import SHANGHAI, Bound, CalendarMissing
from tests.fixtures.notices import NOTICE_OF_2027, load_notice

KNOWN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "known_answers" / "workday_cases.json").read_text("utf-8")
)
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
days = st.dates(FIRST, date(2026, 10, 31))
any_days = st.dates(FIRST, date(2030, 9, 30))
either = st.sampled_from(["applicant", "authority"])
for_either = pytest.mark.parametrize("binds", ["applicant", "authority"])


@pytest.mark.parametrize("case", KNOWN["add_workdays"], ids=lambda case: f"{case['start']}+{case['n']}")
@for_either
def test_adding_working_days(case: dict[str, Any], binds: Bound) -> None:
    """The n-th working day is that of the known answers."""
    found = working_days.add_working_days(date.fromisoformat(case["start"]), case["n"], binds=binds)
    assert found.isoformat() == case["nth_workday"]


@pytest.mark.parametrize("case", KNOWN["is_workday"], ids=lambda case: case["date"])
@for_either
def test_is_working_day(case: dict[str, Any], binds: Bound) -> None:
    """Holidays and make-up days are those of the known answers."""
    assert working_days.is_working_day(date.fromisoformat(case["date"]), binds=binds) is case["is_workday"]


@for_either
def test_every_day_agrees_with_an_independent_calendar(monkeypatch: pytest.MonkeyPatch, binds: Bound) -> None:
    """Each of the 2557 days from 2020 to 2026 is a working day exactly when `chinesecalendar` says so; the last ones,
    once the notice for 2027 leaves them as they are."""
    load_notice(monkeypatch, NOTICE_OF_2027)
    every_day = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert len(every_day) == 2557
    differing = [d for d in every_day if working_days.is_working_day(d, binds=binds) != chinese_calendar.is_workday(d)]
    assert differing == []


@for_either
@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2031, 1, 1)])
def test_year_without_data_is_refused(day: date, binds: Bound) -> None:
    """A year of which not even the statutory days are known is never guessed, and the error names it."""
    with pytest.raises(CalendarMissing) as caught:
        working_days.is_working_day(day, binds=binds)
    assert caught.value.year == day.year
    assert str(day.year) in str(caught.value)
    assert isinstance(caught.value, LookupError)


@for_either
def test_period_that_reaches_a_year_without_data_is_refused(binds: Bound) -> None:
    """A period from late December is refused as soon as it needs a year of which nothing is known."""
    assert working_days.add_working_days(date(2030, 12, 24), 1, binds=binds) == date(2030, 12, 25)
    with pytest.raises(CalendarMissing, match="2031"):
        working_days.add_working_days(date(2030, 12, 24), 8, binds=binds)


@pytest.mark.parametrize("n", [0, -1])
def test_period_has_at_least_one_day(n: int) -> None:
    """There is no zeroth working day."""
    with pytest.raises(ValueError, match="at least one day"):
        working_days.add_working_days(date(2022, 2, 22), n, binds="applicant")


def test_first_day_may_be_counted_on_demand() -> None:
    """Counting the first day moves the sixth working day from 2 March to 1 March; a rest day is never counted."""
    tuesday, saturday = date(2022, 2, 22), date(2022, 2, 19)
    counted = partial(working_days.add_working_days, binds="applicant", first_day_counts=True)
    assert counted(tuesday, 6) == date(2022, 3, 1)
    assert counted(saturday, 6) == date(2022, 2, 28)
    assert counted(tuesday, 1) == tuesday


@given(any_days, st.integers(1, 20), either)
def test_result_is_a_later_working_day(start: date, n: int, binds: Bound) -> None:
    """The n-th working day is one, lies after the start, and exactly n working days are passed."""
    end = working_days.add_working_days(start, n, binds=binds)
    passed = [start + timedelta(days=k) for k in range(1, (end - start).days + 1)]
    assert working_days.is_working_day(end, binds=binds)
    assert sum(working_days.is_working_day(day, binds=binds) for day in passed) == n


@given(any_days, any_days, st.integers(1, 20), st.integers(1, 20), either)
def test_working_days_are_monotone(one: date, other: date, few: int, many: int, binds: Bound) -> None:
    """Starting later or counting more never ends earlier."""
    first, second = sorted((one, other))
    fewer, more = sorted((few, many))
    assert working_days.add_working_days(first, fewer, binds=binds) <= working_days.add_working_days(
        second, more, binds=binds
    )


@given(any_days, st.integers(1, 10), st.integers(1, 10), either)
def test_working_days_add_up(start: date, n: int, m: int, binds: Bound) -> None:
    """Counting n and then m is counting n + m."""
    counted = partial(working_days.add_working_days, binds=binds)
    assert counted(counted(start, n), m) == counted(start, n + m)


def test_signing_deadline_of_the_notice() -> None:
    """Who starts on 22 February 2022 signs until 24:00 of 2 March, as the red notice tells."""
    deadline = working_days.signing_deadline(datetime(2022, 2, 22, 10, 11, 4, tzinfo=SHANGHAI))
    assert deadline == datetime(2022, 3, 3, 0, 0, tzinfo=SHANGHAI)
    assert deadline.utcoffset() == timedelta(hours=8)
    last_day = working_days.deadline_notice_date(deadline)
    assert last_day == date(2022, 3, 2)
    assert phrases.sign_deadline_notice(last_day) == (
        "请注意！请在2022年03月02日前（6个工作日内），完成材料签字（即电子签名）。逾期未提交设立登记申请，需重新认证！"
    )


def test_signing_deadline_counts_days_of_china() -> None:
    """17:00 UTC is already the next day in China."""
    before, after = datetime(2022, 2, 21, 15, 59, tzinfo=UTC), datetime(2022, 2, 21, 16, 0, tzinfo=UTC)
    assert working_days.deadline_notice_date(working_days.signing_deadline(before)) == date(2022, 3, 1)
    assert working_days.deadline_notice_date(working_days.signing_deadline(after)) == date(2022, 3, 2)


def test_time_without_zone_is_refused() -> None:
    """A time that does not say which day it is neither starts nor ends a period."""
    with pytest.raises(ValueError, match="zone"):
        working_days.signing_deadline(datetime(2022, 2, 22, 10))
    with pytest.raises(ValueError, match="zone"):
        working_days.deadline_notice_date(datetime(2022, 3, 3))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2022, 2, 22), 2, date(2022, 4, 22)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
        (date(2022, 8, 31), 1, date(2022, 9, 30)),
        (date(2022, 1, 15), 12, date(2023, 1, 15)),
        (date(2022, 3, 31), -1, date(2022, 2, 28)),
    ],
)
def test_adding_months(start: date, months: int, end: date) -> None:
    """A period of months ends on the corresponding day, or on the last day of a month without one."""
    assert working_days.add_months(start, months) == end


@given(days, st.integers(0, 240))
def test_months_keep_the_day_or_clamp_it(start: date, months: int) -> None:
    """The day of the month stays, or it is the last of its month and smaller."""
    end = working_days.add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_timers() -> None:
    """All 27 timers are there; those of fixed length say how long they are."""
    assert len(timers.all()) == 27
    assert timers.amount("sign_deadline") == 6
    assert (timers.get("name_reservation").amount, timers.get("name_reservation").unit) == (2, "month")
    assert timers.get("annual_report").amount is None
    with pytest.raises(LookupError):
        timers.amount("realname_validity")
    with pytest.raises(LookupError):
        timers.get("nothing")
