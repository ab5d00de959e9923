"""Objections that rules make to a name, and the verdict they come to. The rules themselves are in `structure.py`,
`words.py` and `comparison.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from catalogues import name_rules
from catalogues.law import Dated
from catalogues.name_rules import NameRule, Severity

Part = Literal["full_name", "division", "trade_name", "industry", "organisation_form"]

SAMENESS = frozenset({"N-50", "N-51", "N-52", "N-53", "N-54", "N-55"})
"""Rules by which the name is another's (企业名称登记管理规定 Art. 17); any other rejection is about what it says."""


class Verdict(StrEnum):
    """The one word for all objections together.

    What cannot be read as a name of Chinese characters in four parts is FORMAT_ERROR before anything else: nothing
    else can be said of it with certainty. What can be read is PROHIBITED for a forbidden word, whatever else is wrong
    with its form, since no mending of the form would help. Then come other errors of form, a name that is another's,
    what a person must look at, and what the applicant must confirm.
    """

    FORMAT_ERROR = "FORMAT_ERROR"
    PROHIBITED = "PROHIBITED"
    SAME = "SAME"
    CAUTION = "CAUTION"
    SIMILAR = "SIMILAR"
    AVAILABLE = "AVAILABLE"


UNREADABLE = frozenset({"N-01", "N-02"})
"""A part is missing, or there are characters that are not Chinese."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One rule applied to one part of one name. `conflicting_name` is the other name where there is one."""

    rule: NameRule
    part: Part
    word: str | None = None
    category: str | None = None
    conflicting_name: str | None = None

    @property
    def severity(self) -> Severity:
        return self.rule.severity


def object_to(
    rule_id: str,
    part: Part,
    *,
    word: str | None = None,
    category: str | None = None,
    article: Dated | None = None,
    name: str | None = None,
    wanted: str = "",
    until: str = "",
) -> Objection:
    """The objection a rule makes, its texts filled in. `article` replaces the rule's own, as words have their own."""
    rule = name_rules.get(rule_id)
    filled = {"word": word or "", "category": category or "", "name": name or "", "wanted": wanted, "until": until}
    return Objection(
        replace(
            rule,
            article=article or rule.article,
            zh=rule.zh.format(**filled),
            en=rule.en.format(**filled),
            remedy_zh=rule.remedy_zh.format(**filled),
            remedy_en=rule.remedy_en.format(**filled),
        ),
        part,
        word,
        category,
        name,
    )


def verdict_of(objections: tuple[Objection, ...]) -> Verdict:
    """What all objections together come to; notes change nothing."""
    if any(objection.rule.id in UNREADABLE for objection in objections):
        return Verdict.FORMAT_ERROR
    found = {_verdict(objection) for objection in objections}
    return next((verdict for verdict in _ORDER if verdict in found), Verdict.AVAILABLE)


_ORDER = (Verdict.PROHIBITED, Verdict.FORMAT_ERROR, Verdict.SAME, Verdict.CAUTION, Verdict.SIMILAR)


def _verdict(objection: Objection) -> Verdict:
    match objection.severity:
        case "reject":
            return Verdict.SAME if objection.rule.id in SAMENESS else Verdict.PROHIBITED
        case "correct":
            return Verdict.FORMAT_ERROR
        case "refer":
            return Verdict.CAUTION
        case "confirm":
            return Verdict.SIMILAR
        case "note":
            return Verdict.AVAILABLE
