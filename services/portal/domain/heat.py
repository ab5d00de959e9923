"""How many licences were issued where: tiles of one size for the divisions one step below a place (证照热力地图)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogues import divisions
from catalogues.divisions import CITY, COUNTY, Division
from catalogues.errors import UnknownCode

LEVELS = 5
SPANS = ("本月", "今年", "全部")
_LINE = 6
WIDTH, HEIGHT, GAP = 88, 76, 4


@dataclass(frozen=True, slots=True)
class Place:
    """A division or a street with its licences; `code` is empty for a street, below which there is nothing."""

    name: str
    code: str
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a place is drawn; `lines` is its name, broken where it is long."""

    place: Place
    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TileChart:
    columns: int
    width: int
    height: int
    tiles: tuple[Tile, ...]


def own_place(authority_code: str) -> Division:
    """The division of an authority. Raises UnknownCode."""
    return divisions.get(authority_code[:6])


def place_within(code: str, own: Division) -> Division | None:
    """The division with this code, if it is `own` or lies in it."""
    place = divisions.find(code)
    return place if place is not None and own.code in {each.code for each in way_down(place)} else None


def way_down(place: Division) -> list[Division]:
    """Province, city, county down to the place, as far as they exist."""
    way: list[Division] = []
    at: Division | None = place
    while at is not None:
        way.append(at)
        at = divisions.find(at.parent_code) if at.parent_code else None
    return [each for each in reversed(way) if each.kind != "placeholder"]


def places(place: Division, counts: Iterable[Mapping[str, Any]]) -> tuple[Place, ...]:
    """What lies one step below, in the order of the official list, places without licences included."""
    counts = list(counts)
    if place.level == COUNTY:
        inside = Counter[str]()
        for each in counts:
            if each["county_code"] == place.code:
                inside[each["street_name"]] += each["count"]
        known = [street.name for street in divisions.streets(place.code)]
        names = [*known, *(name for name in inside if name not in known)]
        return _levelled([(name, "", inside[name]) for name in names])
    below = Counter[str]()
    for each in counts:
        below[_child_of(place, each["county_code"])] += each["count"]
    return _levelled([(each.name, each.code, below[each.code]) for each in _children(place)])


def chart(found: Sequence[Place], columns: int) -> TileChart:
    """Tiles in rows of `columns`; positions in the units of the picture."""
    tiles = tuple(
        Tile(
            place,
            GAP + (WIDTH + GAP) * (number % columns),
            GAP + (HEIGHT + GAP) * (number // columns),
            _lines(place.name),
        )
        for number, place in enumerate(found)
    )
    rows = -(-len(found) // columns)
    return TileChart(columns, GAP + (WIDTH + GAP) * columns, GAP + (HEIGHT + GAP) * rows, tiles)


def legend(found: Sequence[Place]) -> list[tuple[int, int, int]]:
    """Level, smallest and greatest number of each level that can occur."""
    most = max((place.count for place in found), default=0)
    bounds = _bounds(most)
    return [(0, 0, 0)] + [
        (level, bounds[level - 1] + 1, bounds[level])
        for level in range(1, LEVELS + 1)
        if bounds[level - 1] < bounds[level]
    ]


def by_period(place: Division, counts: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """First day of each period, and how many licences it has, newest first."""
    inside = Counter[str]()
    for each in counts:
        if _belongs(each["county_code"], place):
            inside[each["begins"]] += each["count"]
    return sorted(inside.items(), reverse=True)


def spans(today: date) -> list[tuple[str, str, str]]:
    """What is often asked for: a label, the first and the last day."""
    begins = (today.replace(day=1), today.replace(month=1, day=1))
    return [
        *((label, day.isoformat(), today.isoformat()) for label, day in zip(SPANS, begins, strict=False)),
        (SPANS[-1], "", ""),
    ]


def _children(place: Division) -> tuple[Division, ...]:
    return tuple(each for each in divisions.children(place.code) if each.is_real)


def _child_of(place: Division, county_code: str) -> str:
    """The division right below `place` that a county is or lies in; the county itself where none is."""
    try:
        way = [each.code for each in way_down(divisions.get(county_code))]
        return way[way.index(place.code) + 1]
    except (UnknownCode, ValueError, IndexError):
        return county_code


def _belongs(county_code: str, place: Division) -> bool:
    digits = {COUNTY: 6, CITY: 4}.get(place.level, 2)
    return county_code[:digits] == place.code[:digits]


def _levelled(rows: Sequence[tuple[str, str, int]]) -> tuple[Place, ...]:
    bounds = _bounds(max((count for _, _, count in rows), default=0))
    return tuple(
        Place(name, code, count, next(level for level, bound in enumerate(bounds) if count <= bound))
        for name, code, count in rows
    )


def _bounds(most: int) -> list[int]:
    """The greatest number of each level: 0, then equal steps."""
    return [-(-most * level // LEVELS) for level in range(LEVELS + 1)]


def _lines(name: str) -> tuple[str, ...]:
    return (name,) if len(name) <= _LINE else (name[: -(-len(name) // 2)], name[-(-len(name) // 2) :])
