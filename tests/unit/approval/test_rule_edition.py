"""Proposed editions of the rules: what they change, on which days, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from kernel.errors import Refusal
from services.approval.domain import registry
from services.approval.domain.rule_edition import read_edition
from tests.fixtures.approval.cases import case

CROWDED = ("/facts/entities_at_premises", 6)
SUBMITTED = date(2026, 11, 20)


def _judged(edition: dict[str, Any], *changes: tuple[str, Any]) -> registry.Judgement:
    given = case(*changes)
    proposed = read_edition(json.dumps({"title": "x", **edition}).encode())
    return registry.judge(given, proposed.applied_to(registry.in_force(given.submitted_on)))


def _pointers(edition: Any) -> list[str | None]:
    with pytest.raises(Refusal, match="rule_edition_invalid") as refused:
        read_edition(edition if isinstance(edition, bytes) else json.dumps({"title": "x", **edition}).encode())
    return [finding.pointer for finding in refused.value.all_findings()]


def test_an_empty_edition_changes_nothing() -> None:
    """Judged by an edition without changes, a case has the record it has anyway."""
    assert _judged({}, CROWDED).record == registry.judge(case(CROWDED)).record


def test_an_edition_is_of_the_same_day() -> None:
    """The rules it makes are those of the day it was asked for."""
    proposed = read_edition(b'{"title": "x", "rules": [{"id": "AR-33", "off": true}]}')
    rules = registry.in_force(SUBMITTED)
    changed = proposed.applied_to(rules)
    assert (changed.on, changed.limits) == (SUBMITTED, rules.limits)
    assert [rule.id for rule in rules.rules if rule not in changed.rules] == ["AR-33"]


def test_a_lower_limit_refers_what_passed() -> None:
    """Another number for a threshold counts in the rule that compares with it, and only there."""
    lowered = _judged({"thresholds": [{"key": "most_capital", "value": "9"}]}, ("/application/capital_amount", "9.5"))
    assert [r.rule_id for r in lowered.results if r.outcome == "REFER"] == ["AR-34"]


def test_other_words_refer_what_passed() -> None:
    """A threshold of words takes words."""
    watched = {"thresholds": [{"key": "watched_words", "value": ["饺子"]}]}
    assert _judged(watched).outcome == "REFER"


def test_a_rule_that_is_off_says_nothing() -> None:
    """A case that only this rule referred is approved, and the rule has no result."""
    judged = _judged({"rules": [{"id": "AR-33", "off": True}]}, CROWDED)
    assert judged.outcome == "APPROVE"
    assert "AR-33" not in {result.rule_id for result in judged.results}


def test_a_changed_outcome_is_the_cases() -> None:
    """What the rule refers today is refused; what it does not speak about stays."""
    stricter = {"rules": [{"id": "AR-33", "outcomes": {"REFER": "REJECT"}}]}
    assert _judged(stricter, CROWDED).outcome == "REJECT"
    assert _judged(stricter).outcome == "APPROVE"


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        ({"valid_from": "2026-11-20"}, "APPROVE"),
        ({"valid_from": "2026-11-21"}, "REFER"),
        ({"valid_to": "2026-11-20"}, "APPROVE"),
        ({"valid_to": "2026-11-19"}, "REFER"),
    ],
)
def test_a_change_counts_on_its_days(days: dict[str, str], outcome: str) -> None:
    """The first and the last day are included, for rules and thresholds alike."""
    assert _judged({"rules": [{"id": "AR-33", "off": True, **days}]}, CROWDED).outcome == outcome
    raised = {"thresholds": [{"key": "most_entities_at_premises", "value": "6", **days}]}
    assert _judged(raised, CROWDED).outcome == outcome


def test_one_thing_may_change_twice_on_different_days() -> None:
    """Two changes of one threshold that follow one another are one edition."""
    changes = [
        {"key": "most_entities_at_premises", "value": "1", "valid_to": "2026-11-19"},
        {"key": "most_entities_at_premises", "value": "9", "valid_from": "2026-11-20"},
    ]
    assert _judged({"thresholds": changes}, CROWDED).outcome == "APPROVE"


@pytest.mark.parametrize(
    ("edition", "pointers"),
    [
        ({"thresholds": [{"key": "most_money", "value": "1"}]}, ["/thresholds/0/key"]),
        ({"thresholds": [{"key": "most_capital", "value": ["1"]}]}, ["/thresholds/0/value"]),
        ({"thresholds": [{"key": "watched_words", "value": "1"}]}, ["/thresholds/0/value"]),
        ({"thresholds": [{"key": "most_capital", "value": "many"}]}, ["/thresholds/0/value"]),
        ({"thresholds": [{"key": "most_capital", "value": "Infinity"}]}, ["/thresholds/0/value"]),
        ({"rules": [{"id": "AR-99", "off": True}, {"id": "AR-41", "off": True}]}, ["/rules/0/id", "/rules/1/id"]),
        ({"rules": [{"id": "AR-33", "outcomes": {"REJECT": "REFER"}}]}, ["/rules/0/outcomes/REJECT"]),
        ({"rules": [{"id": "AR-33", "off": True}, {"id": "AR-33", "off": True}]}, ["/rules/1"]),
        (
            {
                "thresholds": [
                    {"key": "most_capital", "value": "1", "valid_to": "2026-11-20"},
                    {"key": "most_capital", "value": "2", "valid_from": "2026-11-20"},
                ]
            },
            ["/thresholds/1"],
        ),
        (
            {
                "rules": [
                    {"id": "AR-33", "off": True, "valid_from": "2026-11-20"},
                    {"id": "AR-33", "off": True, "valid_to": "2026-11-20"},
                ]
            },
            ["/rules/1"],
        ),
        ({"rules": [{"id": "AR-33"}]}, ["/rules/0"]),
        ({"rules": [{"id": "AR-33", "off": True, "outcomes": {"REFER": "PASS"}}]}, ["/rules/0"]),
        ({"rules": [{"id": "AR-33", "off": True, "valid_from": "2026-02-02", "valid_to": "2026-02-01"}]}, ["/rules/0"]),
        ({"rule": []}, ["/rule"]),
        (b"{", [""]),
    ],
)
def test_a_wrong_edition_is_refused(edition: Any, pointers: list[str]) -> None:
    """Everything that is wrong is named with its place."""
    assert _pointers(edition) == pointers


def test_a_day_alone_is_enough() -> None:
    """A change of a single day is none that ends before it begins."""
    day = {"valid_from": "2026-11-20", "valid_to": "2026-11-20"}
    assert _judged({"rules": [{"id": "AR-33", "off": True, **day}]}, CROWDED).outcome == "APPROVE"
