"""Until when a case must be decided, and until when a person's review can be asked for; instants in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime

from catalogues import human_review, timers, working_days
from catalogues.working_days import CalendarMissing
from kernel.deadlines import last_day
from kernel.errors import Defect


def review_due(begun_on: date) -> datetime:
    """24:00 of the third working day after the day on which a review begins (条例 Art. 19)."""
    return _end(begun_on, timers.amount("review"), "authority")


def extended(due: datetime) -> datetime:
    """24:00 of the third working day after the last day of the review (条例 Art. 19)."""
    return _end(last_day(due), timers.amount("review_extension"), "authority")


def review_request_until(decided_on: date) -> datetime:
    """24:00 of the last day on which a person's review of an automatic refusal can be asked for online."""
    return _end(decided_on, human_review.request_period(decided_on).working_days, "applicant")


def correction_until(decided_on: date) -> datetime:
    """24:00 of the last day on which a correction can be made; no law sets that limit, the notice does."""
    return _end(decided_on, timers.amount("correction"), "applicant")


def decided_in_time(begun_on: date, decided_on: date) -> bool:
    """Whether a decision was made within the limit that nobody extended."""
    return decided_on <= last_day(review_due(begun_on))


def _end(start: date, days: int, binds: working_days.Bound) -> datetime:
    """Raises Defect `approval.calendar_missing` when the period reaches a year of which nothing is known."""
    try:
        return working_days.end_of_day(working_days.add_working_days(start, days, binds=binds)).astimezone(UTC)
    except CalendarMissing as missing:
        raise Defect("approval.calendar_missing", str(missing.year)) from missing
