"""Until when a case must be decided, and until when a person's review can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from catalogues import human_review
from catalogues.errors import UnknownCode
from kernel import deadlines
from kernel.errors import Defect
from services.approval.domain import limits
from tests.fixtures.notices import NOTICE_OF_2027, load_notice

FRIDAY = date(2026, 11, 20)
LAST_WEEK_OF_2026 = date(2026, 12, 29)
LAST_WEEK_OF_ALL_YEARS = date(2030, 12, 29)


def _midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun_on", "last_day"),
    [
        (date(2026, 11, 16), date(2026, 11, 19)),
        (FRIDAY, date(2026, 11, 25)),
        (date(2026, 11, 21), date(2026, 11, 25)),
        (date(2026, 9, 30), date(2026, 10, 10)),
    ],
)
def test_a_review_takes_three_working_days(begun_on: date, last_day: date) -> None:
    """The day itself, weekends and holidays do not count; a make-up working day does (10 October 2026)."""
    assert limits.review_due(begun_on) == _midnight_after(last_day)


def test_an_extension_begins_where_the_review_ends() -> None:
    """Three working days after the last day, not after the midnight that ends it."""
    assert limits.extended(_midnight_after(date(2026, 11, 25))) == _midnight_after(date(2026, 11, 30))
    assert limits.extended(_midnight_after(date(2026, 11, 20))) == _midnight_after(date(2026, 11, 25))


def test_a_review_can_be_asked_for_within_five_working_days() -> None:
    """Counted from the day of the decision, which itself does not count."""
    assert limits.review_request_until(FRIDAY) == _midnight_after(date(2026, 11, 27))


@pytest.mark.parametrize(("decided_on", "in_time"), [(date(2026, 11, 25), True), (date(2026, 11, 26), False)])
def test_in_time_is_by_the_last_day(decided_on: date, in_time: bool) -> None:
    """The third working day is in time, the next day is not."""
    assert limits.decided_in_time(FRIDAY, decided_on) is in_time


def test_the_last_day_is_the_one_that_ends() -> None:
    """24:00 belongs to the day before; an instant later does not."""
    end = _midnight_after(FRIDAY)
    assert (deadlines.last_day(end), deadlines.last_day(end + timedelta(microseconds=1))) == (
        FRIDAY,
        date(2026, 11, 21),
    )


@pytest.mark.parametrize("limit", [limits.review_due, limits.review_request_until])
def test_no_limit_is_guessed(limit: Callable[[date], datetime]) -> None:
    """A period that reaches a year of which not even the statutory days are known is a defect that names it."""
    with pytest.raises(Defect, match="calendar_missing: 2031"):
        limit(LAST_WEEK_OF_ALL_YEARS)


def test_doubt_shortens_the_authoritys_time_and_lengthens_the_applicants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the notice for 2027 every day that may become a working day counts for the review, and none of them for
    the request of one. Counted anew with a notice that adds nothing, both are what the law gives."""
    assert limits.review_due(LAST_WEEK_OF_2026) == _midnight_after(date(2027, 1, 2))
    assert limits.review_request_until(LAST_WEEK_OF_2026) == _midnight_after(date(2027, 1, 13))
    load_notice(monkeypatch, NOTICE_OF_2027)
    assert limits.review_due(LAST_WEEK_OF_2026) == _midnight_after(date(2027, 1, 4))
    assert limits.review_request_until(LAST_WEEK_OF_2026) == _midnight_after(date(2027, 1, 6))


def test_an_extension_counts_from_the_day_once_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day told before the notice stays the one that an extension begins after."""
    told = limits.review_due(LAST_WEEK_OF_2026)
    load_notice(monkeypatch, NOTICE_OF_2027)
    assert limits.extended(told) == _midnight_after(date(2027, 1, 6))


def test_the_period_is_a_dated_choice() -> None:
    """The catalogue says that the law names no period, and knows none before the notice."""
    period = human_review.request_period(FRIDAY)
    assert (period.working_days, period.basis.startswith("自定")) == (5, True)
    assert human_review.request_period(period.valid_from) == period
    with pytest.raises(UnknownCode):
        human_review.request_period(period.valid_from - timedelta(days=1))
