"""What a change states anew of an enterprise, and what the law asks of a change and not of a founding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import EntityKind
from services.filing.domain.enterprise.capital import Manner
from services.filing.domain.enterprise.changes import StatedAnew, enterprise_changes, in_a_change
from services.filing.domain.enterprise.parties import Founder, OtherFounder, Parties
from services.filing.domain.enterprise.parties_missing import missing_in_parties
from services.filing.domain.operator import Operator
from services.filing.domain.registered import Registered

HEAD, OTHER = "140102198801011232", "140213199003071248"
TODAY = date(2026, 12, 1)
CHANGE = editions.in_force(editions.COMPANY_CHANGE, TODAY)
SUPERVISES = {"posts": ("supervisor",)}


def party(number: str, name: str, *roles: str, amount: str, due_on: str) -> dict[str, Any]:
    given = {"amount": amount, "manner": "货币", "due_on": due_on}
    return {"roles": roles, "name": name, "id_document_type": "10", "id_number": number, "contribution": given}


BEFORE = Registered.model_validate(
    {
        "uscc": "91140213MA0KHNK241",
        "application_no": "14021311202612010000013",
        "authority_code": "14021300",
        "established_on": "2026-06-30",
        "facts": {
            "name": "大同市平城区禾源餐饮有限公司",
            "scope_text": "餐饮服务",
            "premises": {"full_text": "迎宾街20号"},
            "capital_amount": "100.0000",
            "parties": [
                party(HEAD, "穆静", "legal_representative", "shareholder", amount="60", due_on="2031-06-30"),
                party(OTHER, "郑安宁", "shareholder", "supervisor", amount="40", due_on="2026-11-30"),
            ],
        },
    }
)


def held(own: str = "60", other: str | None = "40", due: str = "2031-06-30", *more: OtherFounder) -> Parties:
    """The shareholders as stated; the other one, if any, with what is registered of them."""
    money = {"manner": Manner.MONEY}
    known = [
        OtherFounder.model_validate(
            {"name": "郑安宁", "id_number": OTHER, "mobile": "13800000031", "amount": other, "due_on": "2026-11-30"}
            | money
            | SUPERVISES
        )
    ]
    head = Founder.model_validate({"amount": own, "due_on": due, "posts": ("director", "manager")} | money)
    return Parties(representative=head, others=(*(known if other else ()), *more))


NOW = StatedAnew(
    "大同市平城区禾源餐饮有限公司",
    Operator(name="穆静", id_number=HEAD),
    Decimal(100),
    "迎宾街20号",
    "餐饮服务",
    held(),
)


def test_what_agrees_with_the_register_is_no_change() -> None:
    assert enterprise_changes(BEFORE, NOW, CHANGE) == ()


@pytest.mark.parametrize(
    ("now", "items"),
    [
        (replace(NOW, name="大同市平城区禾丰餐饮有限公司"), ["名称"]),
        (replace(NOW, places="永泰街88号"), ["住所"]),
        (replace(NOW, scope="餐饮管理"), ["经营范围"]),
        (replace(NOW, head=Operator(name="穆静", id_number=OTHER)), ["法定代表人"]),
        (replace(NOW, capital=Decimal(200), parties=held("160")), ["注册资本", "股东（发起人）出资情况"]),
        (replace(NOW, parties=held("50", "50")), ["股东（发起人）出资情况"]),
    ],
)
def test_every_item_is_named_as_the_law_of_companies_has_it(now: StatedAnew, items: list[str]) -> None:
    assert [each.item for each in enterprise_changes(BEFORE, now, CHANGE)] == items


def found(parties: Parties, capital: str) -> set[tuple[str, str | None]]:
    kind = EntityKind.LIMITED_COMPANY
    missing = missing_in_parties(kind, parties, Decimal(capital), (HEAD, "13800000025"), TODAY)
    return {
        (each.code, each.pointer) for each in in_a_change(missing, BEFORE, kind, NOW.head, parties, Decimal(capital))
    }


def test_a_term_that_the_register_has_may_have_passed() -> None:
    """What was to be paid yesterday, and stands so in the register, is no fault of this filing."""
    assert found(held("160"), "200") == set()


def test_nobody_who_holds_a_share_is_left_out() -> None:
    """They would not sign here what they gave away (公司法 Art. 84, 86)."""
    assert ("filing.holder_leaves", "/parties/others") in found(held("100", None), "100")


def test_somebody_new_may_come_and_sign() -> None:
    new = OtherFounder(
        name="冯欣悦",
        id_number="140213199208150628",
        mobile="13800000032",
        amount=Decimal(50),
        manner=Manner.MONEY,
        due_on=date(2031, 12, 1),
    )
    assert found(held("60", "40", "2031-06-30", new), "150") == set()


@pytest.mark.parametrize(
    ("own", "capital", "due", "told"),
    [
        ("60", "100", "2031-06-30", set()),
        ("60", "100", "2031-07-01", {("filing.after_five_years", "/parties/representative/due_on")}),
        ("160", "200", "2031-12-01", set()),
        ("160", "200", "2031-12-02", {("filing.after_five_years", "/parties/representative/due_on")}),
    ],
)
def test_only_an_increase_has_five_years_of_its_own(
    own: str, capital: str, due: str, told: set[tuple[str, str]]
) -> None:
    """To the day: from the establishment, or from the change (公司登记管理实施办法 Art. 5, 7)."""
    assert found(held(own, "40", due), capital) == told


def test_a_decrease_is_told_to_creditors_first() -> None:
    """45 days of notice, which this filing does not give (公司法 Art. 224; 实施细则 Art. 36)."""
    assert found(held("50"), "90") == {("filing.capital_decreased", "/premises/capital_amount")}


def test_whoever_stood_for_it_stays_with_what_they_hold() -> None:
    """Named among the others, where they can be reached; who follows is not known yet."""
    former = Operator(name="穆静", id_number=HEAD, mobile="13800000025")
    left = held().left_by(former)
    assert left.representative == Founder()
    assert [(each.id_number, each.mobile, each.amount) for each in left.others][1:] == [
        (HEAD, "13800000025", Decimal(60))
    ]


def test_a_shareholder_who_comes_to_stand_for_it_is_named_once() -> None:
    led = held().led_by(Operator(name="郑安宁", id_number=OTHER))
    assert (led.others, led.representative.amount, led.representative.posts) == ((), Decimal(40), ("supervisor",))


def test_somebody_new_leaves_the_others_as_they_are() -> None:
    assert held().led_by(Operator(name="冯欣悦", id_number="140213199208150628")) == held()
