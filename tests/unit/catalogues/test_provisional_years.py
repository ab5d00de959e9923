"""A year whose notice is not loaded is counted provisionally, and never against an applicant."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from borax.calendars.lunardate import LunarDate, TermUtils
from structlog.testing import capture_logs

from catalogues import reading, working_days
from catalogues.working_days import SHANGHAI, Bound
from tests.fixtures.notices import NOTICE_OF_2027, load_notice

QINGMING = 6
"""Its number among the solar terms, from Minor Cold on."""
VICTORY_DAY = (date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6))
"""Off, off and made up by a notice of May 2015, for that year only; no yearly notice had named them."""


def _by_law(year: int) -> list[date]:
    """Statutory days after the rules in force in a year, computed and not read: 放假办法 of 2007, 2013 and 2024."""
    spring = LunarDate(year, 1, 1).to_solar_date()
    eve, days = (1, 4) if year >= 2025 else (0, 3) if year >= 2014 else (1, 3)
    fixed = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3), *([(5, 2)] if year >= 2025 else [])]
    return sorted(
        [
            *(date(year, month, day) for month, day in fixed),
            *(spring + timedelta(days=n - eve) for n in range(days)),
            TermUtils.nth_term_day(year, QINGMING),
            LunarDate(year, 5, 5).to_solar_date(),
            LunarDate(year, 8, 15).to_solar_date(),
        ]
    )


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> None:
    """The years 2008 to 2026 as if none of their notices had come yet."""
    by_law = frozenset(day for year in range(2008, 2028) for day in _by_law(year))
    monkeypatch.setattr(working_days, "exceptions", dict)
    monkeypatch.setattr(working_days, "statutory_days", lambda: by_law)


@pytest.mark.parametrize("year", range(2027, 2031))
def test_statutory_days_agree_with_an_independent_calendar(year: int) -> None:
    """The thirteen days of a year are those that a lunar calendar of others and the law's fixed days give."""
    rows = [row for row in reading.rows("statutory_days.csv") if row["date"].startswith(str(year))]
    assert [date.fromisoformat(row["date"]) for row in rows] == _by_law(year)
    names = [row["festival"] for row in rows]
    assert {name: names.count(name) for name in names} == {
        "元旦": 1,
        "春节": 4,
        "清明节": 1,
        "劳动节": 2,
        "端午节": 1,
        "中秋节": 1,
        "国庆节": 3,
    }


def test_the_law_as_computed_is_what_notices_kept() -> None:
    """In no year since 2008 was a statutory day, as computed here, a working day."""
    assert [d for year in range(2008, 2027) for d in _by_law(year) if chinese_calendar.is_workday(d)] == []


def _against_applicants() -> tuple[date, ...]:
    """Days from 2008 to 2026 that counted for an applicant and were off, or not for the authority and were worked."""
    first, last = date(2008, 1, 1), date(2026, 12, 31)
    every_day = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(
        day
        for day in every_day
        if (worked := chinese_calendar.is_workday(day)) < working_days.is_working_day(day, binds="applicant")
        or worked > working_days.is_working_day(day, binds="authority")
    )


@pytest.mark.usefixtures("history")
def test_no_notice_since_2008_would_have_gone_against_an_applicant() -> None:
    """Day by day, so for every period: none of an applicant ended earlier than by the notices, none of the authority
    later. The one exception was announced in the middle of its year."""
    assert _against_applicants() == VICTORY_DAY


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("reach", "one_less"), [("_BRIDGES", (1, 5)), ("_BRIDGES", (2, 4)), ("_MAKE_UPS", (7, 10)), ("_MAKE_UPS", (8, 9))]
)
def test_notices_went_as_far_as_is_doubted(
    monkeypatch: pytest.MonkeyPatch, reach: str, one_less: tuple[int, int]
) -> None:
    """With any of the four figures one less, some notice since 2008 would have gone against an applicant."""
    monkeypatch.setattr(working_days, reach, one_less)
    assert len(_against_applicants()) > len(VICTORY_DAY)


@pytest.mark.parametrize(
    ("start", "n", "applicant", "authority"),
    [
        (date(2026, 12, 18), 3, date(2026, 12, 23), date(2026, 12, 23)),
        (date(2026, 12, 23), 3, date(2026, 12, 28), date(2026, 12, 26)),
        (date(2026, 12, 28), 6, date(2027, 1, 13), date(2027, 1, 4)),
        (date(2027, 2, 2), 3, date(2027, 2, 17), date(2027, 2, 9)),
        (date(2027, 3, 3), 6, date(2027, 3, 11), date(2027, 3, 11)),
        (date(2027, 4, 28), 2, date(2027, 5, 11), date(2027, 4, 30)),
    ],
)
def test_periods_over_days_in_doubt(start: date, n: int, applicant: date, authority: date) -> None:
    """Over the turn of the year, Spring Festival and Labour Day of 2027 an applicant has longer, the authority less
    time; before any doubt and far from feasts both have the same."""
    assert working_days.add_working_days(start, n, binds="applicant") == applicant
    assert working_days.add_working_days(start, n, binds="authority") == authority


@pytest.mark.parametrize("binds", ["applicant", "authority"])
def test_spring_festival_of_2027(binds: Bound) -> None:
    """Off by law are 5 to 8 February, from New Year's Eve on. Wednesday to Friday before and after may become holidays
    and Sundays working days: they count for neither side's good."""
    working = {d for d in range(1, 29) if working_days.is_working_day(date(2027, 2, d), binds=binds)}
    sure = {1, 2, 15, 16, 17, 18, 19, 22, 23, 24, 25, 26}
    doubtful = {3, 4, 9, 10, 11, 12, 13, 14}
    assert working == (sure if binds == "applicant" else sure | doubtful)


def test_the_signing_deadline_over_the_turn_of_the_year() -> None:
    """Who confirms on Monday 28 December 2026 signs until 24:00 of 13 January, in no case shorter than the law's six
    working days; with a notice that adds nothing it would be 6 January."""
    confirmed = datetime(2026, 12, 28, 10, tzinfo=SHANGHAI)
    assert working_days.signing_deadline(confirmed) == datetime(2027, 1, 14, tzinfo=SHANGHAI)


def test_a_notice_ends_the_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loaded, it counts alone, for both sides and for the December before."""
    load_notice(monkeypatch, NOTICE_OF_2027)
    assert 2027 in working_days.years()
    assert 2027 not in working_days.provisional_years()
    for binds in ("applicant", "authority"):
        assert working_days.add_working_days(date(2026, 12, 28), 6, binds=binds) == date(2027, 1, 6)
    assert working_days.in_doubt_from() == date(2027, 12, 24)


def test_a_notice_may_reach_back_without_making_its_year_before_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of December that the next notice names counts as named; its own year is not known by that."""
    load_notice(monkeypatch, {date(2027, 12, 31): False, date(2028, 1, 1): False})
    assert not working_days.is_working_day(date(2027, 12, 31), binds="authority")
    assert working_days.provisional_years() == {2027, 2029, 2030}


def test_counting_without_notice_is_never_silent() -> None:
    """A warning names the year, once per process; days that no notice can change warn of nothing."""
    working_days._tell.cache_clear()
    with capture_logs() as logs:
        working_days.add_working_days(date(2026, 12, 14), 6, binds="applicant")
        assert logs == []
        for _ in range(2):
            working_days.add_working_days(date(2026, 12, 23), 6, binds="applicant")
    assert logs == [{"event": "working_days_counted_without_notice", "log_level": "warning", "year": 2027}]


def test_far_from_any_feast_a_year_without_notice_warns_too() -> None:
    """A working day of March is certain, but whoever runs the product must know that the notice is missing."""
    working_days._tell.cache_clear()
    with capture_logs() as logs:
        assert working_days.is_working_day(date(2029, 3, 14), binds="applicant")
    assert [line["year"] for line in logs] == [2029]
