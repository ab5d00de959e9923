"""What is said to whoever contributes to a business: amounts, manners, and days to the day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues.filing_types.words import EntityKind
from services.filing.domain.enterprise.capital import (
    MANNERS,
    Capital,
    Contribution,
    Manner,
    allowed_manners,
    doubts_about,
    judge_capital,
    last_day_to_pay,
    paid_in,
)
from services.filing.domain.enterprise.members import PartnerRole

TODAY = date(2026, 11, 28)
LIMITED = EntityKind.LIMITED_COMPANY
SHARES = EntityKind.JOINT_STOCK_COMPANY
DAYS = st.dates(date(2024, 7, 1), date(2090, 12, 31))


def one(
    amount: str = "100000",
    manner: Manner = Manner.MONEY,
    due: date | None = date(2031, 11, 28),
    paid: date | None = None,
    role: PartnerRole | None = None,
) -> Contribution:
    return Contribution("a", Decimal(amount), manner, due, paid, role)


def told(kind: EntityKind, *contributions: Contribution, registered: str | None = None) -> list[tuple[str, str | None]]:
    total = sum((each.amount for each in contributions), Decimal())
    capital = Capital(total if registered is None else Decimal(registered), contributions)
    found = judge_capital(kind, capital, TODAY, "/capital")
    assert all(each.zh and each.en and each.article for each in found)
    return [(each.code.removeprefix("filing."), each.pointer) for each in found]


def test_five_years_to_the_day() -> None:
    """Established on 28 November 2026, paid by 28 November 2031 and not a day later (公司法 Art. 47)."""
    assert told(LIMITED, one(due=date(2031, 11, 28))) == []
    assert told(LIMITED, one(due=date(2031, 11, 29))) == [("after_five_years", "/capital/contributions/0/due_on")]
    assert told(LIMITED, one(due=TODAY)) == []
    assert told(LIMITED, one(due=date(2026, 11, 27))) == [("in_the_past", "/capital/contributions/0/due_on")]
    assert told(LIMITED, one(due=date(2026, 11, 27), paid=date(2026, 11, 27))) == []
    assert told(LIMITED, one(due=None)) == [("required", "/capital/contributions/0/due_on")]


@pytest.mark.parametrize(
    ("kind", "established", "increased", "last"),
    [
        (LIMITED, date(2026, 11, 28), None, date(2031, 11, 28)),
        (LIMITED, date(2028, 2, 29), None, date(2033, 2, 28)),
        (LIMITED, date(2027, 2, 28), None, date(2032, 2, 28)),
        (LIMITED, date(2025, 1, 1), date(2026, 11, 28), date(2031, 11, 28)),
        (LIMITED, date(2024, 7, 1), None, date(2029, 7, 1)),
        (LIMITED, date(2024, 6, 30), None, date(2032, 6, 30)),
        (LIMITED, date(2010, 5, 1), date(2026, 11, 28), date(2031, 11, 28)),
        (SHARES, date(2026, 11, 28), None, date(2026, 11, 28)),
        (SHARES, date(2020, 1, 1), None, date(2027, 6, 30)),
        (EntityKind.GENERAL_PARTNERSHIP, date(2026, 11, 28), None, None),
        (EntityKind.FARMERS_COOPERATIVE, date(2026, 11, 28), None, None),
    ],
)
def test_last_days(kind: EntityKind, established: date, increased: date | None, last: date | None) -> None:
    """A leap day has its fifth year end on 28 February; an increase counts from its registration; companies from
    before the new law have their own days."""
    assert last_day_to_pay(kind, established, increased) == last


@given(DAYS)
def test_the_last_day_is_the_same_date_five_years_on(day: date) -> None:
    """Whatever day it is: the same month and day, or the last of February; the day itself may be chosen, the next one
    may not."""
    last = last_day_to_pay(LIMITED, day)
    assert last is not None and last.year == day.year + 5
    assert (last.month, last.day) in {(day.month, day.day), (2, 28)}
    assert (last.day == day.day) == (not (day.month == 2 and day.day == 29))
    for due, fine in ((last, True), (last + timedelta(days=1), False)):
        capital = Capital(Decimal(1), (Contribution("a", Decimal(1), Manner.MONEY, due),))
        assert (judge_capital(LIMITED, capital, day) == []) is fine


@given(DAYS, st.integers(0, 400))
def test_waiting_never_forbids_what_was_allowed(day: date, later: int) -> None:
    """A due date that fits the day of filing fits a company that is established later, as long as it is not over."""
    due = last_day_to_pay(LIMITED, day)
    capital = Capital(Decimal(1), (Contribution("a", Decimal(1), Manner.MONEY, due),))
    assert judge_capital(LIMITED, capital, day + timedelta(days=later)) == []


def test_shares_are_paid_before() -> None:
    """All of them, before the company is established (公司法 Art. 98)."""
    assert told(SHARES, one(paid=TODAY)) == []
    assert told(SHARES, one(paid=TODAY), one()) == [("paid_before", "/capital/contributions/1/paid_on")]
    assert told(SHARES, one(paid=date(2026, 11, 29))) == [("in_the_future", "/capital/contributions/0/paid_on")]


@pytest.mark.parametrize("manner", [*Manner])
def test_manners_of_companies(manner: Manner) -> None:
    """Six manners are barred, all others may be chosen; what a form offers is what is not refused."""
    barred = {"labour", "credit", "personal_name", "goodwill", "franchise", "encumbered"}
    assert (told(LIMITED, one(manner=manner)) == []) is (manner not in barred)
    assert (manner in allowed_manners(LIMITED)) is (manner not in barred)
    assert all(MANNERS[manner])


@pytest.mark.parametrize(
    ("kind", "manner", "role", "fine"),
    [
        (EntityKind.GENERAL_PARTNERSHIP, Manner.LABOUR, PartnerRole.GENERAL, True),
        (EntityKind.SPECIAL_PARTNERSHIP, Manner.LABOUR, PartnerRole.GENERAL, True),
        (EntityKind.LIMITED_PARTNERSHIP, Manner.LABOUR, PartnerRole.GENERAL, True),
        (EntityKind.LIMITED_PARTNERSHIP, Manner.LABOUR, PartnerRole.LIMITED, False),
        (EntityKind.LIMITED_PARTNERSHIP, Manner.MONEY, PartnerRole.LIMITED, True),
        (EntityKind.FARMERS_COOPERATIVE, Manner.LABOUR, None, False),
        (EntityKind.FARMERS_COOPERATIVE, Manner.CLAIMS, None, False),
        (EntityKind.FARMERS_COOPERATIVE, Manner.LAND_MANAGEMENT, None, True),
        (EntityKind.FARMERS_COOPERATIVE, Manner.FOREST, None, True),
        (EntityKind.COOPERATIVE_UNION, Manner.GOODWILL, None, False),
        (EntityKind.SOLE_PROPRIETORSHIP, Manner.GOODS, None, True),
        (SHARES, Manner.FRANCHISE, None, False),
    ],
)
def test_manners_of_others(kind: EntityKind, manner: Manner, role: PartnerRole | None, fine: bool) -> None:
    """A limited partner contributes no labour, a general one may; a cooperative takes land and forest rights and sets
    off no claims."""
    found = told(kind, one(manner=manner, role=role, paid=TODAY))
    assert found == ([] if fine else [("manner_barred", "/capital/contributions/0/manner")])


def test_the_sum_is_the_capital() -> None:
    """To the cent."""
    assert told(LIMITED, one("0.10"), one("0.20"), registered="0.30") == []
    assert told(LIMITED, one("0.10"), one("0.20"), registered="0.31") == [("sum_differs", "/capital/registered")]
    assert told(LIMITED, registered="5") == [("required", "/capital/contributions")]


@pytest.mark.parametrize(
    ("amount", "fine"), [("0.01", True), ("0", False), ("-1", False), ("0.001", False), ("NaN", False)]
)
def test_amounts(amount: str, fine: bool) -> None:
    """There is no least capital, but nothing is not a contribution, and there is nothing below a cent."""
    found = told(LIMITED, one(amount), registered="1" if amount == "NaN" else None)
    assert (("out_of_range", "/capital/contributions/0/amount") in found) is not fine


def test_members_of_a_cooperative_need_not_contribute() -> None:
    """Whether they do stands in its charter."""
    assert told(EntityKind.FARMERS_COOPERATIVE, one("0")) == []


@pytest.mark.parametrize(
    ("capital", "doubts"),
    [
        (Capital(Decimal("999999999.99"), ()), []),
        (Capital(Decimal("1000000000"), ()), [("implausible_sum", "/registered")]),
        (Capital(Decimal(5), (), "840"), [("foreign_currency", "/currency")]),
        (Capital(Decimal(5), (one(due=date(2056, 11, 27)),)), []),
        (Capital(Decimal(5), (one(due=date(2056, 11, 28)),)), [("implausible_term", "/contributions/0/due_on")]),
    ],
)
def test_what_a_person_looks_at(capital: Capital, doubts: list[tuple[str, str]]) -> None:
    """Thirty years and a thousand million yuan, themselves included, are doubted and not refused."""
    found = doubts_about(capital, TODAY)
    assert [(each.code.removeprefix("filing."), each.pointer) for each in found] == doubts


@given(st.lists(st.tuples(st.decimals(0, 10**9, places=2), st.none() | st.dates(date(2026, 1, 1), TODAY))))
def test_what_is_paid_is_never_more_than_what_is_owed(given_: list[tuple[Decimal, date | None]]) -> None:
    """And by the last day it is all that has a day of payment."""
    contributions = [one(str(amount), paid=paid) for amount, paid in given_]
    assert paid_in(contributions, TODAY) == sum((a for a, paid in given_ if paid), Decimal())
    assert paid_in(contributions, date(2025, 12, 31)) == 0
