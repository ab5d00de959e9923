"""Types, scope items, industries, forms and name words fit together."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues import (
    divisions,
    industries,
    name_words,
    organisation_forms,
    phrases,
    pre_approval,
    scope_items,
    sole_trader_types,
)
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import EntityKind
from catalogues.sole_trader_types import SoleTraderType

ALL_TYPES = sole_trader_types.all()
GENERAL = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
LICENSED = "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）"


@pytest.mark.parametrize("kind", ALL_TYPES, ids=lambda kind: kind.code)
def test_type_fits_the_other_catalogues(kind: SoleTraderType) -> None:
    """A type's industry is a class with that name and section, and its scope items and endings exist."""
    industry = industries.get(kind.industry_code)
    assert (industry.level, industry.name) == (4, kind.industry_name)
    assert industries.section(kind.industry_code).code == kind.industry_section
    for item in (*kind.default_scope_items, *kind.optional_scope_items):
        assert scope_items.get(item.name).category == item.category
    assert kind.organisation_forms
    assert all(organisation_forms.verdict(form) == "allowed" for form in kind.organisation_forms)
    assert kind.name_industry_terms


@pytest.mark.parametrize("kind", ALL_TYPES, ids=lambda kind: kind.code)
def test_type_has_one_locked_main_item(kind: SoleTraderType) -> None:
    """Exactly the main item is locked, and no item is offered twice."""
    assert [item.name for item in kind.default_scope_items if item.locked] == [kind.main_scope_item]
    names = [item.name for item in (*kind.default_scope_items, *kind.optional_scope_items)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", sole_trader_types.enabled(), ids=lambda kind: kind.code)
def test_self_service_never_offers_what_needs_approval_first(kind: SoleTraderType) -> None:
    """No item of a self-service type needs an approval before registration."""
    items = (*kind.default_scope_items, *kind.optional_scope_items)
    assert not any(scope_items.get(item.name).pre_approval for item in items)


@pytest.mark.parametrize("kind", sole_trader_types.enabled(), ids=lambda kind: kind.code)
def test_type_names_the_permits_of_its_default_items(kind: SoleTraderType) -> None:
    """The permits a type announces are known as permits of scope items."""
    known = {item.post_permit for item in scope_items.all() if item.post_permit}
    assert set(kind.post_permits) <= known


def test_types_are_found() -> None:
    """80 types, 79 of them open; found by code, name, name word and scope item, the name first."""
    assert (len(ALL_TYPES), len(sole_trader_types.enabled())) == (80, 79)
    assert sole_trader_types.get("GT001").name == "小餐饮"
    assert [kind.name for kind in sole_trader_types.search("饺子")] == ["中餐店"]
    assert sole_trader_types.search(" 火锅 ")[0].name == "火锅店"
    assert sole_trader_types.search("") == sole_trader_types.enabled()
    assert sole_trader_types.search("没有这样的类型") == ()
    assert "GT078" not in {kind.code for kind in sole_trader_types.search("装饰装修部")}
    with pytest.raises(UnknownCode):
        sole_trader_types.get("GT999")


def test_scope_of_the_notice_on_the_form() -> None:
    """The default scope of 小餐饮 on the form is that of the notice, character by character."""
    names = [item.name for item in sole_trader_types.get("GT001").default_scope_items]
    assert phrases.scope_text(names, "form") == phrases.standard().example_form
    assert phrases.scope_text(names) == (f"一般项目：外卖递送服务。{GENERAL}\n许可项目：餐饮服务；小餐饮。{LICENSED}")


def test_scope_of_the_notice_on_the_licence() -> None:
    """On the licence the licensed items come first."""
    names = ["小餐饮", "外卖递送服务", "餐饮服务"]
    expected = f"许可项目：餐饮服务；小餐饮。{LICENSED}\n一般项目：外卖递送服务。{GENERAL}"
    assert phrases.scope_text(names, "licence") == expected


def test_scope_of_one_category_has_one_paragraph() -> None:
    """A category without items is left out, and no item at all gives no text."""
    assert phrases.scope_text(["外卖递送服务"]) == f"一般项目：外卖递送服务。{GENERAL}"
    assert phrases.scope_text(["餐饮服务"], "licence") == f"许可项目：餐饮服务。{LICENSED}"
    assert phrases.scope_text([]) == ""


def test_scope_refuses_wording_that_is_not_standard() -> None:
    """A scope is made of standard wording only."""
    with pytest.raises(UnknownCode):
        phrases.scope_text(["卖东西"])


@given(st.lists(st.sampled_from(scope_items.all()), max_size=12), st.sampled_from(("form", "licence")))
def test_scope_names_each_item_once_whatever_the_order(
    items: list[scope_items.ScopeItem], order: phrases.ScopeOrder
) -> None:
    """The text does not depend on the order or repetition of the choice, and holds each item once."""
    text = phrases.scope_text(items, order)
    assert text == phrases.scope_text([item.name for item in reversed(items)] * 2, order)
    named = [name for line in text.split("\n") for name in line.partition("：")[2].partition("。（")[0].split("；")]
    assert sorted(filter(None, named)) == sorted({item.name for item in items})


def test_scope_items_are_found() -> None:
    """170 items; found by exact wording or by words in any order."""
    assert len(scope_items.all()) == 170
    assert scope_items.get("餐饮服务").is_licensed
    assert scope_items.get("餐饮服务").post_permit == "食品经营许可证"
    assert scope_items.find("卖东西") is None
    assert scope_items.search("销售 食品") == scope_items.search("食品 销售") != ()
    assert scope_items.search("") == scope_items.all()
    assert len({item.code for item in scope_items.all()}) == 170
    with pytest.raises(UnknownCode):
        scope_items.get("卖东西")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("烟花爆竹生产", {"PA18"}),
        ("保安服务", {"PA08"}),
        ("同城快递", {"PA31"}),
        ("餐饮服务；小餐饮", set()),
        ("", set()),
    ],
)
def test_pre_approval_is_found_by_keyword(text: str, ids: set[str]) -> None:
    """Free text that names an activity of the pre-approval list is recognised."""
    assert {item.id for item in pre_approval.match(text)} == ids


def test_pre_approval_agrees_with_the_flags_of_scope_items() -> None:
    """Among standard items exactly the flagged ones are also found by keyword."""
    assert len(pre_approval.all()) == 31
    assert pre_approval.get("PA01").keywords == ("证券",)
    for item in scope_items.all():
        assert bool(pre_approval.match(item.name)) is item.pre_approval
    with pytest.raises(UnknownCode):
        pre_approval.get("PA99")


def test_industries_form_a_tree() -> None:
    """20 sections, 97 divisions, 473 groups, 1381 classes; each hangs below one of the level above."""
    levels = [industry.level for industry in industries.all()]
    assert [levels.count(level) for level in (1, 2, 3, 4)] == [20, 97, 473, 1381]
    for industry in industries.all():
        path = industries.path(industry.code)
        assert [step.level for step in path] == list(range(1, industry.level + 1))
        assert path[0] == industries.section(industry.code)
    assert industries.path("6210")[-1].name == "正餐服务"
    assert all(child.parent_code == "H" for child in industries.children("H"))
    assert industries.children("6210") == ()
    for lookup in (industries.get, industries.section, industries.path, industries.children):
        with pytest.raises(UnknownCode):
            lookup("99999")


@pytest.mark.parametrize(
    ("form", "verdict"),
    [
        ("馆", "allowed"),
        ("便利店", "allowed"),
        ("行", "allowed"),
        ("银行", "reject"),
        ("有限公司", "reject"),
        ("研究院", "refer"),
        ("王国", "refer"),
    ],
)
def test_organisation_forms(form: str, verdict: str) -> None:
    """Barred words decide before the list of allowed endings; what is on neither list goes to a person."""
    assert organisation_forms.verdict(form) == verdict


def test_longest_form_comes_first() -> None:
    """便利店 is tried before 店, so that an ending is found whole."""
    forms = organisation_forms.all()
    assert forms.index("便利店") < forms.index("店")
    assert {"厂", "店", "馆", "部", "行", "中心"} <= set(forms)
    assert all(organisation_forms.verdict(form) == "allowed" for form in forms)
    assert "农民专业合作社" in organisation_forms.of_enterprise(EntityKind.FARMERS_COOPERATIVE).endings
    assert "有限责任公司" in organisation_forms.of_enterprise(EntityKind.LIMITED_COMPANY).endings


def test_name_categories() -> None:
    """36 categories with basis and outcome; one takes all its words from another list, patterns are readable."""
    categories = name_words.categories()
    assert [category.id for category in categories] == [f"NP{number:02d}" for number in range(1, 37)]
    assert all(category.basis and category.outcome in {"reject", "refer"} for category in categories)
    assert {category.id for category in categories if not category.words} == {"NP28"}
    assert all(re.compile(word) for listed in name_words.lists() if listed.match == "pattern" for word in listed.words)
    assert {"中国", "中华", "中央", "全国", "国家", "国际"} <= set(name_words.category("NP09").words)
    assert {listed.category_id for listed in name_words.lists()} <= {category.id for category in categories}
    with pytest.raises(UnknownCode):
        name_words.category("NP99")


def test_letters_and_digits_are_caught_by_their_patterns() -> None:
    """The patterns of NP27 hit letters and digits of both widths and spare Chinese characters."""
    patterns = [re.compile(word) for word in name_words.category("NP27").words]
    for bad in ("A", "ｂ", "7", "８", "！"):
        assert any(pattern.search(bad) for pattern in patterns)
    assert not any(pattern.search("大同市平城区穆静饺子馆（个体工商户）") for pattern in patterns)


def test_countries() -> None:
    """250 names; those that are ordinary words too are referred, and nothing Chinese is in the list."""
    words = {country.word: country.outcome for country in name_words.countries()}
    assert len(name_words.countries()) == 250
    assert (words["法国"], words["黑山"]) == ("reject", "refer")
    assert not {"中国", "香港", "澳门", "台湾"} & set(words)
    assert not words.keys() & {province.name for province in divisions.provinces()}
