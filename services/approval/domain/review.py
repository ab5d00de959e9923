"""What an examiner may propose, and what follows from it: the human way through a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalogues import approval_rules, review_weighing
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import Section
from catalogues.review_weighing import Risk
from kernel.errors import Finding, Refusal
from services.approval.domain import wording
from services.approval.domain.results import FAILED, CaseOutcome, Outcome, RuleResult, earliest, singly
from services.approval.domain.rule import Rule

OTHER = "OTHER"
_PROPOSABLE = frozenset({"APPROVE", "CORRECT", "REJECT"})
_SECTION_OF_POINTER: tuple[tuple[str, Section], ...] = (
    ("/name", Section.NAME),
    ("/premises", Section.NAME),
    ("/operator", Section.OPERATOR),
    ("/attachments/premises_proof", Section.DETAILS),
    ("/attachments/further_premises_proof", Section.DETAILS),
    ("/attachments", Section.OPERATOR),
    ("/details", Section.DETAILS),
    ("/matter", Section.MATTER),
    ("/documents/name_commitment", Section.NAME),
    ("/documents/name_notice", Section.NAME),
    ("/documents/premises_commitment", Section.DETAILS),
    ("/documents", Section.OPERATOR),
    ("/authentication", Section.AUTHENTICATION),
)
_ARTICLES = {"CORRECT": "条例第十九条", "REJECT": "条例第二十条"}


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """One reason: the fact of the case in the examiner's words. `code` is a rule's id or OTHER; `pointer` the field at
    fault; `article` and `remedy` what the examiner names where the rule has none of its own."""

    code: str
    text: str
    pointer: str | None = None
    article: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Override:
    """A rule that a case was approved against: what it found, and the reason given with the fact of the case."""

    rule_id: str
    title_zh: str
    outcome: Outcome
    article: str
    found: str
    reason: str


def to_be_answered(automatic: Iterable[RuleResult]) -> tuple[RuleResult, ...]:
    """The results that an approval must speak to: a defect, a ground of refusal, and whatever a list says."""
    return tuple(
        result
        for result in automatic
        if is_overridden(result) or (result.outcome == "REFER" and review_weighing.of_rule(result.rule_id))
    )


def risk_of(automatic: Sequence[RuleResult]) -> Risk:
    """How carefully a case wants to be looked at: `high` where an approval would override a rule or a person stands in
    a list, `raised` where several rules ask for a person's look or a list is of less weight."""
    if any(map(is_overridden, automatic)):
        return "high"
    referring = {result.rule_id for result in automatic if result.outcome == "REFER"}
    weighed = {each.risk for rule_id in referring if (each := review_weighing.of_rule(rule_id))}
    if "high" in weighed:
        return "high"
    return "raised" if "raised" in weighed or len(referring) > 1 else "ordinary"


def is_overridden(result: RuleResult) -> bool:
    """Whether an approval against this result overrides the rule, which one examiner alone cannot."""
    return result.outcome in {"CORRECT", "REJECT"}


def needs_second(outcome: CaseOutcome, automatic: Iterable[RuleResult]) -> bool:
    """A refusal, and an approval that overrides a rule, take a second person."""
    return outcome == "REJECT" or (outcome == "APPROVE" and any(map(is_overridden, automatic)))


def check_proposal(
    outcome: CaseOutcome,
    reasons: Sequence[Reason],
    remark: str,
    automatic: Iterable[RuleResult],
    overrides: Mapping[str, str] | None = None,
    rules: Iterable[Rule] = (),
) -> None:
    """Raises Refusal `approval.proposal_incomplete` naming everything that a decision of this kind lacks.

    To ask for a correction or to refuse needs reasons, each with the fact of the case and a remedy (条例 Art. 19, 20);
    to approve against what the rules found needs one for each of those rules in `overrides`. `rules` have remedies.
    """
    remedies = {rule.id: rule.remedy_zh for rule in rules if rule.can_be_mended}
    found = []
    if outcome not in _PROPOSABLE:
        found.append(_lack("/outcome", "outcome_unknown", "结论应为准予、补正或不予", "Approve, correct or reject"))
    if outcome in {"CORRECT", "REJECT"} and not reasons:
        found.append(
            _lack("/reasons", "reason_missing", "补正或不予须写明理由", "A correction or refusal gives reasons")
        )
    for number, reason in enumerate(reasons):
        if reason.code != OTHER and not _is_rule(reason.code):
            found.append(
                _lack(
                    f"/reasons/{number}/code", "reason_unknown", "理由应为规则编号或 OTHER", "A rule's number, or OTHER"
                )
            )
        found += wording.fact_faults(reason.text, f"/reasons/{number}/text")
        if reason.remedy or not remedies.get(reason.code):
            found += wording.remedy_faults(reason.remedy, f"/reasons/{number}/remedy")
        found += wording.faults(reason.article, f"/reasons/{number}/article")
    found += wording.faults(remark, "/remark")
    if outcome == "APPROVE":
        found += _unanswered(automatic, overrides or {})
    if found:
        raise Refusal(
            "approval.proposal_incomplete",
            "审查意见不完整",
            "The proposal is incomplete",
            article="条例第十九、二十条",
            findings=found,
        )


def _unanswered(automatic: Iterable[RuleResult], overrides: Mapping[str, str]) -> list[Finding]:
    """The rules an approval goes against without saying why, with the fact of the case."""
    found = []
    for result in to_be_answered(automatic):
        pointer = f"/overrides/{result.rule_id}"
        said = overrides.get(result.rule_id, "")
        if not said.strip():
            found.append(
                Finding(
                    "approval.override_missing",
                    f"规则 {result.rule_id}（{result.title_zh}）{_SAID[result.outcome][0]}，"
                    "准予须逐条写明本案的事实和理由",
                    f"The rule {result.rule_id} ({result.title_en}) {_SAID[result.outcome][1]}; say with the fact of "
                    "this case why it is approved all the same",
                    pointer,
                    article=result.article,
                )
            )
        else:
            found += wording.fact_faults(said, pointer)
    return found


_SAID = {
    "REJECT": ("不予登记", "refuses"),
    "CORRECT": ("要求补正", "asks for a correction"),
    "REFER": ("要求核查名单", "asks to weigh what a list says"),
}


def _lack(pointer: str, code: str, zh: str, en: str) -> Finding:
    return Finding(f"approval.{code}", zh, en, pointer, article="条例第十九、二十条")


def _is_rule(code: str) -> bool:
    try:
        return approval_rules.get(code).stage == "submit"
    except UnknownCode:
        return False


def as_results(
    outcome: CaseOutcome,
    reasons: Iterable[Reason],
    rules: Iterable[Rule],
    automatic: Iterable[RuleResult] = (),
    *,
    on: date,
    division: str | None = None,
) -> tuple[RuleResult, ...]:
    """The examiner's reasons in the shape of rule results, so that every reader finds reasons in one place; their
    version is 0, and the remedy is that of the rule among `rules` they name. The article is the one that the rule found
    in this case, where it stands in the `automatic` results, else the rule's for an application of a day and a place.
    An approval has none."""
    if outcome not in {"CORRECT", "REJECT"}:
        return ()
    known = {rule.id: rule for rule in rules}
    found = [each for each in singly(automatic) if each.outcome in FAILED]
    results = []
    for reason in reasons:
        rule = known.get(reason.code)
        own = _found_for(reason, found)
        results.append(
            RuleResult(
                rule_id=reason.code,
                version=0,
                title_zh="审查意见" if reason.code == OTHER else approval_rules.get(reason.code).name,
                title_en=rule.title_en if rule else "Examiner's reason",
                outcome="CORRECT" if outcome == "CORRECT" else "REJECT",
                article=reason.article or _ARTICLES[outcome]
                if reason.code == OTHER
                else own.article
                if own
                else approval_rules.get(reason.code).legal_basis.on(on, division),
                zh=reason.text,
                en=reason.text,
                remedy_zh=reason.remedy or (rule.remedy_zh if rule and rule.can_be_mended else ""),
                remedy_en=reason.remedy or (rule.remedy_en if rule and rule.can_be_mended else ""),
                pointer=reason.pointer,
                section=section_of(reason) if outcome == "CORRECT" else None,
            )
        )
    return tuple(results)


def _found_for(reason: Reason, found: Sequence[RuleResult]) -> RuleResult | None:
    """What the rule found of the field that the reason speaks of, else what it found first."""
    of_rule = [each for each in found if each.rule_id == reason.code]
    return next((each for each in of_rule if each.pointer == reason.pointer), of_rule[0] if of_rule else None)


def answered(automatic: Iterable[RuleResult], overrides: Mapping[str, str]) -> tuple[Override, ...]:
    """Each rule that was approved against, what it had found, on which article, and why it was approved."""
    return tuple(
        Override(result.rule_id, result.title_zh, result.outcome, result.article, result.zh, overrides[result.rule_id])
        for result in to_be_answered(automatic)
        if result.rule_id in overrides
    )


def section_of(reason: Reason) -> Section:
    """Where the defect is put right: where its pointer leads, else where its rule leads, else the details. Material
    that no pointer tells apart may be pictures, which are changed on the operator's page."""
    for head, section in _SECTION_OF_POINTER:
        if reason.pointer and (reason.pointer == head or reason.pointer.startswith(head + "/")):
            return section
    try:
        return approval_rules.get(reason.code).section
    except UnknownCode:
        return Section.DETAILS


def returns_to(outcome: CaseOutcome, reasons: Iterable[Reason]) -> Section | None:
    return earliest(map(section_of, reasons)) if outcome == "CORRECT" else None
