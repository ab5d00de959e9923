"""How many licences were issued where and when (证照热力地图)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from catalogues import authorities, divisions
from kernel.tokens import Principal
from services.licence.operations.resources import Resources
from services.licence.store import licences

Period = Literal["day", "month", "year"]


class HeatCount(BaseModel):
    """`begins` is the first day of the period, as far as it is asked for."""

    county_code: str
    county_name: str
    street_name: str
    begins: date
    count: int


class Heat(BaseModel):
    total: int
    period: Period
    counts: tuple[HeatCount, ...]


def count_licences(
    resources: Resources, caller: Principal, *, from_day: date | None, to_day: date | None, period: Period
) -> Heat:
    """Licences of the official's authority and of those below it, by county, street and period."""
    with resources.database.reading() as session:
        rows = licences.counts_by_place(
            session, _below(caller.authority or ""), from_day=from_day, to_day=to_day, period=period
        )
    counts = tuple(
        HeatCount(
            county_code=county,
            county_name=found.name if (found := divisions.find(county)) else county,
            street_name=street,
            begins=begins,
            count=count,
        )
        for county, street, begins, count in rows
    )
    return Heat(total=sum(one.count for one in counts), period=period, counts=counts)


def _below(authority_code: str) -> list[str]:
    """The authority, and every one whose chain of parents leads to it."""
    reached = {authority_code}
    while more := {one.code for one in authorities.all() if one.parent_code in reached} - reached:
        reached |= more
    return sorted(reached)
