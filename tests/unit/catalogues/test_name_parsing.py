"""A name in one piece falls into the parts it was made of."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalogues import divisions, sole_trader_types
from catalogues.names import parsing
from catalogues.names.composition import NameParts, compose
from catalogues.names.parsing import parse
from services.naming.domain.keys import classify, keys_of

TYPES = sole_trader_types.all()
COUNTIES = [county.code for province in ("140000", "210000") for county in divisions.counties(province)]
NEUTRAL = "穆婧昊轩梓涵沐宸睿翊𠮷䶮"
"""Characters that no industry word, form or division begins or ends with."""


@st.composite
def wished_names(draw: st.DrawFn) -> NameParts:
    """A name as the system composes it: any county, type, industry word and form, and a neutral trade name."""
    kind = draw(st.sampled_from(TYPES))
    return compose(
        draw(st.sampled_from(COUNTIES)),
        draw(st.text(alphabet=NEUTRAL, min_size=2, max_size=6)),
        draw(st.sampled_from(kind.name_industry_terms)),
        draw(st.sampled_from(kind.organisation_forms)),
    )


@settings(deadline=None)
@given(wished_names())
def test_a_composed_name_is_read_back(parts: NameParts) -> None:
    """Division and trade name come back as they were, and the whole is the same text."""
    read = parse(parts.full_name)
    assert (read.division, read.trade_name, read.full_name) == (
        parts.division,
        parts.trade_name,
        parts.full_name,
    )


@settings(deadline=None)
@given(wished_names())
def test_the_industry_is_read_back_in_its_family(parts: NameParts) -> None:
    """Where a word and a form can be cut in two ways, both ways lie in one family or say the same word."""
    read = parse(parts.full_name)
    same_family = classify(read.industry)[1] == classify(parts.industry)[1]
    assert same_family or read.industry + read.organisation_form == parts.industry + parts.organisation_form


@settings(deadline=None)
@given(st.text(alphabet="大同市平城区穆静饺子面馆店小吃手机维修部民宿街道", max_size=24))
def test_no_text_is_lost(text: str) -> None:
    """The parts of any text compose to the same text, or to one in which an overlap is written once."""
    parts = parse(text)
    assume(not parts.industry or not parts.organisation_form.startswith(parts.industry))
    assert parts.full_name == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大同市平城区穆静饺子馆", ("大同市平城区", "穆静", "饺子", "馆")),
        ("穆静（大同市平城区）饺子馆", ("大同市平城区", "穆静", "饺子", "馆")),
        ("大同市平城区穆静饺子馆（个体工商户）", ("大同市平城区", "穆静", "饺子", "馆", "（个体工商户）")),
        ("大同市穆静餐饮管理有限公司", ("大同市", "穆静", "餐饮管理", "有限公司")),
        ("大同市平城区满堂花饭店", ("大同市平城区", "满堂花", "饭", "店")),
        ("大同市平城区百花园饺子馆", ("大同市平城区", "百花园", "饺子", "馆")),
        ("山西省大同市平城区穆静麻辣烫店", ("山西省大同市平城区", "穆静", "麻辣烫", "店")),
        ("大同市平城区云水民宿", ("大同市平城区", "云水", "民宿", "民宿")),
        ("大同市平城区穆静小吃店", ("大同市平城区", "穆静", "小吃", "店")),
        ("大同市平城区南关街道穆静手机维修部", ("大同市平城区南关街道", "穆静", "手机维修", "部")),
        ("穆静", ("", "穆静", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_names_as_they_are_found_in_registers(text: str, expected: tuple[str, str, str, str]) -> None:
    """Brackets, the suffix of 2023, provinces, streets, and names that lack parts are read."""
    assert parse(text) == NameParts(*expected)


@pytest.mark.parametrize(
    "county", [c for p in ("140000", "210000") for c in divisions.counties(p)], ids=lambda c: c.code
)
def test_every_town_of_a_county_is_known(county: divisions.Division) -> None:
    """Streets and towns in use or withdrawn, also where another county is called alike (潞城区, 城区)."""
    streets = {street.name for street in divisions.streets(county.code, include_historic=True)}
    assert streets <= set(parsing.towns_of(divisions.name_prefix(county.code)))


def test_another_order_of_parts_has_the_same_order_key() -> None:
    """企业名称相同相近比对规则 Art. 3 (2): the same words in another order."""
    usual, bracketed = parse("大同市平城区穆静饺子馆"), parse("穆静（大同市平城区）饺子馆")
    assert keys_of(usual).order_key == keys_of(bracketed).order_key


@pytest.mark.parametrize(
    ("industry", "form", "expected"),
    [("小吃", "小吃店", "穆静小吃店"), ("民宿", "民宿", "穆静民宿"), ("饺子", "馆", "穆静饺子馆")],
)
def test_an_overlap_is_written_once(industry: str, form: str, expected: str) -> None:
    """A form that begins with the industry word does not repeat it."""
    assert compose("140213", "穆静", industry, form).full_name == "大同市平城区" + expected


@pytest.mark.parametrize(
    ("name", "trade_name", "form"),
    [
        ("大同市平城区花间酒馆", "花间", "酒馆"),
        ("大同市平城区夜上海酒吧", "夜上海", "酒吧"),
        ("大同市平城区半山茶舍", "半山", "茶舍"),
        ("大同市平城区渔歌鱼庄", "渔歌", "鱼庄"),
    ],
)
def test_a_house_that_says_its_trade_is_read_whole(name: str, trade_name: str, form: str) -> None:
    """酒馆, 茶舍 and the like are one word for a house and its trade; the trade name ends before it."""
    parts = parse(name)
    assert (parts.trade_name, parts.organisation_form, parts.full_name) == (trade_name, form, name)
