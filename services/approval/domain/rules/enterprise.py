"""AR-61 to AR-64: what is judged of an enterprise besides: who decides its kind, capital, organs, end of its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from catalogues import organisation_forms, working_days
from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types import entity_kinds
from catalogues.filing_types.words import SignerRole
from kernel.masking import mask_name
from services.approval.domain.results import Finding, correct, passed, refer
from services.approval.domain.rule import rule
from services.approval.domain.rules.name import found_by_naming, without_name
from services.approval.domain.snapshot.case import CaseSnapshot

SINCE = date(2026, 11, 30)
_YEARS_TO_PAY = 5
_RUNNING = frozenset({SignerRole.DIRECTOR, SignerRole.MANAGER})


@rule(
    "AR-61",
    "Kind decided by rules",
    outcomes=("REFER",),
    remedy=("由工作人员审查", "An examiner looks at the case"),
    pointer="/operator",
    effective_from=SINCE,
)
def decided_by_rules(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    """A word of the threshold is a kind, or a kind with the beginning of the authorities that let rules decide it."""
    kind, allowed = case.application.filing.entity_kind, limits.words("kinds_decided_by_rules")
    told = entity_kinds.get(kind).printed_type
    here = [word.partition("/")[0] for word in allowed if word.endswith(f"/{kind}")]
    if kind in allowed or any(case.authority_code.startswith(beginning) for beginning in here):
        yield passed(f"{told}可以自动审批", "The rules may decide this kind of business")
    else:
        yield refer(f"本登记机关对{told}实行人工审查", "This authority has this kind examined by a person")


@rule(
    "AR-62",
    "Contributions",
    outcomes=("CORRECT",),
    remedy=("请核对每一股东的出资额和出资期限", "Check amount and term of every shareholder"),
    pointer="/parties",
    effective_from=SINCE,
)
def contributions(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    application = case.application
    holders = [party for party in application.parties if SignerRole.SHAREHOLDER in party.roles]
    if not holders:
        yield correct("没有股东", "There is no shareholder", "/parties")
    last = working_days.add_months(case.decided_on, 12 * _YEARS_TO_PAY)
    for party in holders:
        given = party.contribution
        if given is None or given.amount <= 0:
            yield correct(
                f"{mask_name(party.name)} 没有认缴出资", f"{mask_name(party.name)} contributes nothing", "/parties"
            )
        elif given.due_on is None or given.due_on > last:
            yield correct(
                f"{mask_name(party.name)} 的出资期限超过自公司成立之日起五年",
                f"{mask_name(party.name)} pays later than five years after establishment",
                "/parties",
            )
    total = sum((party.contribution.amount for party in holders if party.contribution), Decimal())
    if total != application.capital_amount:
        yield correct("各股东出资额之和不等于注册资本", "All contributions together are not the capital", "/parties")


@rule(
    "AR-63",
    "Organs",
    outcomes=("CORRECT",),
    remedy=("请按公司法调整董事、监事和经理", "Appoint directors, supervisors and manager as the Company Law has it"),
    pointer="/parties",
    effective_from=SINCE,
)
def organs(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    parties = case.application.parties
    representing = [party for party in parties if SignerRole.LEGAL_REPRESENTATIVE in party.roles]
    if len(representing) != 1 or _RUNNING.isdisjoint(representing[0].roles):
        yield correct("法定代表人不是董事或者经理", "The legal representative is no director or manager", "/parties")
    directors = sum(SignerRole.DIRECTOR in party.roles for party in parties)
    if directors in {0, 2}:
        yield correct(
            f"董事 {directors} 人，应为一人或者三人以上",
            f"{directors} directors, not one or at least three",
            "/parties",
        )
    for party in parties:
        if SignerRole.SUPERVISOR in party.roles and not _RUNNING.isdisjoint(party.roles):
            who = mask_name(party.name)
            yield correct(f"{who} 兼任监事", f"{who} supervises what they run", "/parties")


@rule(
    "AR-64",
    "End of the name",
    outcomes=("CORRECT", "REFER"),
    remedy=("名称以“有限责任公司”或者“有限公司”结尾", "The name ends in 有限责任公司 or 有限公司"),
    pointer="/name/organisation_form",
    effective_from=SINCE,
)
def ending(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    if case.name is None:
        yield without_name(case)
        return
    if not case.name.organisation_form.endswith(organisation_forms.limited_company()):
        yield correct(
            "名称没有标明有限责任公司", "The name does not say that it is a limited company", "/name/organisation_form"
        )
    yield from found_by_naming(case, "AR-23")


RULES = (decided_by_rules, contributions, organs, ending)
