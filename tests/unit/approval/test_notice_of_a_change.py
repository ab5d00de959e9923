"""What the letter about a change says."""

from __future__ import annotations

from typing import Any

import pytest

from services.approval.domain.documents import decision_notice
from tests.fixtures.approval.cases import parts, snapshot
from tests.unit.approval.test_review import decided

CHANGES = [{"section": "name", "item": "名称", "before": "晓禾饺子馆", "after": "晓云归饭店"}]
REGISTERED = {
    **{"uscc": "92140213MA0MU7MP45", "version": 1, "established_on": "2024-02-29"},
    "facts": {"name": "晓禾饺子馆"},
}


def letter(outcome: Any = "APPROVE") -> dict[str, Any]:
    given = parts()
    given["application"] |= {
        **{"filing_type": "sole_trader.change", "filing_type_edition": "2026-11-29", "changes": CHANGES},
        "business_type": "02",
    }
    return decision_notice(snapshot(given | {"registered": REGISTERED}), decided(outcome))


def test_code_and_day_of_establishment_stay() -> None:
    """They are known, and no licence of another day is what establishes the business."""
    told = letter()
    assert (told["uscc"], told["registered_on"]) == ("92140213MA0MU7MP45", "2024-02-29")


def test_it_rests_on_the_law_of_changes() -> None:
    """条例 Art. 24 and 28, not 21: nothing is established."""
    articles = letter()["articles"]
    assert "第二十四条、第二十八条" in articles[0] and "第二十一条" not in articles[0]


def test_its_title_and_what_changes() -> None:
    told = letter()
    assert told["title"] == "准予变更登记通知书"
    assert told["changes"] == [{"item": "名称", "before": "晓禾饺子馆", "after": "晓云归饭店"}]


@pytest.mark.parametrize(("outcome", "title"), [("REJECT", "不予变更登记通知书"), ("CORRECT", "补正通知书")])
def test_what_was_not_approved_states_no_registration(outcome: str, title: str) -> None:
    told = letter(outcome)
    assert (told["title"], told["uscc"], told["registered_on"]) == (title, None, None)
