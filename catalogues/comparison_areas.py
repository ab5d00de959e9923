"""Among whose names a name is compared: those of its authority alone, or of all authorities of its city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from catalogues import divisions, reading

Area = Literal["county", "city"]


@dataclass(frozen=True, slots=True)
class ComparisonArea:
    """What 同一企业登记机关 (企业名称登记管理规定 Art. 17) means from a day on. A row is shipped on its first day or
    later: names stand in the register under the area of the latest row."""

    valid_from: date
    area: Area
    basis: str
    note: str


@cache
def all() -> tuple[ComparisonArea, ...]:
    """Every row, the latest last."""
    rows = reading.document("comparison_areas.json")
    return tuple(
        ComparisonArea(date.fromisoformat(row["valid_from"]), row["area"], row["basis"], row["note"]) for row in rows
    )


def on(day: date) -> ComparisonArea:
    """The row in force on a day; before all of them the first."""
    return next((row for row in reversed(all()) if row.valid_from <= day), all()[0])


@lru_cache(maxsize=1_000)
def area_of(authority_code: str, area: Area | None = None) -> str:
    """Six digits, equal for authorities that share one area: the county, or its city. A county directly under its
    province is an area of its own, the districts of a municipality are one. `area` is that of the latest row unless
    given. Raises UnknownCode."""
    county = divisions.get(authority_code[:6])
    if (area or all()[-1].area) == "county":
        return county.code
    city = divisions.city_of(county.code)
    if city is not None:
        return city.code
    province = divisions.province_of(county.code)
    return province.code if province.name.endswith("市") else county.code
