"""The liaison person of the registration: the operator, or somebody else who is named in full."""

from __future__ import annotations

from typing import Any

import pytest

from services.filing.domain.masking import masked_operator
from services.filing.domain.operator import Operator, judge_operator
from services.filing.domain.operator_missing import missing_in_operator
from tests.unit.filing.test_operator import FILES, GIVEN, TODAY

LIAISON = {"name": "李禾苗", "id_number": "11010519491231002X", "mobile": "13800000026", "email": "li@example.com"}


def _judged(**liaison: Any) -> tuple[Operator, list[tuple[str, str | None]]]:
    section, findings = judge_operator(GIVEN | {"liaison": LIAISON | liaison}, TODAY)
    return section, [(each.code, each.pointer) for each in findings]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"id_number": GIVEN["id_number"]}, "liaison_is_operator", "id_number"),
        ({"id_number": "110105194912310021"}, "id_number_check", "id_number"),
        ({"name": "Li"}, "malformed", "name"),
        ({"mobile": "1380000002"}, "malformed", "mobile"),
        ({"email": "li"}, "malformed", "email"),
    ],
)
def test_what_is_wrong_of_somebody_else_is_told_at_their_field(wrong: dict[str, str], code: str, field: str) -> None:
    """As it is of the operator; whoever is the operator is not somebody else."""
    assert _judged(**wrong)[1] == [(f"filing.{code}", f"/liaison/{field}")]


def test_somebody_else_is_named_in_full() -> None:
    """Each field that lacks is named; without anybody else nothing is asked."""
    section, _ = judge_operator(GIVEN | {"liaison": {}}, TODAY)
    lacking = missing_in_operator(section, FILES, TODAY, members_sign=False)
    assert [each.pointer for each in lacking] == [f"/operator/liaison/{name}" for name in LIAISON]
    alone, _ = judge_operator(GIVEN, TODAY)
    assert missing_in_operator(alone, FILES, TODAY, members_sign=False) == []


def test_an_examiner_does_not_read_who_it_is() -> None:
    """Name, number, mobile and mailbox are hidden."""
    section, wrong = _judged()
    shown = masked_operator(section).model_dump_json()
    assert wrong == [] and not [text for text in LIAISON.values() if text in shown]
