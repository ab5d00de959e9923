"""Premises, the wish for a name, and capital."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.filing.domain.premises import Premises, full_text, judge_premises, missing_in_premises

COUNTY = "140213"
TODAY = date(2026, 11, 20)
GIVEN: dict[str, Any] = {
    "needs_name": True,
    "street_name": "大庆路街道",
    "detail": "大庆路33号",
    "capital_amount": "12",
}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("street_name", "刘家堡乡", "not_in_table"),
        ("street_name", "南关街道", "not_in_table"),
        ("detail", "路" * 101, "too_long"),
        ("detail", "大庆路\x07号", "characters"),
        ("detail", "大庆路33号🏠", "characters"),
        ("capital_amount", "0", "out_of_range"),
        ("capital_amount", "-1", "out_of_range"),
        ("capital_amount", "0.00001", "malformed"),
        ("capital_amount", "100000000", "out_of_range"),
        ("capital_amount", "十万", "malformed"),
        ("capital_amount", "1e3", "malformed"),
        ("capital_amount", "NaN", "malformed"),
        ("capital_amount", "9" * 40, "malformed"),
    ],
)
def test_wrong_value(field: str, value: Any, code: str) -> None:
    """A wrong value of one field is refused with that field's pointer and a rule's code."""
    _, findings = judge_premises(GIVEN | {field: value}, COUNTY, TODAY)
    assert [(f.code, f.pointer) for f in findings] == [(f"filing.{code}", f"/{field}")]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", ("应大于零", "More than zero")),
        ("-1", ("应大于零", "More than zero")),
        ("100000000", ("数值过大，请核对单位", "This is very large; check the unit")),
    ],
)
def test_no_bound_of_the_table_is_told(amount: str, said: tuple[str, str]) -> None:
    """How many digits a table keeps says nothing to whoever types an amount."""
    _, (finding,) = judge_premises(GIVEN | {"capital_amount": amount}, COUNTY, TODAY)
    assert (finding.zh, finding.en) == said


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("12", "12"),
        (12, "12"),
        (12.5, "12.5"),
        ("１２．５０", "12.5"),
        ("0.0001", "0.0001"),
        ("99999999.9999",) * 2,
        (100, "100"),
    ],
)
def test_capital(given: Any, kept: str) -> None:
    """Capital in 万元: at most twelve digits, four of them behind the point."""
    section, findings = judge_premises(GIVEN | {"capital_amount": given}, COUNTY, TODAY)
    assert findings == []
    assert section.capital_amount == Decimal(kept)
    assert Premises.model_validate_json(section.model_dump_json()) == section


def test_missing_fields() -> None:
    """Before confirmation everything but the name is required here."""
    pointers = [f.pointer for f in missing_in_premises(None, TODAY)]
    assert pointers == [f"/premises/{n}" for n in ("needs_name", "street_name", "detail", "capital_amount")]


def test_full_text() -> None:
    """The printed address runs from the province to the house number."""
    assert full_text(COUNTY, Premises(**GIVEN)) == "山西省大同市平城区大庆路街道大庆路33号"
