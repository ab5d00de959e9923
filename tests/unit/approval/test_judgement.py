"""All rules together: one outcome, one section to return to, one record."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogues import approval_rules, approval_thresholds, edition
from catalogues.filing_types import editions
from services.approval.domain import registry
from services.approval.domain.registry import NoRulesInForce
from services.approval.domain.results import OUTCOMES, case_outcome, earliest
from services.approval.domain.snapshot.case import digest
from tests.fixtures.approval.cases import case
from tests.unit.approval.example import Example
from tests.unit.approval.examples import EXAMPLES

FAILING = [each for each in EXAMPLES if each.says in {"CORRECT", "REFER", "REJECT"} and each.of_this_kind]
SUBMITTED = date(2026, 11, 20)


def test_the_valid_case_is_approved() -> None:
    """Nothing stands in the way of the valid case; the permits are noted."""
    judgement = registry.judge(case())
    assert judgement.outcome == "APPROVE"
    assert [r.rule_id for r in judgement.results if r.outcome != "PASS"] == ["AR-19"]


def test_all_rules_of_the_submit_stage_run() -> None:
    """A case has a result of every rule in force, in the order of the ids, also when the first rule fails."""
    judgement = registry.judge(case(("/authentication/account_verified", False)))
    assert judgement.results[0].outcome == "CORRECT"
    rules = registry.in_force(case().submitted_on).rules
    wanted = [rule.id for rule in rules if rule.test and editions.ESTABLISHMENT in rule.applies_to]
    assert [r.rule_id for r in judgement.results] == wanted


def test_the_registry_holds_all_rules() -> None:
    """On every day every rule of the catalogue is listed once; those of later stages are left to the licence
    service."""
    for day in (date(2022, 5, 1), date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 30)):
        ids = [rule.id for rule in registry.in_force(day).rules]
        assert ids == [rule.id for rule in approval_rules.all() if rule.id in ids]
    assert ids == [rule.id for rule in approval_rules.all()]
    assert [rule.id for rule in registry.ALL if rule.verified_by == "licence"] == ["AR-41", "AR-42"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, len(FAILING) - 1), min_size=1, max_size=4, unique=True))
def test_the_outcome_is_the_worst_of_all(chosen: list[int]) -> None:
    """Whatever fails together, the case's outcome is the worst single one, and it returns to the earliest section."""
    changes: dict[str, Any] = {}
    for example in (FAILING[number] for number in chosen):
        for pointer, value in example.changes:
            overlapping = [p for p in changes if p.startswith(pointer) or pointer.startswith(p)]
            if not overlapping:
                changes[pointer] = value
    judgement = registry.judge(case(*changes.items()))
    ranks = [OUTCOMES.index(result.outcome) for result in judgement.results]
    expected = {0: "APPROVE", 1: "APPROVE", 2: "CORRECT", 3: "REFER", 4: "REJECT"}[max(ranks)]
    assert judgement.outcome == expected == case_outcome(judgement.results)
    sections = [r.section for r in judgement.results if r.outcome == "CORRECT"]
    if expected == "CORRECT":
        assert judgement.return_to == earliest(sections) is not None
    else:
        assert judgement.return_to is None


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([each for each in EXAMPLES if each.of_this_kind]))
def test_the_same_case_has_the_same_bytes(example: Example) -> None:
    """Judging twice, from snapshots read twice, gives one record byte for byte."""
    first = registry.judge(case(*example.changes, decided_on=example.decided_on))
    second = registry.judge(case(*example.changes, decided_on=example.decided_on))
    assert first.record == second.record
    assert json.loads(first.record)["inputs_digest"] == first.inputs_digest


def test_the_record_holds_what_makes_a_decision() -> None:
    """Its fields are those that older decisions were kept with, and say what the judgement says."""
    judgement = registry.judge(case(("/application/details/employee_count", 0)))
    record = json.loads(judgement.record)
    results = record.pop("results")
    assert record == {
        "application_no": case().application_no,
        "submission": 1,
        "decided_on": "2026-11-20",
        "outcome": "CORRECT",
        "return_to": "details",
        "rule_set_version": registry.in_force(SUBMITTED).version,
        "catalogue_edition": edition.edition(),
        "inputs_digest": judgement.inputs_digest,
    }
    assert results == [result.as_json() for result in judgement.results]
    assert judgement.rule_set_version == record["rule_set_version"]
    assert judgement.catalogue_edition == record["catalogue_edition"]


def test_nothing_at_fault_is_an_approval() -> None:
    """Passes alone approve, and so do passes with notes."""
    results = registry.judge(case()).results
    assert case_outcome(result for result in results if result.outcome == "PASS") == "APPROVE"
    assert case_outcome(results) == "APPROVE"


def test_a_changed_fact_changes_the_digest() -> None:
    """The digest binds every fact of the snapshot."""
    assert digest(case()) != digest(case(("/application/capital_amount", "13")))
    assert digest(case()) != digest(case(decided_on=date(2026, 11, 21)))


def test_late_submission_returns_to_authentication() -> None:
    """A late case is not refused: it returns to authentication (通知 2.1.2.6)."""
    judgement = registry.judge(case(("/signing_deadline", "2026-11-20T01:00:00Z")))
    assert (judgement.outcome, judgement.return_to) == ("CORRECT", "authentication")


def test_the_earliest_section_wins() -> None:
    """A wrong name and a wrong number of employees return the case to the name."""
    judgement = registry.judge(case(("/application/details/employee_count", 0), ("/name/commitment_accepted", False)))
    assert judgement.return_to == "name"


def test_no_rules_before_the_notice() -> None:
    """An application of before 1 May 2022 has no automatic rules."""
    assert registry.in_force(date(2022, 5, 1)).rules
    with pytest.raises(NoRulesInForce):
        registry.in_force(date(2022, 4, 30))


def test_the_rules_of_the_application_date_decide() -> None:
    """A new version of a rule counts from its first day on, and the set gets another name."""
    old = next(rule for rule in registry.ALL if rule.id == "AR-35")
    ended = dataclasses.replace(old, effective_to=date(2026, 11, 20))
    new = dataclasses.replace(old, version=2, effective_from=date(2026, 11, 21))
    known = [*(rule for rule in registry.ALL if rule.id != "AR-35"), ended, new]
    before, after = registry.in_force(SUBMITTED, known), registry.in_force(date(2026, 11, 21), known)
    assert [rule.version for rule in before.rules if rule.id == "AR-35"] == [1]
    assert [rule.version for rule in after.rules if rule.id == "AR-35"] == [2]
    assert before.version != after.version
    assert after.version.startswith("2026.11.21-")


def test_the_thresholds_of_the_application_date_decide() -> None:
    """A lowered limit refers a capital that passed the day before."""
    old = next(entry for entry in approval_thresholds.all() if entry.key == "most_capital")
    ended = dataclasses.replace(old, valid_to=date(2026, 11, 20))
    new = dataclasses.replace(old, value=old.value.__class__("10"), valid_from=date(2026, 11, 21))
    known = [*(entry for entry in approval_thresholds.all() if entry.key != "most_capital"), ended, new]
    rule = next(rule for rule in registry.ALL if rule.id == "AR-34")
    assert rule.judge(case(), approval_thresholds.in_force(SUBMITTED, known)).outcome == "PASS"
    assert rule.judge(case(), approval_thresholds.in_force(date(2026, 11, 21), known)).outcome == "REFER"
