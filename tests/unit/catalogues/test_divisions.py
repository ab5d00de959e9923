"""Divisions, streets and authorities answer for the whole of Shanxi and Liaoning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues import authorities, divisions
from catalogues.errors import UnknownCode

SHANXI, LIAONING = "140000", "210000"
OUR_COUNTIES = [*divisions.counties(SHANXI), *divisions.counties(LIAONING)]
ALL_COUNTIES = [county for province in divisions.provinces() for county in divisions.counties(province.code)]


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("140213", "大同市平城区"),
        ("140221", "阳高县"),
        ("140181", "古交市"),
        ("210624", "宽甸满族自治县"),
        ("110101", "北京市东城区"),
        ("500112", "重庆市渝北区"),
        ("429021", "神农架林区"),
        ("520203", "六枝特区"),
        ("140303", "阳泉市矿区"),
        ("140200", "大同市"),
        ("140000", "山西省"),
        ("110100", "北京市"),
        ("140271", "大同市"),
        ("441900", "东莞市"),
    ],
)
def test_name_prefix(code: str, prefix: str) -> None:
    """A district carries its city's name, a county stands alone, a placeholder answers for what it lies in."""
    assert divisions.name_prefix(code) == prefix


def test_name_prefix_of_every_county() -> None:
    """Every county of the country is headed by its city if it is a district, and stands alone if it is not."""
    for county in ALL_COUNTIES:
        prefix = divisions.name_prefix(county.code)
        head = prefix.removesuffix(county.name)
        is_district = county.name.endswith("区") and county.code not in {"429021", "520203"}
        assert prefix == head + county.name
        assert head.endswith("市") if is_district else head == ""
        assert divisions.full_name(county.code).endswith(prefix)


def test_counts_of_the_code_list() -> None:
    """34 provinces, 333 prefectures and 2847 counties are in force; 117 and 100 of the counties are ours."""
    prefectures = [child for p in divisions.provinces() for child in divisions.children(p.code) if child.level == 2]
    assert (len(divisions.provinces()), len(prefectures), len(ALL_COUNTIES)) == (34, 333, 2847)
    assert (len(divisions.counties(SHANXI)), len(divisions.counties(LIAONING))) == (117, 100)


def test_children_lead_from_province_to_county() -> None:
    """Going down from a province reaches each of its counties once."""
    for province in (SHANXI, LIAONING):
        below = [county for city in divisions.children(province) for county in divisions.children(city.code)]
        assert sorted(county.code for county in below) == sorted(c.code for c in divisions.counties(province))


def test_children_of_a_placeholder_are_the_districts() -> None:
    """Old data that goes through 市辖区 finds the same districts as the municipality itself."""
    assert divisions.children("110100") == divisions.children("110000")
    assert all(child.is_real for child in divisions.children("500200"))


def test_parts_of_a_county() -> None:
    """A county knows its city and province; one that belongs to the province directly has no city."""
    city = divisions.city_of("140213")
    assert city is not None
    assert (city.name, divisions.province_of("140213").name) == ("大同市", "山西省")
    assert divisions.city_of("429021") is None
    assert divisions.city_of("110101") is None
    assert divisions.full_name("140213") == "山西省大同市平城区"
    assert divisions.full_name("110100") == "北京市"


def test_county_of_a_longer_code() -> None:
    """A street or authority code leads to its county; a city code leads to none."""
    assert divisions.county_of("140213059").name == "平城区"
    assert divisions.county_of("14021300").name == "平城区"
    with pytest.raises(UnknownCode):
        divisions.county_of("14020000")


@pytest.mark.parametrize("code", ["", "1", "999999", "14021", "平城区", "140213 "])
def test_unknown_division(code: str) -> None:
    """A code that is not in the list is an error of its own, and None where a historic code may come."""
    with pytest.raises(UnknownCode):
        divisions.get(code)
    with pytest.raises(UnknownCode):
        divisions.name_prefix(code)
    assert divisions.find(code) is None


def test_every_county_of_ours_has_streets() -> None:
    """In Shanxi and Liaoning every county offers at least one street, and no name twice."""
    for county in OUR_COUNTIES:
        names = [street.name for street in divisions.streets(county.code)]
        assert names
        assert len(names) == len(set(names))


def test_withdrawn_streets_are_found_but_not_offered() -> None:
    """An older address may name an abolished street; the list to choose from does not."""
    assert "南关街道" not in {street.name for street in divisions.streets("140213")}
    assert divisions.street("140213", "南关街道").status == "historic_in_notice"
    assert "南关街道" in {street.name for street in divisions.streets("140213", include_historic=True)}
    assert divisions.street("140213", "大庆路街道").mca_code == "140213009"
    with pytest.raises(UnknownCode):
        divisions.street("140213", "不存在街道")
    with pytest.raises(UnknownCode):
        divisions.streets("999999")
    assert divisions.streets("110101") == ()


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("140213", "平城"),
        ("140200", "大同"),
        ("140000", "山西"),
        ("210624", "宽甸"),
        ("211324", "喀喇沁左翼"),
        ("210904", "太平"),
        ("140303", "矿区"),
        ("150000", "内蒙古"),
        ("650000", "新疆"),
        ("450000", "广西"),
        ("810000", "香港"),
    ],
)
def test_short_names(code: str, short: str) -> None:
    """The proper part of a name is left when the kind of division and ethnic groups are taken off."""
    assert divisions.short_name(divisions.get(code)) == short
    assert short in divisions.short_names()


@given(st.text(max_size=20))
def test_division_part_is_a_head_of_the_address(address: str) -> None:
    """What is recognised is always the beginning of what was given."""
    assert address.startswith(divisions.division_part(address))


def test_every_county_of_ours_has_an_authority() -> None:
    """For each county there is an authority that registers sole traders and bears the county's name."""
    for county in OUR_COUNTIES:
        authority = authorities.for_division(county.code)
        assert authority.code == county.code + "00"
        assert authority.registers_sole_traders
        assert authority.name.startswith(divisions.name_prefix(county.code))
        assert authorities.get(authority.parent_code).level == "city"


def test_authorities_are_those_of_the_two_provinces() -> None:
    """Every authority belongs to a division in force; nothing outside the two provinces is offered."""
    assert {authority.division_code[:2] for authority in authorities.all()} == {"14", "21"}
    assert all(divisions.get(authority.division_code).is_real for authority in authorities.all())
    assert authorities.for_division("140213").name == "大同市平城区市场监督管理局"
    with pytest.raises(UnknownCode):
        authorities.for_division("110101")
