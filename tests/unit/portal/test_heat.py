"""Tiles of the heat map, and the numbers on blank forms."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues import divisions
from services.portal.domain import heat, licence_office

PINGCHENG, DATONG, SHANXI = (divisions.get(code) for code in ("140213", "140200", "140000"))


def counted(county: str, street: str, count: int, begins: str = "2026-11-01") -> dict[str, object]:
    return {"county_code": county, "street_name": street, "count": count, "begins": begins}


COUNTS = [
    counted("140213", "大庆路街道", 7),
    counted("140213", "大庆路街道", 2, "2026-10-01"),
    counted("140213", "从前街道", 1),
    counted("140214", "口泉街道", 3),
]


def test_streets_of_a_county() -> None:
    """Every street, those without licences too; one that is no longer listed comes last; others' do not count."""
    found = {place.name: place.count for place in heat.places(PINGCHENG, COUNTS)}
    assert (found["大庆路街道"], found["卧虎湾街道"]) == (9, 0)
    assert list(found)[-1] == "从前街道"
    assert sum(found.values()) == 10


def test_counties_of_a_city_and_cities_of_a_province() -> None:
    """Counts add up on the way up, and each place leads down."""
    city = {place.code: place.count for place in heat.places(DATONG, COUNTS)}
    assert (city["140213"], city["140214"], city["140212"]) == (10, 3, 0)
    province = {place.code: place.count for place in heat.places(SHANXI, COUNTS)}
    assert province["140200"] == 13 == sum(province.values())


def test_only_what_lies_within_is_shown() -> None:
    """One's own division and those below it."""
    assert heat.place_within("140213", DATONG) == PINGCHENG
    assert heat.place_within("140200", DATONG) == DATONG
    assert heat.place_within("140000", DATONG) is None
    assert heat.place_within("210106", DATONG) is None
    assert heat.place_within("000000", DATONG) is None


def test_periods_newest_first() -> None:
    """Of the place alone."""
    assert heat.by_period(PINGCHENG, COUNTS) == [("2026-11-01", 8), ("2026-10-01", 2)]


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30))
def test_levels_rise_with_numbers(numbers: list[int]) -> None:
    """Nothing is the lowest level and only that; more is never paler; the legend covers every number."""
    counts = [counted("140213", f"街道{index}", number) for index, number in enumerate(numbers)]
    found = sorted(heat.places(PINGCHENG, counts), key=lambda place: place.count)
    assert all((place.level == 0) == (place.count == 0) for place in found)
    assert all(one.level <= other.level for one, other in itertools.pairwise(found))
    ranges = heat.legend(found)
    assert all(any(least <= place.count <= most for _, least, most in ranges) for place in found)
    assert all((place.level, True) == next((v, True) for v, a, z in ranges if a <= place.count <= z) for place in found)


@pytest.mark.parametrize("columns", [4, 9])
def test_tiles_lie_side_by_side(columns: int) -> None:
    """Inside the picture, none over another."""
    chart = heat.chart(heat.places(PINGCHENG, COUNTS), columns)
    corners = {(tile.x, tile.y) for tile in chart.tiles}
    assert len(corners) == len(chart.tiles) == 19
    assert all(x + heat.WIDTH <= chart.width and y + heat.HEIGHT <= chart.height for x, y in corners)


def test_serial_numbers_run_on() -> None:
    """With their zeros; what ends in no digit is the first number only."""
    assert licence_office.serial_numbers("SX0099", 3) == ["SX0099", "SX0100", "SX0101"]
    assert licence_office.serial_numbers("A-", 2) == ["A-", ""]


def test_steps_lead_on() -> None:
    """From the agent to the papers."""
    assert licence_office.steps_around("agent", papers=True) == (None, "facts")
    assert licence_office.steps_around("papers", papers=True) == ("certificate", None)
