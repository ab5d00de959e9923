"""Who helps to fill in: named in full or not at all, and never in the place of whoever applies."""

from __future__ import annotations

from typing import Any

import pytest

from services.filing.domain.helper import RELATIONS, Helper, missing_in_helper
from services.filing.domain.masking import masked_operator
from services.filing.domain.operator import judge_operator
from services.portal.domain.forms import HELPERS, operator_of
from tests.unit.filing.test_operator import GIVEN, TODAY

HELPER = {"name": "李青禾", "relation": "community", "mobile": "13800000077"}


def _faults(**helper: Any) -> list[tuple[str, str | None]]:
    _, findings = judge_operator(GIVEN | {"helper": HELPER | helper}, TODAY)
    return [(found.code, found.pointer) for found in findings]


def test_a_helper_is_kept_as_told_and_masked_for_officials() -> None:
    section, findings = judge_operator(GIVEN | {"helper": HELPER}, TODAY)
    assert (section.helper, findings) == (Helper(**HELPER), [])
    shown = masked_operator(section).helper
    assert shown is not None and shown.mobile != HELPER["mobile"] and shown.name != HELPER["name"]
    assert judge_operator(GIVEN, TODAY)[0].helper is None


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"mobile": GIVEN["mobile"]}, "helper_is_operator", "mobile"),
        ({"relation": "boss"}, "not_in_table", "relation"),
        ({"mobile": "123"}, "malformed", "mobile"),
    ],
)
def test_a_wrong_helper_is_refused_at_the_field(wrong: dict[str, Any], code: str, field: str) -> None:
    assert _faults(**wrong) == [(f"filing.{code}", f"/helper/{field}")]


def test_whoever_is_named_is_named_in_full() -> None:
    lacking: list[Any] = []
    missing_in_helper(Helper(), lacking)
    assert [each.pointer for each in lacking] == [f"/operator/helper/{name}" for name in HELPER]
    missing_in_helper(None, lacking)
    assert len(lacking) == 3


def test_the_form_sends_a_helper_only_where_one_was_typed() -> None:
    form = {f"helper.{name}": text for name, text in HELPER.items()}
    assert operator_of(form)["helper"] == HELPER
    assert "helper" not in operator_of({f"helper.{name}": "" for name in HELPER})
    assert HELPERS == RELATIONS
