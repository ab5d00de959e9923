"""How long a business may rest (歇业), and when the rest may be made longer (条例 Art. 30; 实施细则 Art. 41, 42)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from catalogues import timers

REASONS: Mapping[str, str] = {
    "disaster": "自然灾害",
    "accident": "事故灾难",
    "health": "公共卫生事件",
    "social": "社会安全事件",
    "hardship": "其他原因造成经营困难",
}
"""Why a business may rest; the article ends its list with 等原因."""


def last_day(first_on: date, rested_before: int = 0) -> date:
    """The last day of the longest rest that begins on a day: the same date three years later (民法典 Art. 201, 202),
    less the days for which the business rested before."""
    year = first_on.year + timers.amount("suspension_max")
    try:
        same = first_on.replace(year=year)
    except ValueError:  # 29 February
        same = date(year, 2, 28)
    return same - timedelta(days=rested_before)


def extension_from(until: date) -> date:
    """The first day on which a rest that ends on a day can be made longer: within thirty days before it ends."""
    return until - timedelta(days=timers.amount("suspension_extension"))


def rested(first_on: date, last_on: date) -> int:
    """For how many days it rested; the day on which it began does not count."""
    return max((last_on - first_on).days, 0)
