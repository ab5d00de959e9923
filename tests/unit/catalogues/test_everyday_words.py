"""Types of business are found by what people call them."""

from __future__ import annotations

import pytest

from catalogues import sole_trader_types


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("理发店", "理发店"),
        ("剪头", "理发店"),
        ("奶茶", "饮品店"),
        ("奶茶店", "饮品店"),
        ("修车", "汽车维修店"),
        ("修手机", "手机维修店"),
        ("卖菜", "蔬菜店"),
        ("开个奶茶店", "饮品店"),
        ("火锅", "火锅店"),
    ],
)
def test_everyday_words_lead_to_the_type(words: str, first: str) -> None:
    """What is found first is what was meant."""
    assert sole_trader_types.search(words)[0].name == first


@pytest.mark.parametrize(("words", "near"), [("修理汽车", "汽车维修店"), ("理头发", "理发店")])
def test_what_matches_nothing_has_a_nearest(words: str, near: str) -> None:
    """By the characters they share."""
    assert not sole_trader_types.search(words)
    assert near in [kind.name for kind in sole_trader_types.nearest(words)[:3]]


def test_nothing_is_near_to_what_shares_nothing() -> None:
    """Then there is the way out and no guess."""
    assert sole_trader_types.nearest("核反应堆") == ()


def test_every_type_has_one_category_and_words_of_its_own() -> None:
    """So that each can be found without knowing what the register calls it."""
    listed = [code for codes in sole_trader_types.categories().values() for code in codes]
    assert sorted(listed) == sorted(kind.code for kind in sole_trader_types.all())
    assert {kind.code for kind in sole_trader_types.search("", "餐饮")} == set(sole_trader_types.categories()["餐饮"])
