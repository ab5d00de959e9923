"""The catalogue an examiner builds the one-time notice (一次性告知) from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.approval.domain.registry import RuleSet
from services.approval.domain.review import OTHER
from services.approval.domain.rule import Rule

Proposable = Literal["CORRECT", "REJECT"]

BOTH: tuple[Proposable, ...] = ("CORRECT", "REJECT")


@dataclass(frozen=True, slots=True)
class OfferedReason:
    """`outcomes`: what the law lets follow from it; a rule that only refers leaves both to the examiner, and the
    remedy to their words."""

    code: str
    title_zh: str
    title_en: str
    article: str
    pointer: str | None
    remedy_zh: str
    remedy_en: str
    outcomes: tuple[Proposable, ...]


OWN_WORDS = OfferedReason(
    code=OTHER,
    title_zh="其他（由审查人员写明）",
    title_en="Other (in the examiner's words)",
    article="条例第十九条、第二十条",
    pointer=None,
    remedy_zh="",
    remedy_en="",
    outcomes=BOTH,
)


def offered(rules: RuleSet, division: str | None = None) -> tuple[OfferedReason, ...]:
    """One reason for each rule that decides cases, in the order of the ids, and at last the examiner's own words."""
    return (*(_of_rule(rule, rules.on, division) for rule in rules.rules if rule.test), OWN_WORDS)


def _of_rule(rule: Rule, on: date, division: str | None) -> OfferedReason:
    foreseen = tuple(outcome for outcome in BOTH if outcome in rule.outcomes)
    return OfferedReason(
        code=rule.id,
        title_zh=rule.title_zh,
        title_en=rule.title_en,
        article=rule.article(on, division),
        pointer=rule.pointer,
        remedy_zh=rule.remedy_zh if rule.can_be_mended else "",
        remedy_en=rule.remedy_en if rule.can_be_mended else "",
        outcomes=foreseen or BOTH,
    )
