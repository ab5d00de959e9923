"""Working days in China (State Council holiday notices, provisional until a year's is loaded) and periods of them."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

import structlog

from catalogues import reading, timers

SHANGHAI = ZoneInfo("Asia/Shanghai")
Bound = Literal["applicant", "authority"]
"""Whom a period binds. What no notice has settled yet counts for the applicant: the period of an applicant ends at the
latest, that of the authority at the earliest (docs/decisions/0012)."""

log = structlog.get_logger()

_ONE_DAY = timedelta(days=1)
_BRIDGES = (2, 5)
"""How many days before and after a statutory day a notice may make a weekday a holiday. Since 2008 no yearly notice
went further; tests measure it."""
_MAKE_UPS = (8, 10)
"""The same of Saturdays and Sundays that a notice may make working days."""


class CalendarMissing(LookupError):
    """Of a year neither the notice nor the statutory days are loaded."""

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
def statutory_days() -> frozenset[date]:
    """Days off by law alone (全国年节及纪念日放假办法 Art. 2) of the years whose notice may be missing."""
    return frozenset(date.fromisoformat(row["date"]) for row in reading.rows("statutory_days.csv"))


def years() -> frozenset[int]:
    """Years whose notice is loaded. Each names New Year's Day; a notice may also name days of the December before."""
    return frozenset(day.year for day in exceptions() if (day.month, day.day) == (1, 1))


def provisional_years() -> frozenset[int]:
    """Years of which only the statutory days are known."""
    return frozenset(day.year for day in statutory_days()) - years()


def in_doubt_from() -> date:
    """The first day that a notice not loaded yet may still change."""
    return min(_unsettled()) - _ONE_DAY * _MAKE_UPS[0]


def is_working_day(day: date, *, binds: Bound) -> bool:
    """Monday to Friday and not a holiday, or a make-up working day.

    Without a notice no statutory day is one, and a day that the notice may still change is one only where the period
    binds the authority; a warning is logged once. Raises CalendarMissing, never guesses.
    """
    if (named := exceptions().get(day)) is not None:
        return named
    announced = day.year in years()
    if not announced and day.year not in provisional_years():
        raise CalendarMissing(day.year)
    weekday = day.weekday() < calendar.SATURDAY
    unsettled = _unsettled()
    before, after = _BRIDGES if weekday else _MAKE_UPS
    changeable = any(day + _ONE_DAY * n in unsettled for n in range(-after, before + 1))
    if announced and not changeable:
        return weekday
    _tell(day.year if not announced else day.year + 1)
    if day in unsettled:
        return False
    return binds == "authority" if changeable else weekday


def _unsettled() -> frozenset[date]:
    """Statutory days around which a notice is still to come, with the New Year's Day after all that is known."""
    settled = years()
    known = settled | {day.year for day in statutory_days()}
    return frozenset({day for day in statutory_days() if day.year not in settled} | {date(max(known) + 1, 1, 1)})


@cache
def _tell(year: int) -> None:
    """Once per process and year: whoever runs it must load the notice."""
    log.warning("working_days_counted_without_notice", year=year)


def add_working_days(start: date, n: int, *, binds: Bound, first_day_counts: bool = False) -> date:
    """The n-th working day from `start` (n ≥ 1), `start` itself not counted unless told so (民法典 Art. 201;
    行政许可法 Art. 82). Raises CalendarMissing if the period reaches a year of which nothing is known."""
    if n < 1:
        raise ValueError("a period has at least one day")
    day = start if first_day_counts else start + _ONE_DAY
    remaining = n
    while True:
        if is_working_day(day, binds=binds):
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
    return end_of_day(add_working_days(_in_china(start).date(), timers.amount("sign_deadline"), binds="applicant"))


def deadline_notice_date(deadline: datetime) -> date:
    """The last day on which one may still act: the date that is told to the applicant. ValueError for a time
    without zone."""
    return (_in_china(deadline) - timedelta(microseconds=1)).date()


def _in_china(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a time without zone does not say which day it is")
    return instant.astimezone(SHANGHAI)
