"""Industries of the national economy (GB/T 4754-2017): sections, divisions, groups and classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class Industry:
    """`level` is 1 section (one letter), 2 division, 3 group, 4 class (四位小类)."""

    code: str
    name: str
    level: int
    section: str
    parent_code: str


@cache
def _by_code() -> dict[str, Industry]:
    return {
        row["code"]: Industry(
            code=row["code"],
            name=row["name"],
            level=int(row["level"]),
            section=row["section"],
            parent_code=row["parent_code"],
        )
        for row in reading.rows("industries_gbt4754_2017.csv")
    }


def all() -> tuple[Industry, ...]:
    """Every industry in the order of the standard."""
    return tuple(_by_code().values())


def get(code: str) -> Industry:
    """The industry of a code of any level. Raises UnknownCode."""
    try:
        return _by_code()[code]
    except KeyError:
        raise UnknownCode("industries", code) from None


def section(code: str) -> Industry:
    """The section (门类) that an industry belongs to. Raises UnknownCode."""
    return get(get(code).section)


def path(code: str) -> tuple[Industry, ...]:
    """From the section down to the industry itself. Raises UnknownCode."""
    industry = get(code)
    above = path(industry.parent_code) if industry.parent_code else ()
    return (*above, industry)


def children(code: str) -> tuple[Industry, ...]:
    """Industries one level below, none for a class. Raises UnknownCode."""
    get(code)
    return tuple(industry for industry in _by_code().values() if industry.parent_code == code)
