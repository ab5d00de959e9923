"""AR-60: the liaison person who is not the operator was found in the population registry as named."""

from __future__ import annotations

from typing import Any

import pytest

from services.approval.domain import registry
from services.approval.domain.case_sheet import masked
from tests.fixtures.approval.cases import case
from tests.unit.approval.examples import LIAISON

[RULE] = [rule for rule in registry.ALL if rule.id == "AR-60"]


def _says(found: dict[str, Any] | None) -> tuple[str, str | None]:
    result = RULE.judge(case(("/application/operator/liaison", LIAISON), ("/authentication/liaison", found)))
    return result.outcome, result.pointer if result.outcome != "PASS" else None


@pytest.mark.parametrize(("result", "says"), [("MATCH", "PASS"), ("MISMATCH", "CORRECT"), ("NOT_FOUND", "CORRECT")])
def test_the_registry_s_answer_decides(result: str, says: str) -> None:
    """A no is put right at the liaison's number."""
    outcome, pointer = _says(LIAISON | {"result": result, "mobile_confirmed": True})
    assert outcome == says
    assert pointer == (None if says == "PASS" else "/operator/liaison/id_number")


@pytest.mark.parametrize("found", [None, LIAISON | {"name": "李禾", "result": "MATCH"}])
def test_who_was_not_compared_is_looked_at(found: dict[str, Any] | None) -> None:
    """Nobody was asked, or about somebody else: a person looks."""
    assert _says(found)[0] == "REFER"


@pytest.mark.parametrize(
    ("of_the_mobile", "says"),
    [
        ({"mobile_confirmed": False}, "CORRECT"),
        ({}, "REFER"),
        ({"mobile": "13800000027", "mobile_confirmed": True}, "REFER"),
    ],
)
def test_whom_no_code_reached_is_put_right_or_looked_at(of_the_mobile: dict[str, Any], says: str) -> None:
    """A no is put right at the mobile; of a case from before codes were sent, or another number, nobody knows."""
    assert _says(LIAISON | {"result": "MATCH"} | of_the_mobile) == (says, "/operator/liaison/mobile")


def test_the_case_sheet_hides_who_it_is() -> None:
    """As it hides the operator."""
    shown = str(masked(case(("/application/operator/liaison", LIAISON))))
    assert not [LIAISON[name] for name in ("name", "id_number", "mobile", "email") if LIAISON[name] in shown]
