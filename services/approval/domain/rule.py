"""A rule: what it is called, since when it holds, and the pure function that applies it to a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from catalogues import approval_rules, approval_thresholds
from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types.words import Section
from catalogues.law import Dated, of_province
from services.approval.domain.results import Finding, Found, Outcome, RuleResult, earliest, worst
from services.approval.domain.snapshot.case import CaseSnapshot

Test = Callable[[CaseSnapshot, Thresholds], Iterable[Finding]]

BEGINNING = date(2022, 5, 1)
"""晋市监发〔2022〕66号 is in force from this day."""

PLACES_FROM, PLACES_BEFORE = date(2025, 7, 15), date(2025, 7, 14)
"""个体工商户登记管理规定 is in force from the first of these days, with several premises and business on networks."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule. `outcomes` are what may follow from a failed test; a rule without `test` belongs to
    the stage and the service that `verified_by` names. In force from `effective_from` to `effective_to`, both days
    included."""

    id: str
    version: int
    title_en: str
    outcomes: tuple[Outcome, ...]
    remedy_zh: str
    remedy_en: str
    test: Test | None
    pointer: str | None = None
    effective_from: date = BEGINNING
    effective_to: date | None = None
    verified_by: str = "approval"

    @property
    def title_zh(self) -> str:
        return approval_rules.get(self.id).name

    @property
    def law(self) -> Dated:
        return approval_rules.get(self.id).legal_basis

    def article(self, on: date, division: str | None = None) -> str:
        """The articles it rests on, for an application of a day; with a division, those that hold there."""
        return self.law.on(on, division)

    @property
    def stage(self) -> approval_rules.Stage:
        return approval_rules.get(self.id).stage

    @property
    def section(self) -> Section:
        """Where its defects are put right, unless a finding says otherwise."""
        return approval_rules.get(self.id).section

    @property
    def applies_to(self) -> tuple[str, ...]:
        """The kinds of filing it judges."""
        return approval_rules.get(self.id).applies_to

    @property
    def can_be_mended(self) -> bool:
        """Whether the remedy is the applicant's; that of a rule that only refers says that a person looks at it."""
        return "REFER" not in self.outcomes or "CORRECT" in self.outcomes

    def is_in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def judge(self, case: CaseSnapshot, limits: Thresholds | None = None) -> RuleResult:
        """Apply the rule; without `limits` the thresholds in force on the application's date count.

        Every finding of the worst kind stands in the texts, so that all defects are told at once, and by itself with
        its own field, so that each is told where it is put right.
        """
        assert self.test
        given = limits or approval_thresholds.in_force(case.submitted_on)
        findings = tuple(self.test(case, given))
        outcome = worst(finding.outcome for finding in findings)
        told = tuple(finding for finding in findings if finding.outcome == outcome)
        place = case.application.county_code
        own = self.article(case.submitted_on, place)
        failed = outcome not in {"PASS", "NOTE"}
        return RuleResult(
            rule_id=self.id,
            version=self.version,
            title_zh=self.title_zh,
            title_en=self.title_en,
            outcome=outcome,
            article=_joined((of_province(finding.article or "", place) or own for finding in told), "；") or own,
            zh=_joined((finding.zh for finding in told), "；") or "符合要求",
            en=_joined((finding.en for finding in told), "; ") or "As required",
            remedy_zh=_joined((f.remedy_zh or self.remedy_zh for f in told), "；") if failed else "",
            remedy_en=_joined((f.remedy_en or self.remedy_en for f in told), "; ") if failed else "",
            pointer=next((finding.pointer for finding in told if finding.pointer), self.pointer),
            section=earliest(finding.section or self.section for finding in told) if outcome == "CORRECT" else None,
            defects=self._defects(told, outcome, own, place) if failed else (),
        )

    def _defects(self, told: Sequence[Finding], outcome: Outcome, article: str, place: str) -> tuple[Found, ...]:
        """Where there are several, each once."""
        each = dict.fromkeys(
            Found(
                article=of_province(finding.article or "", place) or article,
                zh=finding.zh,
                en=finding.en,
                remedy_zh=finding.remedy_zh or self.remedy_zh,
                remedy_en=finding.remedy_en or self.remedy_en,
                pointer=finding.pointer or self.pointer,
                section=(finding.section or self.section) if outcome == "CORRECT" else None,
            )
            for finding in told
        )
        return tuple(each) if len(each) > 1 else ()


def _joined(texts: Iterable[str], mark: str) -> str:
    return mark.join(dict.fromkeys(text for text in texts if text))


def rule(
    id: str,
    title_en: str,
    *,
    outcomes: tuple[Outcome, ...],
    remedy: tuple[str, str],
    pointer: str | None = None,
    version: int = 1,
    effective_from: date = BEGINNING,
    effective_to: date | None = None,
) -> Callable[[Test], Rule]:
    """Make a rule of a test, a function of a case and thresholds that yields findings; none is a pass."""

    def made(test: Test) -> Rule:
        return Rule(
            id=id,
            version=version,
            title_en=title_en,
            outcomes=outcomes,
            remedy_zh=remedy[0],
            remedy_en=remedy[1],
            test=test,
            pointer=pointer,
            effective_from=effective_from,
            effective_to=effective_to,
        )

    return made
