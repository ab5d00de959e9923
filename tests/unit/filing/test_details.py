"""Shop, staff, paper licence and the promise about the premises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalogues import sole_trader_types
from services.filing.domain.details import judge_details, missing_in_details

TODAY = date(2026, 11, 20)
KIND = sole_trader_types.get("GT002")
COMMITMENT: dict[str, Any] = {
    "owner": "李禾苗",
    "tenure": "租赁",
    "use_from": "2026-01-01",
    "use_to": "2031-12-31",
    "nature": "商业",
    "area": "86.5",
    "accepted": True,
}
GIVEN: dict[str, Any] = {
    "shop_name": "晓禾饺子馆",
    "is_urban": True,
    "postcode": "037008",
    "employee_count": 3,
    "needs_paper_licence": True,
    "scope_items": ["餐饮服务", "外卖递送服务"],
    "permit_notice_accepted": True,
    "premises_commitment": COMMITMENT,
}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("shop_name", "馆" * 101, "too_long"),
        ("shop_name", "中国第一饺子馆", "prohibited_word"),
        ("shop_name", "饺子有限公司", "prohibited_word"),
        ("postcode", "0370081", "malformed"),
        ("employee_count", 0, "out_of_range"),
        ("employee_count", 10000, "out_of_range"),
        ("employee_count", "三", "malformed"),
        ("employee_count", 2.5, "malformed"),
    ],
)
def test_wrong_value(field: str, value: Any, code: str) -> None:
    """A wrong value of one field is refused with that field's pointer and a rule's code."""
    _, findings = judge_details(GIVEN | {field: value}, KIND, TODAY)
    assert {(f.code, f.pointer) for f in findings} == {(f"filing.{code}", f"/{field}")}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("owner", "李" * 101, "too_long"),
        ("owner", "李🏠", "characters"),
        ("tenure", "借用", "not_in_table"),
        ("use_from", "2026-02-30", "malformed"),
        ("use_to", "2026-11-20", "expired"),
        ("nature", "仓库", "not_in_table"),
        ("area", "0", "out_of_range"),
        ("area", "86.555", "malformed"),
        ("platform_url", "javascript:alert(1)", "malformed"),
        ("platform_url", "http://", "malformed"),
    ],
)
def test_wrong_promise(field: str, value: Any, code: str) -> None:
    """The promise about the premises is judged field by field."""
    _, findings = judge_details(GIVEN | {"premises_commitment": COMMITMENT | {field: value}}, KIND, TODAY)
    assert [(f.code, f.pointer) for f in findings] == [(f"filing.{code}", f"/premises_commitment/{field}")]


def test_use_that_ends_before_it_begins() -> None:
    """The last day of use lies after the first."""
    wrong = COMMITMENT | {"use_from": "2032-01-01"}
    _, findings = judge_details(GIVEN | {"premises_commitment": wrong}, KIND, TODAY)
    assert [f.code for f in findings] == ["filing.before_start"]


def test_dwelling_without_consent() -> None:
    """A dwelling needs the consent of every owner concerned (民法典 Art. 279)."""
    wrong = COMMITMENT | {"nature": "住宅", "residential_consent": False}
    _, findings = judge_details(GIVEN | {"premises_commitment": wrong}, KIND, TODAY)
    assert [(f.code, f.article) for f in findings] == [("filing.consent_missing", "民法典第二百七十九条")]


def _missing(**changes: Any) -> set[str | None]:
    section, findings = judge_details(GIVEN | changes, KIND, TODAY)
    assert findings == []
    return {f.pointer for f in missing_in_details(section, TODAY)}


def test_complete_details_miss_nothing() -> None:
    """The sample page is complete; a paper licence is collected at the window unless it is to be posted."""
    assert _missing() == set()


def test_everything_is_asked_for() -> None:
    """Of an empty page every required field is named."""
    names = ("shop_name", "is_urban", "postcode", "employee_count", "needs_paper_licence", "scope_items")
    promise = ("owner", "tenure", "nature", "accepted")
    assert {f.pointer for f in missing_in_details(None, TODAY)} == {
        *(f"/details/{name}" for name in names),
        *(f"/details/premises_commitment/{name}" for name in promise),
    }


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"permit_notice_accepted": False}, {"permit_notice_accepted"}),
        ({"delivery": {"method": "post"}}, {"delivery/recipient", "delivery/phone", "delivery/address"}),
        ({"premises_commitment": COMMITMENT | {"accepted": False}}, {"premises_commitment/accepted"}),
        ({"premises_commitment": COMMITMENT | {"nature": "住宅"}}, {"premises_commitment/residential_consent"}),
        (
            {"premises_commitment": COMMITMENT | {"is_network_premises": True}},
            {"premises_commitment/platform_name", "premises_commitment/platform_url"},
        ),
        (
            {"premises_commitment": COMMITMENT | {"use_from": None, "use_to": None}},
            {"premises_commitment/use_from", "premises_commitment/use_to"},
        ),
        ({"premises_commitment": COMMITMENT | {"tenure": "自有", "use_from": None, "use_to": None}}, set()),
    ],
)
def test_conditionally_required(changes: dict[str, Any], missing: set[str]) -> None:
    """What one answer makes necessary is asked for, and only then."""
    assert _missing(**changes) == {f"/details/{name}" for name in missing}


def test_general_items_need_no_permit_notice() -> None:
    """A scope without licensed items is complete without the permit notice."""
    kind = sole_trader_types.get("GT028")
    given = GIVEN | {"scope_items": ["日用百货销售"], "permit_notice_accepted": False}
    section, findings = judge_details(given, kind, TODAY)
    assert findings == []
    assert missing_in_details(section, TODAY) == []


@pytest.mark.parametrize(
    ("delivery", "pointer", "code"),
    [
        ({"method": "pigeon"}, "/delivery/method", "filing.not_in_table"),
        ({"phone": "1"}, "/delivery/phone", "filing.malformed"),
        ({"recipient": "x"}, "/delivery/recipient", "filing.malformed"),
        ({"address": "路" * 201}, "/delivery/address", "filing.too_long"),
    ],
)
def test_wrong_delivery(delivery: dict[str, str], pointer: str, code: str) -> None:
    """Delivery is judged under its own pointers."""
    _, findings = judge_details(GIVEN | {"delivery": delivery}, KIND, TODAY)
    assert [(f.pointer, f.code) for f in findings] == [(pointer, code)]


def test_delivery_without_paper_licence() -> None:
    """Who wants no paper licence names no address for it."""
    _, findings = judge_details(GIVEN | {"needs_paper_licence": False, "delivery": {"method": "post"}}, KIND, TODAY)
    assert [f.code for f in findings] == ["filing.not_wanted"]
