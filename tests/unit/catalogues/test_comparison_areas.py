"""Among whose names a name is compared follows the law of the day."""

from __future__ import annotations

from datetime import date

import pytest

from catalogues import comparison_areas


@pytest.mark.parametrize(
    ("authority", "area"),
    [
        ("14021300", "140200"),
        ("14022100", "140200"),
        ("14020000", "140200"),
        ("21028100", "210200"),
        ("11010500", "110000"),
        ("41900100", "419001"),
    ],
)
def test_the_authorities_of_a_city_share_one_area(authority: str, area: str) -> None:
    """Districts and counties of one city; a municipality is one area, and so is a county under its province."""
    assert comparison_areas.area_of(authority) == area


def test_before_the_guide_each_county_was_an_area() -> None:
    """A name judged for a day of 2025 is compared within its county."""
    assert (comparison_areas.on(date(2025, 12, 31)).area, comparison_areas.on(date(2026, 1, 1)).area) == (
        "county",
        "city",
    )
    assert comparison_areas.area_of("14021300", "county") == "140213"
