"""The scope rule of 通知 2.1.2.3 and the exact wording of a scope."""

from __future__ import annotations

import pytest

from catalogues import phrases, scope_items, sole_trader_types
from services.filing.domain.entries import Entries
from services.filing.domain.scope import (
    judge_given_items,
    judge_main_item,
    judge_scope,
    needs_pre_approval,
    permits,
    printed,
    texts,
)

KIND = sole_trader_types.get("GT001")
GIVEN = ["小餐饮", "餐饮服务", "外卖递送服务"]


def _codes(names: list[str]) -> list[tuple[str, str | None]]:
    entries = Entries({})
    judge_scope(names, KIND, entries)
    return [(f.code, f.pointer) for f in entries.findings]


@pytest.mark.parametrize(
    "names",
    [GIVEN, ["小餐饮"], ["小餐饮", "餐饮管理"], [*GIVEN, "打字复印"], list(reversed(GIVEN))],
)
def test_allowed_scopes(names: list[str]) -> None:
    """Items may be added from the catalogue and removed, in any order, as long as the main item stays."""
    assert _codes(names) == []


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["餐饮服务", "外卖递送服务"], [("filing.main_item_missing", "/scope_items")]),
        (["打字复印"], [("filing.main_item_missing", "/scope_items"), ("filing.given_item_missing", "/scope_items")]),
        ([], [("filing.main_item_missing", "/scope_items"), ("filing.given_item_missing", "/scope_items")]),
        (["小餐饮", "小餐饮"], [("filing.scope_item_duplicate", "/scope_items/1")]),
        (["小餐饮", "卖饺子"], [("filing.scope_item_unknown", "/scope_items/1")]),
        (["小餐饮", "小餐饮（变更）"], [("filing.scope_item_unknown", "/scope_items/1")]),
        (["小餐饮", "快递服务"], [("filing.pre_approval_needed", "/scope_items/1")]),
        (["小餐饮", "烟花爆竹生产与批发"], [("filing.pre_approval_needed", "/scope_items/1")]),
    ],
)
def test_refused_scopes(names: list[str], found: list[tuple[str, str]]) -> None:
    """The main item stays, a given one remains, wording is standard, nothing is named twice or needs pre-approval."""
    assert _codes(names) == found


def test_at_most_twenty_items() -> None:
    """Twenty items are allowed, twenty-one are not."""
    others = [i.name for i in scope_items.all() if not i.pre_approval and i.name != "小餐饮"]
    assert _codes(["小餐饮", *others[:19]]) == []
    assert _codes(["小餐饮", *others[:20]]) == [("filing.too_many", "/scope_items")]


def test_given_item_rule_stands_alone() -> None:
    """AR-16 is met by any given item, also without the main one, which AR-15 then asks for."""
    entries = Entries({})
    judge_given_items({"外卖递送服务"}, KIND, entries)
    assert entries.findings == []
    judge_main_item({"外卖递送服务"}, KIND, entries)
    assert [f.code for f in entries.findings] == ["filing.main_item_missing"]


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("快递服务", True),
        ("保安服务", True),
        ("涂料销售（不含危险化学品）", False),
        ("期货交易", True),
        ("餐饮服务", False),
    ],
)
def test_pre_approval(name: str, needed: bool) -> None:
    """The catalogue's flag decides for its own items; keywords decide for free wording."""
    assert needs_pre_approval(name) is needed


def test_exact_wording_on_form_and_licence() -> None:
    """The form reads as in the notice, to the letter; the licence has the licensed items first."""
    on_form, on_licence = texts(GIVEN)
    assert on_form == phrases.standard().example_form
    assert on_licence.split("\n") == list(reversed(on_form.split("\n")))


def test_permits_to_get_afterwards() -> None:
    """Items that need a permit name it and who gives it (先照后证)."""
    found = permits(["外卖递送服务", "餐饮服务"])
    assert [(p.item, p.permit) for p in found] == [("餐饮服务", "食品经营许可证")]


def test_every_open_type_passes_its_own_rule() -> None:
    """The items a type brings along are an allowed scope of it."""
    for kind in sole_trader_types.enabled():
        entries = Entries({})
        judge_scope([item.name for item in kind.default_scope_items], kind, entries)
        assert entries.findings == [], kind.code


def test_every_paper_has_the_order_of_the_licence() -> None:
    """What takes a permit first, whatever the order of the choice."""
    assert printed(["外卖递送服务", "餐饮服务"]) == phrases.scope_text(["餐饮服务", "外卖递送服务"], "licence")
    assert printed(["外卖递送服务", "餐饮服务"]).startswith("许可项目：餐饮服务")
