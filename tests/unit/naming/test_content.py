"""What a name says: names of every kind that is refused, of every kind that a person looks at, and ordinary ones."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from catalogues import sole_trader_types
from catalogues.names.composition import NameParts, compose
from cli.names import Case, judge_case
from services.naming.domain import suggestions
from services.naming.domain.judging import examine

_GROUPS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "fixtures/names/content.json").read_text("utf-8")
)
CASES = [(name, group["verdicts"], group["why"]) for group in _GROUPS for name in group["names"]]
OBJECTED = [case for case in CASES if case[1] != ["AVAILABLE"]]


@cache
def _judged(name: str) -> dict[str, Any]:
    return judge_case(Case.model_validate({"name": name, "county": "140213", "on": "2026-11-28"}), "140213")


@pytest.mark.parametrize(("name", "verdicts", "why"), CASES, ids=[f"{case[2]}: {case[0]}" for case in CASES])
def test_the_verdict_is_one_that_the_law_allows(name: str, verdicts: list[str], why: str) -> None:
    """Forbidden names are refused, doubtful ones looked at by a person, ordinary ones held without one."""
    assert _judged(name)["verdict"] in verdicts, why


def test_every_objection_has_its_article_and_a_way_out() -> None:
    """Category where it is about a word, article, reason and remedy in both languages, with no gap in them."""
    for name, _, _ in OBJECTED:
        for finding in _judged(name)["findings"]:
            texts = [finding[key] for key in ("article", "zh", "en", "remedy_zh", "remedy_en")]
            assert all(texts), name
            assert not any("{" in text or "与  " in text for text in texts), name
            if finding["rule_id"] in {"N-40", "N-41", "N-44", "N-45", "N-46", "N-49"}:
                assert finding["category"], name


@pytest.mark.parametrize("trade_name", ["习近平", "肯德基", "我命油我不油天", "毛择东", "香香香香香", "饭醉团伙"])
def test_what_is_offered_instead_meets_no_objection(trade_name: str) -> None:
    """No name that is offered is itself refused or referred."""
    kind = sole_trader_types.get("GT002")
    parts = compose("140213", trade_name, "饺子", "馆")
    offered = list(suggestions.candidates(parts, kind, examine(parts, kind)))[:60]
    assert len(offered) >= 5
    for candidate in offered:
        assert all(objection.severity == "note" for objection in examine(candidate, kind)), candidate.trade_name


@pytest.mark.parametrize("own", ["刘洋", "李强", "姚明", "王海军", "沈红军", "孙文静", "毛择东", "我怡飞"])
def test_nobody_is_refused_their_own_name(own: str) -> None:
    """Whoever is called as a leader, or nearly, may use it; at most a person looks."""
    parts = NameParts("大同市平城区", own, "饺子", "馆")
    assert all(objection.severity != "reject" for objection in examine(parts, None, own))


def test_a_name_like_a_leaders_is_nobodys_business_when_it_is_ones_own() -> None:
    """What only resembles a forbidden word is no objection to a personal name."""
    parts = NameParts("大同市平城区", "毛择东", "饺子", "馆")
    assert [o.rule.id for o in examine(parts, None)] == ["N-44"]
    assert [o.rule.id for o in examine(parts, None, "毛择东")] == []
