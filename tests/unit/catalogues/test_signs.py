"""A shop's sign is judged by the words of names, with the exceptions that names have."""

from __future__ import annotations

import pytest

from catalogues import name_words
from catalogues.names import words
from catalogues.names.composition import NameParts
from catalogues.names.signs import Shop, forbidden_on_sign

COUNTY = "140213"


def _shop(trade_name: str, industry: str, form: str, operator: str | None = None) -> Shop:
    return Shop(COUNTY, operator, NameParts("大同市平城区", trade_name, industry, form))


def _words(sign: str, shop: Shop) -> set[str]:
    return {found.word for found in forbidden_on_sign(sign, shop)}


HELD = [
    _shop("韩一海军", "饺子", "馆", "韩一海军"),
    _shop("护国", "家常菜", "馆"),
    _shop("和山海关", "饺子", "馆"),
    _shop("大麻花", "饺子", "馆"),
    _shop("上海", "关山面", "馆"),
    _shop("阿卜杜拉·买买提", "烧烤", "店", "阿卜杜拉•买买提"),
    _shop("王海军", "小吃", "小吃店", "王海军"),
]


@pytest.mark.parametrize("shop", HELD, ids=lambda shop: shop.name.trade_name)
def test_the_suggested_sign_is_accepted(shop: Shop) -> None:
    """What naming holds, with or without its division, may stand above the door."""
    assert shop.name is not None
    assert not [f for f in words.found(shop.name, shop.operator_name) if f.rule_id == "N-40"]
    suggested, whole = shop.name.on_a_sign, shop.name.without_suffix
    doubled = shop.name.trade_name + shop.name.industry + shop.name.organisation_form
    for sign in (suggested, whole, doubled, f" {suggested} "):
        assert _words(sign, shop) == set(), sign


@pytest.mark.parametrize(
    ("sign", "shop"),
    [
        ("韩一海军饺子馆", Shop(COUNTY, "韩一海军")),
        ("韩一海军饺子馆", Shop(COUNTY, "韩一海军", HELD[1].name)),
        ("平城区韩一海军饺子馆", Shop(COUNTY, "韩一海军")),
        ("护国家常菜馆", Shop(COUNTY)),
        ("和山海关饺子馆", Shop(COUNTY)),
        ("大麻花饺子馆", Shop(COUNTY)),
        ("大麻花饺子馆", Shop()),
        ("Lucky 饺子馆 1988", Shop(COUNTY)),
        ("韩国料理店", Shop(COUNTY)),
        ("大庆路街道晓禾饺子馆", Shop(COUNTY)),
    ],
)
def test_exceptions_without_a_held_name(sign: str, shop: Shop) -> None:
    """The operator's own name, parts of a name and longer harmless words are understood on any sign."""
    assert _words(sign, shop) == set()


@pytest.mark.parametrize(
    ("sign", "shop", "word"),
    [
        ("中国第一饺子馆", Shop(COUNTY), "中国第一"),
        ("中国味道饺子馆", Shop(COUNTY), "中国"),
        ("饺子有限公司", Shop(COUNTY), "公司"),
        ("晓韩国禾饺子馆", Shop(COUNTY), "韩国"),
        ("晓禾海军饺子馆", Shop(COUNTY, "韩一海军"), "海军"),
        ("海军饺子馆", Shop(COUNTY, "海军"), "海军"),
        ("海军饺子馆", _shop("护国", "家常菜", "馆", "韩一海军"), "海军"),
        ("国家饺子馆", HELD[1], "国家"),
        ("大麻饺子馆", Shop(COUNTY), "大麻"),
        ("大麻饺子馆", Shop(COUNTY, None, HELD[3].name), "大麻"),
        ("海关饺子馆", Shop(COUNTY), "海关"),
        ("大同市海军镇晓禾饺子馆", Shop(COUNTY), "海军"),
    ],
)
def test_forbidden_words_stay_forbidden(sign: str, shop: Shop, word: str) -> None:
    """Whose name it is not, and what no exception covers."""
    assert word in _words(sign, shop)


@pytest.mark.parametrize(
    "sign", ["习近平饺子馆", "毛择东饺子馆", "雷锋饺子馆", "派处所烧烤店", "饭醉团伙小吃店", "平城区政府饺子馆"]
)
def test_a_disguise_is_refused_on_a_sign_that_nobody_sees(sign: str) -> None:
    """A leader's name or a body's, written with other characters, is no sign either."""
    assert forbidden_on_sign(sign, Shop(COUNTY))
    assert forbidden_on_sign(sign, Shop(COUNTY, "王小明", HELD[1].name))


@pytest.mark.parametrize("sign", ["肯得基炒菜店", "刘德华理发店", "我命油我不油天小吃店"])
def test_what_a_person_would_look_at_in_a_name_may_stand_on_a_sign(sign: str) -> None:
    """A sign is not registered: only what the law forbids is refused."""
    assert forbidden_on_sign(sign, Shop(COUNTY)) == ()


REFUSED = [listed for listed in name_words.lists() if listed.outcome == "reject" and listed.match != "pattern"]


@pytest.mark.parametrize("listed", REFUSED, ids=lambda listed: listed.title)
def test_every_category_counts(listed: name_words.WordList) -> None:
    """Each word that is refused in a trade name is refused on a sign."""
    for word in listed.words:
        parts = NameParts("大同市平城区", f"穆{word}静", "饺子", "馆")
        in_name = {f.word for f in words.found(parts) if f.rule_id == "N-40"}
        assert in_name <= _words(f"穆{word}静饺子馆", Shop(COUNTY, None, parts)), word
