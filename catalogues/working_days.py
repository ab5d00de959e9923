"""Working days in China (State Council holiday notices) and the periods that are counted in them."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from catalogues import reading, timers

SHANGHAI = ZoneInfo("Asia/Shanghai")
_ONE_DAY = timedelta(days=1)


class CalendarMissing(LookupError):
    """The working-day calendar of a year has not been published or not been loaded."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no working-day calendar for the year {year}")
        self.year = year


@cache
def exceptions() -> Mapping[date, bool]:
    """Days that the yearly notices name: True for a make-up working day, False for a holiday. A new year is a new
    file `holiday_calendar_<year>.csv` beside the others."""
    return MappingProxyType(
        {
            date.fromisoformat(row["date"]): row["kind"] == "makeup_workday"
            for name in reading.file_names()
            if name.startswith("holiday_calendar_")
            for row in reading.rows(name)
        }
    )


@cache
def years() -> frozenset[int]:
    """Years whose calendar is loaded."""
    return frozenset(day.year for day in exceptions())


def is_working_day(day: date) -> bool:
    """Monday to Friday and not a holiday, or a make-up working day. Raises CalendarMissing, never guesses."""
    if day.year not in years():
        raise CalendarMissing(day.year)
    return exceptions().get(day, day.weekday() < calendar.SATURDAY)


def add_working_days(start: date, n: int, *, first_day_counts: bool = False) -> date:
    """The n-th working day from `start` (n ≥ 1), `start` itself not counted unless told so (民法典 Art. 201;
    行政许可法 Art. 82). Raises CalendarMissing if the period reaches a year without data."""
    if n < 1:
        raise ValueError("a period has at least one day")
    day = start if first_day_counts else start + _ONE_DAY
    remaining = n
    while True:
        if is_working_day(day):
            remaining -= 1
            if remaining == 0:
                return day
        day += _ONE_DAY


def add_months(start: date, months: int) -> date:
    """The last day of a period of whole months: the corresponding day, or the last day of a month that has
    none (民法典 Art. 202). Holidays at the end do not extend it."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def end_of_day(day: date) -> datetime:
    """24:00 of a day in China, which is 00:00 of the next (timezone-aware)."""
    return datetime.combine(day + _ONE_DAY, time(), SHANGHAI)


def signing_deadline(start: datetime) -> datetime:
    """24:00 Asia/Shanghai of the sixth working day after the day of `start` (timezone-aware), the day itself
    not counted. Raises CalendarMissing; ValueError for a time without zone."""
    return end_of_day(add_working_days(_in_china(start).date(), timers.amount("sign_deadline")))


def deadline_notice_date(deadline: datetime) -> date:
    """The last day on which one may still act: the date that is told to the applicant. ValueError for a time
    without zone."""
    return (_in_china(deadline) - timedelta(microseconds=1)).date()


def _in_china(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a time without zone does not say which day it is")
    return instant.astimezone(SHANGHAI)
