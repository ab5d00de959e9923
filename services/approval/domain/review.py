"""What an examiner may propose, and what follows from it: the human way through a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from catalogues import approval_rules
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import Section
from kernel.errors import Finding, Refusal
from services.approval.domain.results import CaseOutcome, RuleResult, earliest
from services.approval.domain.rule import Rule

OTHER = "OTHER"
REVIEWER = "综合管理员"
"""How an examiner signs whose name is not configured (晋市监发〔2022〕66号 uses this word)."""

_LEAST_REMARK = 4
_PROPOSABLE = frozenset({"APPROVE", "CORRECT", "REJECT"})
_SECTION_OF_POINTER: tuple[tuple[str, Section], ...] = (
    ("/name", Section.NAME),
    ("/premises", Section.NAME),
    ("/operator", Section.OPERATOR),
    ("/attachments/premises_proof", Section.DETAILS),
    ("/attachments/further_premises_proof", Section.DETAILS),
    ("/attachments", Section.OPERATOR),
    ("/details", Section.DETAILS),
    ("/documents", Section.DETAILS),
    ("/authentication", Section.AUTHENTICATION),
)
_ARTICLES = {"CORRECT": "条例第十九条", "REJECT": "条例第二十条"}


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """One reason in the examiner's words. `code` is a rule's id or OTHER; `pointer` the field at fault."""

    code: str
    text: str
    pointer: str | None = None


def check_proposal(
    outcome: CaseOutcome, reasons: Sequence[Reason], remark: str, automatic: Iterable[RuleResult]
) -> None:
    """Raises Refusal `approval.proposal_incomplete` naming everything that a decision of this kind lacks.

    To ask for a correction or to refuse needs reasons (条例 Art. 19, 20); to approve against a defect or a ground of
    refusal that the rules found needs a remark on why it is none.
    """
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
        if not reason.text.strip():
            found.append(_lack(f"/reasons/{number}/text", "reason_empty", "请写明理由", "Write the reason"))
    against = [result for result in automatic if result.outcome in {"CORRECT", "REJECT"}]
    if outcome == "APPROVE" and against and len(remark.strip()) < _LEAST_REMARK:
        listed = "、".join(result.rule_id for result in against)
        refused = any(result.outcome == "REJECT" for result in against)
        found.append(
            _lack(
                "/remark",
                "remark_missing",
                f"规则 {listed} {'不予登记' if refused else '要求补正'}，准予须说明理由",
                f"The rules {listed} {'refuse' if refused else 'ask for a correction'}; say why the case is approved",
            )
        )
    if found:
        raise Refusal(
            "approval.proposal_incomplete",
            "审查意见不完整",
            "The proposal is incomplete",
            article="条例第十九、二十条",
            findings=found,
        )


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
    mended = {rule.id: rule for rule in known.values() if rule.can_be_mended}
    articles = {result.rule_id: result.article for result in automatic if result.outcome not in {"PASS", "NOTE"}}
    return tuple(
        RuleResult(
            rule_id=reason.code,
            version=0,
            title_zh="审查意见" if reason.code == OTHER else approval_rules.get(reason.code).name,
            title_en=known[reason.code].title_en if reason.code in known else "Examiner's reason",
            outcome="CORRECT" if outcome == "CORRECT" else "REJECT",
            article=_ARTICLES[outcome]
            if reason.code == OTHER
            else articles.get(reason.code) or approval_rules.get(reason.code).legal_basis.on(on, division),
            zh=reason.text,
            en=reason.text,
            remedy_zh=mended[reason.code].remedy_zh if reason.code in mended else "",
            remedy_en=mended[reason.code].remedy_en if reason.code in mended else "",
            pointer=reason.pointer,
            section=section_of(reason) if outcome == "CORRECT" else None,
        )
        for reason in reasons
    )


def section_of(reason: Reason) -> Section:
    """Where the defect is put right: where its pointer leads, else where its rule leads, else the details."""
    for head, section in _SECTION_OF_POINTER:
        if reason.pointer and (reason.pointer == head or reason.pointer.startswith(head + "/")):
            return section
    try:
        return approval_rules.get(reason.code).section
    except UnknownCode:
        return Section.DETAILS


def returns_to(outcome: CaseOutcome, reasons: Iterable[Reason]) -> Section | None:
    return earliest(map(section_of, reasons)) if outcome == "CORRECT" else None
