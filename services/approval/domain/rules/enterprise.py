"""AR-61 to AR-66: what is judged of an enterprise besides: who decides its kind, capital, organs, end of its name, who
founds and who represents it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from catalogues import organisation_forms, working_days
from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types import entity_kinds, founding
from catalogues.filing_types.founders import COUNTS, enough_farmers
from catalogues.filing_types.words import HOLDERS, EntityKind, SignerRole, stands_for
from kernel.masking import mask_name
from services.approval.domain.results import Finding, correct, passed, refer
from services.approval.domain.rule import rule
from services.approval.domain.rules.name import found_by_naming, without_name
from services.approval.domain.snapshot.application import Party
from services.approval.domain.snapshot.case import CaseSnapshot

SINCE = date(2026, 11, 30)
_YEARS_TO_PAY = 5
_RUNNING = frozenset({SignerRole.DIRECTOR, SignerRole.MANAGER})
_IN_ORGANS = frozenset({SignerRole.DIRECTOR, SignerRole.SUPERVISOR})
_GENERAL = frozenset({EntityKind.GENERAL_PARTNERSHIP, EntityKind.SPECIAL_PARTNERSHIP})
_FARMER = "farmer"


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
    remedy=("请核对每一出资人的出资额和出资期限", "Check amount and term of everybody who contributes"),
    pointer="/parties",
    effective_from=SINCE,
)
def contributions(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    application = case.application
    kind = application.filing.entity_kind
    holders = _holders(case)
    if not holders:
        told = founding.get(kind).standings[0]
        yield correct(f"没有{told.zh}", f"There is no {told.en.lower()}", "/parties")
    last = working_days.add_months(case.decided_on, 12 * _YEARS_TO_PAY) if kind == EntityKind.LIMITED_COMPANY else None
    for party in holders:
        given, who = party.contribution, mask_name(party.name)
        if given is None or given.amount <= 0:
            yield correct(f"{who} 没有认缴出资", f"{who} contributes nothing", "/parties")
        elif last is not None and (given.due_on is None or given.due_on > last):
            yield correct(
                f"{who} 的出资期限超过自公司成立之日起五年",
                f"{who} pays later than five years after establishment",
                "/parties",
            )
    total = sum((party.contribution.amount for party in holders if party.contribution), Decimal())
    if total != application.capital_amount:
        yield correct(
            f"各方出资额之和不等于{founding.get(kind).words.capital}",
            "All contributions together are not the capital",
            "/parties",
        )


def _holders(case: CaseSnapshot) -> list[Party]:
    return [party for party in case.application.parties if not HOLDERS.isdisjoint(party.roles)]


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
    remedy=("请按该类企业的组织形式申报名称", "Declare the name with an ending of this kind of business"),
    pointer="/name/organisation_form",
    effective_from=SINCE,
)
def ending(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    if case.name is None:
        yield without_name(case)
        return
    forms = organisation_forms.of_enterprise(case.application.filing.entity_kind)
    form = case.name.organisation_form.removesuffix(forms.suffix)
    wanted = "、".join(each + forms.suffix for each in forms.endings[:2])
    if not form.endswith(forms.endings) and not forms.is_open:
        yield correct(
            f"名称没有标明组织形式（{wanted}）",
            f"The name does not say what kind of business it is ({wanted})",
            "/name/organisation_form",
        )
    elif forms.suffix and not case.name.full_name.endswith(forms.suffix):
        yield correct(
            f"名称后没有标明“{forms.suffix}”", f"The name does not end in {forms.suffix}", "/name/organisation_form"
        )
    yield from found_by_naming(case, "AR-23")


@rule(
    "AR-65",
    "Who founds it",
    outcomes=("CORRECT",),
    remedy=("请按该类企业的规定调整出资人", "Name founders as the law of this kind of business has them"),
    pointer="/parties",
    effective_from=SINCE,
)
def founders(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    kind, holders = case.application.filing.entity_kind, _holders(case)
    count = COUNTS[kind]
    if not count.allows(len(holders)):
        yield correct(f"{count.zh}，现有 {len(holders)} 人", f"{count.en}; there are {len(holders)}", "/parties")
    limited = sum(SignerRole.LIMITED_PARTNER in party.roles for party in holders)
    if kind == EntityKind.LIMITED_PARTNERSHIP and limited in {0, len(holders)}:
        zh = "有限合伙企业至少有一个普通合伙人和一个有限合伙人"
        yield correct(zh, "One partner at least is a general and one a limited one", "/parties")
    if kind in _GENERAL and limited:
        yield correct("普通合伙企业没有有限合伙人", "A general partnership has no limited partners", "/parties")
    farmers = sum(party.standing == _FARMER and party.organisation is None for party in holders)
    if kind == EntityKind.FARMERS_COOPERATIVE and not enough_farmers(farmers, len(holders)):
        zh = f"农民 {farmers} 人，不足成员总数的百分之八十"
        yield correct(zh, f"{farmers} farmers are less than four of five members", "/parties")


@rule(
    "AR-66",
    "Who represents it",
    outcomes=("CORRECT",),
    remedy=("请由符合条件的人员代表企业", "Let somebody represent it whom the law allows"),
    pointer="/parties",
    effective_from=SINCE,
)
def represented(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    kind, parties = case.application.filing.entity_kind, case.application.parties
    heads = [party for party in parties if stands_for(party.roles)]
    if len(heads) != 1:
        yield correct("代表企业的人员应当为一人", "One person represents the business", "/parties")
        return
    [head], word = heads, founding.get(kind).head
    if kind == EntityKind.FARMERS_COOPERATIVE:
        for party in parties:
            if not _IN_ORGANS.isdisjoint(party.roles) and SignerRole.MEMBER not in party.roles:
                who = mask_name(party.name)
                yield correct(f"{who} 不是成员，不得担任理事或者监事", f"{who} is no member", "/parties")
        if SignerRole.DIRECTOR not in head.roles:
            yield correct(f"{word}不是理事长", "Whoever represents it is not its chair", "/parties")
    elif HOLDERS.isdisjoint(head.roles) or SignerRole.LIMITED_PARTNER in head.roles:
        yield correct(f"{word}不符合规定", "Whoever represents it cannot", "/parties")


RULES = (decided_by_rules, contributions, organs, ending, founders, represented)
