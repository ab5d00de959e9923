"""Runs kept decisions again: by the rules of their own day, or by rules that somebody proposes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from catalogues import edition
from kernel.clock import SHANGHAI
from kernel.errors import Defect, Refusal
from services.approval.domain import registry
from services.approval.domain.results import CaseOutcome, RuleResult, as_case_outcome
from services.approval.domain.rule_edition import RuleEdition
from services.approval.operations import cases, refusals
from services.approval.operations.deciding import judged
from services.approval.operations.records import results_of
from services.approval.operations.resources import Resources
from services.approval.store import decisions
from services.approval.store.decisions import CaseDecision

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision made again. `kept` and `again` are canonical records, `rule_ids` the rules whose results differ."""

    application_no: str
    submission: int
    decision_no: str
    outcome: str
    rule_set_version: str
    catalogue_edition: str
    kept: bytes
    again: bytes
    rule_ids: tuple[str, ...]

    @property
    def identical(self) -> bool:
        return self.kept == self.again


@dataclass(frozen=True, slots=True)
class Compared:
    """An automatic decision beside what a proposed edition says; `would_be` None: it cannot be judged, for `trouble`.

    `other_catalogues`: the decision rests on catalogues that are not today's, so that a difference may come from them.
    """

    application_no: str
    submission: int
    outcome: CaseOutcome
    would_be: CaseOutcome | None
    rule_ids: tuple[str, ...] = ()
    other_catalogues: bool = False
    trouble: str | None = None

    @property
    def changes(self) -> bool:
        return self.would_be is not None and self.would_be != self.outcome


def replay(resources: Resources, application_no: str, submission: int | None = None) -> Replayed:
    """Judge a case again from the kept references; the last submission unless one is named.

    Refusals: `approval.decision.not_found`, and `approval.edition_differs` when rules or catalogues are not those of
    the decision any more, so that a comparison would prove nothing. Raises Defect when a part is absent or altered.
    """
    with resources.database.reading() as session:
        kept = decisions.automatic(session, application_no, submission)
    if kept is None:
        raise refusals.decision_not_found()
    judgement = judged(cases.case_of(resources, kept))
    now = (judgement.rule_set_version, judgement.catalogue_edition)
    then = (kept.rule_set_version, kept.catalogue_edition)
    if now != then:
        raise Refusal(
            "approval.edition_differs",
            f"决定所依据的规则 {then[0]}、目录 {then[1]} 与现行规则 {now[0]}、目录 {now[1]} 不同，无法比对",
            f"Decided by rules {then[0]} and catalogues {then[1]}; here are rules {now[0]} and catalogues {now[1]}",
            status=409,
            remedy_zh="请使用作出决定时的程序版本重放",
            remedy_en="Replay it with the release that decided it",
        )
    return Replayed(
        application_no=kept.application_no,
        submission=kept.submission,
        decision_no=kept.decision_no,
        outcome=kept.outcome,
        rule_set_version=kept.rule_set_version,
        catalogue_edition=kept.catalogue_edition,
        kept=kept.record,
        again=judgement.record,
        rule_ids=_differing(_by_rule(results_of(kept)), _by_rule(judgement.results)),
    )


def compare(resources: Resources, proposed: RuleEdition, since: date | None = None) -> Iterator[Compared]:
    """Every automatic decision, made since a day in China or ever, judged by the rules of its application's date as
    `proposed` changes them. Reads only."""
    start = datetime.combine(since, datetime.min.time(), SHANGHAI).astimezone(UTC) if since else None
    after = ""
    while True:
        with resources.database.reading() as session:
            page = decisions.automatic_since(session, start, after=after, limit=_PAGE)
        yield from (_compared(resources, proposed, kept) for kept in page)
        if len(page) < _PAGE:
            return
        after = page[-1].decision_no


def _compared(resources: Resources, proposed: RuleEdition, kept: CaseDecision) -> Compared:
    outcome = as_case_outcome(kept.outcome)
    try:
        case = cases.case_of(resources, kept)
    except Defect as defect:
        return Compared(kept.application_no, kept.submission, outcome, None, trouble=defect.code)
    judgement = registry.judge(case, proposed.applied_to(registry.in_force(case.submitted_on)))
    return Compared(
        application_no=kept.application_no,
        submission=kept.submission,
        outcome=outcome,
        would_be=judgement.outcome,
        rule_ids=_differing(_outcomes(results_of(kept)), _outcomes(judgement.results)),
        other_catalogues=kept.catalogue_edition != edition.edition(),
    )


def _by_rule(results: Iterable[RuleResult]) -> dict[str, RuleResult]:
    return {result.rule_id: result for result in results}


def _outcomes(results: Iterable[RuleResult]) -> dict[str, str]:
    """Only what a rule comes to when it does not pass: a rule that is switched off is one that passes."""
    return {result.rule_id: result.outcome for result in results if result.outcome != "PASS"}


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(id for id in sorted(before.keys() | after.keys()) if before.get(id) != after.get(id))
