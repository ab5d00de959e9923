"""Which page is next, and which may be gone back to."""

from __future__ import annotations

from typing import Any

import pytest

from services.portal.domain import wizard


def _case(stage: str, premises: dict[str, Any] | None, name: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"stage": stage, "name": name, "application": {"premises": {"section": premises} if premises else None}}


_HELD = {"status": "held", "full_name": "大同市平城区穆静饺子馆"}


def test_a_held_name_leads_to_the_operator() -> None:
    """The filing service still says DRAFT; the hold tells."""
    premises = {"needs_name": True}
    assert wizard.stage_of(_case("DRAFT", premises, _HELD)) == "NAME_RESERVED"


@pytest.mark.parametrize("missing", ["street_name", "detail", "capital_amount"])
def test_no_name_is_settled_once_the_premises_are(missing: str) -> None:
    """Without a name there is nothing to hold; the premises tell."""
    premises = {"needs_name": False, "street_name": "大庆路街道", "detail": "1号", "capital_amount": "10"}
    assert wizard.stage_of(_case("DRAFT", premises)) == "NAME_RESERVED"
    assert wizard.stage_of(_case("DRAFT", premises | {missing: None})) == "DRAFT"


def test_the_operator_cannot_be_gone_back_to_after_the_lock() -> None:
    """确定提交后不可更改，不可再返回到这一步."""
    assert wizard.is_open("operator", "NAME_RESERVED")
    assert not wizard.is_open("operator", "OPERATOR_LOCKED")


def test_every_stage_before_submission_but_a_lapse_has_a_page() -> None:
    """Nobody is left without a next step."""
    assert {stage for stage in wizard.BEFORE_SUBMISSION if wizard.next_page(stage) is None} == {"LAPSED"}
