"""Names of enterprises, cooperatives and branches: what is known of each case, by which rule and article."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from catalogues.filing_types.words import EntityKind
from catalogues.names.composition import Arrangement, NameParts, as_kept, compose
from cli.names import Case, judge_case
from services.naming.domain.keys import keys_of
from tests.unit.naming.test_cases import ENTERPRISES


@pytest.mark.parametrize(
    "case", ENTERPRISES, ids=[f"{case['kind']}: {case['name']}: {case['why']}" for case in ENTERPRISES]
)
def test_a_name_is_judged_as_known(case: dict[str, Any]) -> None:
    """The known verdict by the known rules and no other, the gravest with its article; the name in full is the one that
    was typed, with its kind's suffix; what is offered instead ends as the kind does."""
    answer = judge_case(Case.model_validate(case), case["county"])
    assert (answer["verdict"], sorted({each["rule_id"] for each in answer["findings"]})) == (
        case["verdict"],
        case["rules"],
    )
    if "article" in case:
        assert case["article"] in answer["findings"][0]["article"]
    if "full_name" in case:
        assert answer["full_name"] == case["full_name"]
    for finding in answer["findings"]:
        texts = [finding[each] for each in ("zh", "en", "remedy_zh", "remedy_en")]
        assert all(texts) and not any("{" in text for text in texts)
    for offered in answer["alternatives"]:
        again = judge_case(Case.model_validate(case | {"name": offered}), case["county"])
        assert again["verdict"] == "AVAILABLE"


def test_every_kind_has_its_cases() -> None:
    """Forty of a limited company, fifteen of every other kind that has a name of its own."""
    counted = Counter(case["kind"] for case in ENTERPRISES)
    assert set(counted) == {*EntityKind} - {EntityKind.SOLE_TRADER}
    assert counted[EntityKind.LIMITED_COMPANY] >= 40 and min(counted.values()) >= 15


@pytest.mark.parametrize("arrangement", [*Arrangement])
def test_a_name_is_restored_from_what_is_kept(arrangement: Arrangement) -> None:
    """Its parts and the text in full say how it is arranged, so that its keys can be made again."""
    parts = compose(
        "140213",
        "晋味源",
        "餐饮",
        "有限公司",
        kind=EntityKind.LIMITED_COMPANY,
        division="大同",
        arrangement=arrangement,
    )
    kept = as_kept(parts.full_name, parts.division, parts.trade_name, parts.industry, parts.organisation_form)
    assert kept == parts and keys_of(kept) == keys_of(parts)


def test_a_branch_is_restored_too() -> None:
    """With the business before it; its keys are those of nobody else."""
    parent = "大同市晋味源餐饮有限公司"
    parts = compose("140213", "平城", "", "分公司", kind=EntityKind.BRANCH, parent=parent)
    assert parts.full_name == f"{parent}平城分公司"
    assert as_kept(parts.full_name, "", "平城", "", "分公司") == parts
    assert keys_of(parts).same_key != keys_of(NameParts("大同市", "晋味源", "餐饮", "有限公司")).same_key


def test_a_sole_trader_has_no_choice_of_order() -> None:
    """Whatever is asked for: its division stands first."""
    parts = compose(
        "140213", "穆静", "饺子", "馆", arrangement=Arrangement.AFTER_INDUSTRY, division="大同", parent="甲"
    )
    assert parts == NameParts("大同市平城区", "穆静", "饺子", "馆")


def test_only_a_branch_is_called_after_another() -> None:
    """A business that is given for a company is left out: what nobody judges stands in no name."""
    parts = compose("140213", "晋味源", "餐饮", "有限公司", kind=EntityKind.LIMITED_COMPANY, parent="中国")
    assert parts.full_name == "大同市平城区晋味源餐饮有限公司"
