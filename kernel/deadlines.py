"""How the end of a period is said, everywhere alike: by its last day, which lasts until 24:00 (民法典 Art. 203)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kernel.clock import SHANGHAI, local_date

_MIDNIGHT = time(0)


def last_day(end: datetime) -> date:
    """The last day in China of a period: one that ends at 00:00 ends at 24:00 of the day before."""
    return local_date(end - timedelta(microseconds=1))


def has_passed(day: date, today: date) -> bool:
    """Whether a day up to which something holds, a document or a right, is over; on the day itself it holds."""
    return day < today


def said_zh(end: datetime | date) -> str:
    """2026年12月2日24:00; a day ends at its 24:00, an instant inside a day is said to the minute."""
    day, clock = _parts(end)
    return f"{day.year}年{day.month}月{day.day}日{f'{clock:%H}:{clock:%M}' if clock else '24:00'}"


def said_en(end: datetime | date) -> str:
    """24:00 on 2 December 2026."""
    day, clock = _parts(end)
    return f"{f'{clock:%H:%M}' if clock else '24:00'} on {day.day} {day:%B %Y}"


def _parts(end: datetime | date) -> tuple[date, time | None]:
    if not isinstance(end, datetime):
        return end, None
    local = end.astimezone(SHANGHAI)
    return (last_day(end), None) if local.time() == _MIDNIGHT else (local.date(), local.time())
