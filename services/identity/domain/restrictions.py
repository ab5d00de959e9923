"""How long persons answerable for a false registration may not register (市场主体登记管理条例 第四十条第三款)."""

from __future__ import annotations

from datetime import date

from catalogues import timers

ARTICLE = "市场主体登记管理条例 第四十条第三款"


def restriction_end(begin: date) -> date:
    """The last restricted day: three years after the registration was revoked (29 February ends on the 28th)."""
    year = begin.year + timers.amount("reapply_ban")
    try:
        return begin.replace(year=year)
    except ValueError:
        return begin.replace(year=year, day=28)


def later(one: date | None, other: date | None) -> date | None:
    """The later of two ends, where None is no restriction."""
    return max(filter(None, (one, other)), default=None)
