"""What a filing about a business states anew."""

from __future__ import annotations

import pytest

from services.filing.domain.registered import NOTHING, Registered, changes

BEFORE = Registered.model_validate(
    {
        **{"uscc": "92140213MA0MU7MP45", "application_no": "1" * 23, "authority_code": "14021300"},
        "facts": {"name": "晓禾饺子馆", "scope_text": "餐饮服务", "premises": {"full_text": "大庆路33号"}},
    }
)


def stated(
    name: str | None = "晓禾饺子馆", places: str = "大庆路33号", scope: str = "餐饮服务"
) -> list[tuple[str, ...]]:
    return [(each.section, each.item, each.before, each.after) for each in changes(BEFORE, name, places, scope)]


def test_what_is_as_registered_is_no_change() -> None:
    assert stated() == []


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        ({"name": "晓云归饭店"}, ("name", "名称", "晓禾饺子馆", "晓云归饭店")),
        ({"name": None}, ("name", "名称", "晓禾饺子馆", NOTHING)),
        ({"places": "永泰街88号"}, ("premises", "经营场所", "大庆路33号", "永泰街88号")),
        ({"scope": "小餐饮"}, ("details", "经营范围", "餐饮服务", "小餐饮")),
    ],
)
def test_each_item_names_the_section_in_which_it_is_filled_in(otherwise: dict[str, str], told: tuple[str, ...]) -> None:
    assert stated(**otherwise) == [told]


def test_all_places_are_compared_as_the_licence_prints_them() -> None:
    """A business with several places has them in one text; one of before has its only one."""
    several = BEFORE.model_copy(deep=True)
    several.facts.premises.printed_text = "大庆路33号；永泰街88号"
    assert changes(several, "晓禾饺子馆", "大庆路33号；永泰街88号", "餐饮服务") == ()
    assert [each.before for each in changes(several, "晓禾饺子馆", "大庆路33号", "餐饮服务")] == [
        "大庆路33号；永泰街88号"
    ]
