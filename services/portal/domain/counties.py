"""Where a business is, or moves to: province, city and county, each chosen out of those of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogues import authorities, divisions
from catalogues.divisions import Division
from catalogues.errors import UnknownCode


def below(typed: Mapping[str, str]) -> dict[str, Any]:
    """The select boxes that follow from what was chosen."""
    cities, counties = _children(typed.get("province")), []
    if cities and not any(divisions.children(each.code) for each in cities):
        cities, counties = [], cities  # municipalities have counties right below
    city = typed.get("city")
    if cities and city in {each.code for each in cities}:
        counties = _children(city)
    return {
        "cities": [(each.code, each.name) for each in cities],
        "counties": [(each.code, each.name) for each in counties if _served(each)],
        "unserved": bool(counties) and not any(map(_served, counties)),
    }


def _children(code: str | None) -> list[Division]:
    found = divisions.find(code) if code else None
    return list(divisions.children(found.code)) if found else []


def _served(county: Division) -> bool:
    try:
        return authorities.for_division(county.code).registers_sole_traders
    except UnknownCode:
        return False
