"""A proposed edition of the rules: other limits, other outcomes, rules switched off; to see what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from catalogues import approval_thresholds
from catalogues.approval_thresholds import Threshold, Thresholds
from kernel.errors import Finding as Lack
from kernel.errors import Refusal
from services.approval.domain import registry
from services.approval.domain.registry import RuleSet
from services.approval.domain.results import Finding, Outcome
from services.approval.domain.rule import Rule, Test
from services.approval.domain.snapshot.case import CaseSnapshot

_JUDGING = {rule.id: rule for rule in registry.ALL if rule.test}


class _Change(BaseModel):
    """Counts for applications submitted from `valid_from` to `valid_to`, both days included; absent means no end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date = date.min
    valid_to: date = date.max

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from > self.valid_to:
            raise ValueError("valid_to lies before valid_from")
        return self

    def counts_on(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to

    def overlaps(self, other: _Change) -> bool:
        return self.valid_from <= other.valid_to and other.valid_from <= self.valid_to


class ThresholdChange(_Change):
    """Another value for a threshold of the catalogue: a number written as text, or a list of words."""

    key: str
    value: str | tuple[str, ...]


class RuleChange(_Change):
    """A rule switched off, or with other outcomes: `{"REFER": "REJECT"}` refuses what the rule refers today."""

    id: str
    off: bool = False
    outcomes: dict[Outcome, Outcome] = Field(default={})

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if self.off == bool(self.outcomes):
            raise ValueError("either off is true or outcomes are given")
        return self


class RuleEdition(BaseModel):
    """Changes to the rules in force; whatever it does not name stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=200)
    thresholds: tuple[ThresholdChange, ...] = ()
    rules: tuple[RuleChange, ...] = ()

    def applied_to(self, rules: RuleSet) -> RuleSet:
        """The rules of the same day as this edition would have them."""
        limits = {change.key: change for change in self.thresholds if change.counts_on(rules.on)}
        changes = {change.id: change for change in self.rules if change.counts_on(rules.on)}
        return RuleSet(
            on=rules.on,
            rules=tuple(_changed(rule, changes.get(rule.id)) for rule in rules.rules if not _is_off(rule, changes)),
            limits=Thresholds(tuple(_limited(entry, limits.get(entry.key)) for entry in rules.limits.entries)),
        )


def read_edition(content: bytes) -> RuleEdition:
    """An edition out of its JSON. Raises Refusal `approval.rule_edition_invalid` naming all that is wrong with it."""
    try:
        edition = RuleEdition.model_validate_json(content)
    except ValidationError as error:
        raise _invalid(_lacks_of(error)) from None
    if lacks := [*_unknown(edition), *_contradictions(edition)]:
        raise _invalid(lacks)
    return edition


def _limited(entry: Threshold, change: ThresholdChange | None) -> Threshold:
    return replace(entry, value=_value(change)) if change else entry


def _value(change: ThresholdChange) -> Decimal | tuple[str, ...]:
    return Decimal(change.value) if isinstance(change.value, str) else change.value


def _is_off(rule: Rule, changes: Mapping[str, RuleChange]) -> bool:
    return rule.id in changes and changes[rule.id].off


def _changed(rule: Rule, change: RuleChange | None) -> Rule:
    if change is None or rule.test is None:
        return rule
    return replace(rule, test=_weighed_anew(rule.test, change.outcomes))


def _weighed_anew(test: Test, outcomes: Mapping[Outcome, Outcome]) -> Test:
    def weighed(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
        for finding in test(case, limits):
            yield replace(finding, outcome=outcomes.get(finding.outcome, finding.outcome))

    return weighed


def _unknown(edition: RuleEdition) -> Iterator[Lack]:
    catalogue = {entry.key: entry for entry in approval_thresholds.all()}
    for number, limit in enumerate(edition.thresholds):
        place = f"/thresholds/{number}"
        if limit.key not in catalogue:
            yield _lack(f"{place}/key", f"没有名为 {limit.key} 的阈值", f"There is no threshold {limit.key}")
        elif isinstance(catalogue[limit.key].value, Decimal) != isinstance(limit.value, str):
            yield _lack(f"{place}/value", "数值与词表不能互换", "A number stays a number, and words stay words")
        elif isinstance(limit.value, str) and not _is_number(limit.value):
            yield _lack(f"{place}/value", "应为数字", "This is not a number")
    for number, change in enumerate(edition.rules):
        rule = _JUDGING.get(change.id)
        if rule is None:
            yield _lack(f"/rules/{number}/id", f"没有可以更改的规则 {change.id}", f"No rule {change.id} judges cases")
            continue
        for outcome in change.outcomes:
            if outcome not in rule.outcomes:
                yield _lack(
                    f"/rules/{number}/outcomes/{outcome}",
                    f"规则 {rule.id} 的结论只有 {'、'.join(rule.outcomes)}",
                    f"{rule.id} comes to {', '.join(rule.outcomes)} only",
                )


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def _contradictions(edition: RuleEdition) -> Iterator[Lack]:
    kinds: tuple[tuple[str, Sequence[tuple[str, _Change]]], ...] = (
        ("thresholds", [(change.key, change) for change in edition.thresholds]),
        ("rules", [(change.id, change) for change in edition.rules]),
    )
    for kind, changes in kinds:
        for number, (name, change) in enumerate(changes):
            if any(name == earlier and change.overlaps(other) for earlier, other in changes[:number]):
                yield _lack(
                    f"/{kind}/{number}", f"{name} 在同一日有两处更改", f"{name} is changed twice on the same days"
                )


def _lacks_of(error: ValidationError) -> Iterator[Lack]:
    for each in error.errors(include_url=False, include_context=False):
        pointer = "".join(f"/{step}" for step in each["loc"])
        yield _lack(pointer, "格式不正确", each["msg"])


def _lack(pointer: str, zh: str, en: str) -> Lack:
    return Lack("approval.rule_edition_invalid", zh, en, pointer)


def _invalid(lacks: Iterable[Lack]) -> Refusal:
    return Refusal(
        "approval.rule_edition_invalid",
        "规则版本文件有误",
        "The edition of the rules is not valid",
        findings=tuple(lacks),
    )
