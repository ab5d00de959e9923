"""Which rules are in force on a day, what their set is called, and what they all come to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogues import approval_thresholds, edition
from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types.words import Section
from kernel.canonical import canonical_json
from services.approval.domain.results import CaseOutcome, RuleResult, case_outcome, return_to
from services.approval.domain.rule import Rule
from services.approval.domain.rules import (
    business,
    deregistration,
    eligibility,
    enterprise,
    evidence,
    held_name,
    identity,
    later,
    liaison,
    licence_again,
    marks,
    material,
    name,
    operator_change,
    organisations,
    places,
    premises,
    scope,
    signatures,
    suspension,
)
from services.approval.domain.snapshot.case import CaseSnapshot, digest

_ROOMS = (
    identity,
    eligibility,
    signatures,
    scope,
    name,
    held_name,
    premises,
    business,
    places,
    material,
    evidence,
    liaison,
    licence_again,
    deregistration,
    operator_change,
    organisations,
    marks,
    later,
    suspension,
    enterprise,
)

ALL: tuple[Rule, ...] = tuple(
    sorted((rule for room in _ROOMS for rule in room.RULES), key=lambda rule: (rule.id, rule.version))
)
"""Every version of every rule, in the order of the ids."""


class NoRulesInForce(LookupError):
    """The day lies before the rules of automatic approval began."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules and thresholds of one day."""

    on: date
    rules: tuple[Rule, ...]
    limits: Thresholds

    @property
    def since(self) -> date:
        """The day of the latest change of a rule, of the law it rests on, or of a threshold."""
        since = [rule.effective_from for rule in self.rules] + [entry.valid_from for entry in self.limits.entries]
        return max(*since, *(day for rule in self.rules for day in rule.law.starts if day <= self.on))

    @property
    def version(self) -> str:
        """The day of the latest change and eight hex characters over rules, their texts and thresholds."""
        lines = [
            *(
                f"{rule.id} {rule.version} {rule.title_zh} {rule.article(self.on)} {rule.remedy_zh}"
                for rule in self.rules
            ),
            *(f"{entry.key} {entry.value}" for entry in self.limits.entries),
        ]
        return f"{self.since:%Y.%m.%d}-{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:8]}"


def in_force(on: date, known: Sequence[Rule] = ALL) -> RuleSet:
    """The rules of a day. Raises NoRulesInForce."""
    rules = tuple(rule for rule in known if rule.is_in_force(on))
    if not rules:
        raise NoRulesInForce(on)
    return RuleSet(on, rules, approval_thresholds.in_force(on))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all rules of the submit stage say about a case. `record` is the canonical JSON that is kept: the same
    snapshot, rules and catalogues give the same bytes."""

    outcome: CaseOutcome
    return_to: Section | None
    results: tuple[RuleResult, ...]
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str
    record: bytes


def judge(case: CaseSnapshot, rule_set: RuleSet | None = None) -> Judgement:
    """Apply every rule for its kind of filing that is in force on the application's date, whatever the earlier ones
    say (一次性告知, 条例 Art. 19).

    Raises NoRulesInForce.
    """
    rules = rule_set or in_force(case.submitted_on)
    kind = case.application.filing_type
    results = tuple(rule.judge(case, rules.limits) for rule in rules.rules if rule.test and kind in rule.applies_to)
    outcome, section = case_outcome(results), return_to(results)
    inputs = digest(case)
    record: dict[str, Any] = {
        "application_no": case.application_no,
        "submission": case.submission,
        "decided_on": case.decided_on.isoformat(),
        "outcome": outcome,
        "return_to": section,
        "rule_set_version": rules.version,
        "catalogue_edition": edition.edition(),
        "inputs_digest": inputs,
        "results": [result.as_json() for result in results],
    }
    return Judgement(
        outcome=outcome,
        return_to=section if outcome == "CORRECT" else None,
        results=results,
        rule_set_version=rules.version,
        catalogue_edition=edition.edition(),
        inputs_digest=inputs,
        record=canonical_json(record),
    )
