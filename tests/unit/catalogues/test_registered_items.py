"""What is registered of a business, and in what two versions differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from catalogues import registered_items
from catalogues.filing_types.words import SignerRole


@dataclass(frozen=True)
class Place:
    on_licence: str


@dataclass(frozen=True)
class Contribution:
    amount: Decimal
    manner: str = "货币"
    due_on: date | None = None


@dataclass(frozen=True)
class Party:
    roles: tuple[str, ...]
    name: str
    id_document_type: str
    id_number: str
    contribution: Contribution | None = None


@dataclass(frozen=True)
class Version:
    name: str | None
    composition_form: str
    premises: Place
    scope_text: str
    parties: tuple[Party, ...]
    entity_type: str = "个体工商户"
    capital_amount: Decimal | None = None


def run_by(name: str, number: str = "140213199003070012") -> tuple[Party, ...]:
    return (Party((SignerRole.OPERATOR, SignerRole.LIAISON), name, "10", number),)


BEFORE = Version("晓禾饺子馆", "个人经营", Place("大庆路33号"), "餐饮服务", run_by("闫晓禾"))


def test_items_in_the_words_of_the_law() -> None:
    assert [item for item, _ in registered_items.of(BEFORE)] == ["名称", "组成形式", "经营者", "经营场所", "经营范围"]


def test_versions_that_agree_differ_in_nothing() -> None:
    assert registered_items.differing(BEFORE, replace(BEFORE)) == ()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (replace(BEFORE, name="晓云归饭店"), ("名称", "晓禾饺子馆", "晓云归饭店")),
        (replace(BEFORE, name=None), ("名称", "晓禾饺子馆", None)),
        (replace(BEFORE, premises=Place("永泰街88号")), ("经营场所", "大庆路33号", "永泰街88号")),
        (replace(BEFORE, scope_text="小餐饮"), ("经营范围", "餐饮服务", "小餐饮")),
        (replace(BEFORE, parties=run_by("穆静", "140213199003070038")), ("经营者", "闫晓禾", "穆静")),
        (replace(BEFORE, parties=run_by("闫晓禾", "140213199003070038")), ("经营者", "闫晓禾", "闫晓禾")),
        (replace(BEFORE, composition_form="家庭经营"), ("组成形式", "个人经营", "家庭经营")),
    ],
)
def test_what_was_and_what_is(after: Version, told: tuple[str, str | None, str | None]) -> None:
    """One item, with what stood there before and stands there after."""
    assert registered_items.differing(BEFORE, after) == (told,)


COMPANY = Version(
    "禾源餐饮有限公司",
    "",
    Place("迎宾街20号"),
    "餐饮服务",
    (
        Party(("legal_representative", "shareholder"), "穆静", "10", "1", Contribution(Decimal(60))),
        Party(("shareholder",), "李方", "10", "2", Contribution(Decimal(40), due_on=date(2031, 12, 1))),
    ),
    "有限责任公司（自然人投资或控股）",
    Decimal("100.0000"),
)
HELD = "穆静：60万元，货币；李方：40万元，货币，2031年12月1日前缴足"


def test_a_company_has_the_items_of_companies() -> None:
    """In the words of its kind, with who contributes what."""
    assert registered_items.of(COMPANY) == (
        ("名称", "禾源餐饮有限公司"),
        ("法定代表人", "穆静"),
        ("注册资本", "100万元"),
        ("住所", "迎宾街20号"),
        ("经营范围", "餐饮服务"),
        ("股东（发起人）出资情况", HELD),
    )


def test_a_capital_that_rises_is_told_with_who_contributes_it() -> None:
    head, other = COMPANY.parties
    more = replace(head, contribution=Contribution(Decimal(160)))
    after = replace(COMPANY, capital_amount=Decimal(200), parties=(more, other))
    assert registered_items.differing(COMPANY, after) == (
        ("注册资本", "100万元", "200万元"),
        ("股东（发起人）出资情况", HELD, HELD.replace("60", "160")),
    )


def test_another_legal_representative_of_the_same_name_is_told() -> None:
    head, other = COMPANY.parties
    after = replace(COMPANY, parties=(replace(head, id_number="3"), other))
    assert registered_items.differing(COMPANY, after) == (("法定代表人", "穆静", "穆静"),)


def test_who_is_named_first_is_no_change() -> None:
    """Whoever represented the company is one of the others then, and holds what they held."""
    assert registered_items.differing(COMPANY, replace(COMPANY, parties=COMPANY.parties[::-1])) == ()
