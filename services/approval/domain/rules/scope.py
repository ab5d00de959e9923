"""AR-14 to AR-19: the type of business and its scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogues import phrases, pre_approval, scope_items, sole_trader_types
from catalogues.approval_thresholds import Thresholds
from catalogues.errors import UnknownCode
from catalogues.sole_trader_types import SoleTraderType
from services.approval.domain.results import Finding, correct, noted, passed, reject
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.case import CaseSnapshot

_ITEMS = "/details/scope_items"


def _type(case: CaseSnapshot) -> SoleTraderType | None:
    try:
        return sole_trader_types.get(case.application.type.code)
    except UnknownCode:
        return None


@rule(
    "AR-14",
    "Type open for self-service",
    outcomes=("REJECT",),
    remedy=("请使用普通设立流程申报", "Use the ordinary flow"),
    pointer="/type",
)
def type_open(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    known, given = _type(case), case.application.type
    if known is None or not known.smart_approval or not given.smart_approval or not given.enabled:
        yield reject(
            f"类型“{given.name}”未开放智能审批，请使用普通设立流程申报",
            f"The type {given.code} is not open for automatic approval; use the ordinary flow",
        )
    else:
        yield passed(f"类型“{given.name}”已开放智能审批", f"The type {given.code} is open for automatic approval")


@rule(
    "AR-15",
    "Main item unchanged",
    outcomes=("CORRECT",),
    remedy=("请恢复该类型的主营条目", "Put the type's main item back"),
    pointer=_ITEMS,
)
def main_item_unchanged(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    known = _type(case)
    wanted = known.main_scope_item if known else case.application.main_scope_item
    if wanted not in {item.name for item in case.application.details.scope_items}:
        yield correct(
            f"经营范围缺少主营条目“{wanted}”，主营条目不可更改",
            f"The main item {wanted} is missing; it cannot be changed",
            _ITEMS,
        )
    else:
        yield passed(f"含主营条目“{wanted}”", f"The main item {wanted} is there")


@rule(
    "AR-16",
    "At least one given item",
    outcomes=("CORRECT",),
    remedy=("请至少选定一条系统给定的经营范围", "Keep at least one of the items the type brings along"),
    pointer=_ITEMS,
)
def one_given_item(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    known = _type(case)
    given = {item.name for item in known.default_scope_items} if known else set(case.application.given_scope_items)
    kept = [item.name for item in case.application.details.scope_items if item.name in given]
    if not kept:
        yield correct(
            f"经营范围未保留系统给定的条目（{'、'.join(sorted(given))}）",
            f"None of the given items is left ({', '.join(sorted(given))})",
            _ITEMS,
        )
    else:
        yield passed(f"保留系统给定条目 {len(kept)} 条", f"{len(kept)} given items are kept")


@rule(
    "AR-17",
    "Standard wording",
    outcomes=("CORRECT",),
    remedy=(
        "请从规范目录选择经营范围，删去重复或多余的条目",
        "Choose items of the catalogue, each once",
    ),
    pointer=_ITEMS,
)
def standard_wording(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    items = case.application.details.scope_items
    most = limits.number("most_scope_items")
    if len(items) > most:
        yield correct(
            f"经营范围共 {len(items)} 条，超过 {most} 条",
            f"{len(items)} items, more than {most}",
            _ITEMS,
        )
    counted = Counter(item.name for item in items)
    for number, item in enumerate(items):
        known = scope_items.find(item.name)
        pointer = f"{_ITEMS}/{number}"
        if known is None or not item.in_catalogue:
            yield correct(f"“{item.name}”不在经营范围规范目录中", f"{item.name} is not in the catalogue", pointer)
        elif known.category != item.category:
            yield correct(
                f"“{item.name}”应为{known.category}项目",
                f"{item.name} is in the wrong category",
                pointer,
            )
        if counted[item.name] > 1:
            yield correct(f"“{item.name}”重复", f"{item.name} is named twice", pointer)
    yield passed(f"经营范围 {len(items)} 条，均为规范表述", f"{len(items)} items, all in standard wording")


@rule(
    "AR-18",
    "No approval needed before registration",
    outcomes=("REJECT",),
    remedy=(
        "请删去该条目，或使用普通设立流程并提交批准文件",
        "Leave it out, or use the ordinary flow",
    ),
    pointer=_ITEMS,
)
def no_pre_approval(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    for number, item in enumerate(case.application.details.scope_items):
        known = scope_items.find(item.name)
        # The catalogue's own flag is exact; keywords are for wording it does not know.
        by_keyword = known is None and bool(pre_approval.match(item.name))
        if item.pre_approval or (known is not None and known.pre_approval) or by_keyword:
            yield reject(
                f"“{item.name}”涉及登记前置审批，请走普通设立流程并提交批准文件",
                f"{item.name} needs an approval before registration; use the ordinary flow",
                f"{_ITEMS}/{number}",
            )


@rule(
    "AR-19",
    "Permits made known",
    outcomes=("CORRECT",),
    remedy=("请确认“取得许可后方可经营”的告知", "Confirm that licensed items need a permit first"),
    pointer="/details/permit_notice_accepted",
)
def permits_made_known(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    details = case.application.details
    licensed = [item.name for item in details.scope_items if item.category == "许可"]
    if licensed and not details.permit_notice_accepted:
        yield correct(
            f"经营范围含许可项目（{'、'.join(licensed)}），未确认取得许可后方可经营的告知",
            f"The scope holds licensed items ({', '.join(licensed)}) and the notice about permits is not confirmed",
            "/details/permit_notice_accepted",
        )
    elif licensed:
        yield noted(
            f"经营范围含许可项目（{'、'.join(licensed)}），申请人已确认取得许可后方可经营",
            f"The scope holds licensed items ({', '.join(licensed)}); the applicant confirmed the need for permits",
            "/details/permit_notice_accepted",
        )
    names = [item.name for item in details.scope_items]
    if all(scope_items.find(name) for name in names):
        online = case.application.premises.network_only
        right = (
            phrases.scope_text(names, "form", network_only=online),
            phrases.scope_text(names, "licence", network_only=online),
        )
        if (details.scope_text_form, details.scope_text_licence) != right:
            yield correct(
                "经营范围文字与所选条目或法定结束语不一致",
                "The text of the scope is not that of its items with the official closing sentences",
                _ITEMS,
            )


RULES = (type_open, main_item_unchanged, one_given_item, standard_wording, no_pre_approval, permits_made_known)
