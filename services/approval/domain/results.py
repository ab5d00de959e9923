"""What rules come to: findings, one result per rule, and the one outcome of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from catalogues.filing_types.words import Section

Outcome = Literal["PASS", "NOTE", "CORRECT", "REFER", "REJECT"]
CaseOutcome = Literal["APPROVE", "CORRECT", "REFER", "REJECT"]

CASE_OUTCOMES: tuple[CaseOutcome, ...] = get_args(CaseOutcome)

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""From best to worst."""
FAILED: frozenset[Outcome] = frozenset({"CORRECT", "REFER", "REJECT"})
"""Those that something was found for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule has to say. `remedy_*` and `section` None mean the rule's own; the section matters for CORRECT
    alone."""

    outcome: Outcome
    zh: str
    en: str
    pointer: str | None = None
    section: Section | None = None
    remedy_zh: str | None = None
    remedy_en: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, as it is told: field, words, article and remedy. `pointer` is a JSON pointer (RFC 6901)."""

    article: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    pointer: str | None
    section: Section | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult(Found):
    """One rule applied to one case; version 0 is a reason in an examiner's words. PASS and NOTE do not stand in the way
    of approval. What it found of the outcome's kind stands in one text, with the first field at fault; where that is
    more than one thing, each stands in `defects` by itself, and as a reason alone."""

    rule_id: str
    version: int
    title_zh: str
    title_en: str
    outcome: Outcome
    defects: tuple[Found, ...] = ()

    def singly(self) -> tuple[RuleResult, ...]:
        """One result for each thing it found, so that each is told with its own field and remedy."""
        return tuple(replace(self, **asdict(each), defects=()) for each in self.defects) or (self,)

    def as_json(self) -> dict[str, Any]:
        """Without `defects` where there are not several, as results were written before there were any."""
        written = asdict(self)
        defects = list(written.pop("defects"))
        return written | ({"defects": defects} if defects else {})

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> RuleResult:
        defects = tuple(Found(**_read(each)) for each in written.get("defects", ()))
        return cls(**{**_read(written), "defects": defects})


def _read(written: Mapping[str, Any]) -> dict[str, Any]:
    return {**written, "section": Section(written["section"]) if written["section"] else None}


def as_case_outcome(text: str) -> CaseOutcome:
    """Raises ValueError for a text that is none."""
    for outcome in CASE_OUTCOMES:
        if outcome == text:
            return outcome
    raise ValueError(text)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The worst of all; PASS where there are none."""
    return max(outcomes, key=OUTCOMES.index, default="PASS")


def earliest(sections: Iterable[Section | None]) -> Section | None:
    """The section that is filled in first: a defect opens it and those after it."""
    return min((section for section in sections if section), key=tuple(Section).index, default=None)


def case_outcome(results: Iterable[RuleResult]) -> CaseOutcome:
    """The worst of all results; notes do not stand in the way of approval."""
    match worst(result.outcome for result in results):
        case "PASS" | "NOTE":
            return "APPROVE"
        case found:
            return found


def return_to(results: Iterable[RuleResult]) -> Section | None:
    """The section in which the earliest defect lies."""
    return earliest(result.section for result in results if result.outcome == "CORRECT")


def passed(zh: str, en: str) -> Finding:
    return Finding("PASS", zh, en)


def noted(zh: str, en: str, pointer: str | None = None) -> Finding:
    return Finding("NOTE", zh, en, pointer)


def correct(zh: str, en: str, pointer: str, section: Section | None = None) -> Finding:
    return Finding("CORRECT", zh, en, pointer, section)


def refer(zh: str, en: str, pointer: str | None = None) -> Finding:
    return Finding("REFER", zh, en, pointer)


def reject(zh: str, en: str, pointer: str | None = None) -> Finding:
    return Finding("REJECT", zh, en, pointer)


def singly(results: Iterable[RuleResult]) -> tuple[RuleResult, ...]:
    """One result for each thing that was found."""
    return tuple(each for result in results for each in result.singly())
