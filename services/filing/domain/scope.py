"""The business scope: which items may stand beside the type's main item, and how they are printed (通知 2.1.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogues import phrases, pre_approval, scope_items
from catalogues.scope_items import ScopeItem
from catalogues.sole_trader_types import SoleTraderType
from services.filing.domain.entries import Entries

MOST_ITEMS = 20
PRE_APPROVAL = "filing.pre_approval_needed"

ORDINARY_FLOW = (
    "请使用普通设立流程申报，并提交批准文件",
    "Please use the ordinary flow and hand in the approval",
)


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit that is needed before an item may be carried on (先照后证)."""

    item: str
    permit: str
    authority: str


def given_items(kind: SoleTraderType) -> tuple[str, ...]:
    """The items that the type brings along, its main item among them."""
    return tuple(item.name for item in kind.default_scope_items)


def needs_pre_approval(name: str) -> bool:
    """Items of the catalogue say it themselves; in free wording a keyword of the pre-approval list does."""
    item = scope_items.find(name)
    return item.pre_approval if item else bool(pre_approval.match(name))


def judge_scope(names: Sequence[str], kind: SoleTraderType, entries: Entries) -> tuple[str, ...]:
    """Note every breach of the scope rule; answers with the items in catalogue order, unknown ones left out."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        field = f"scope_items/{position}"
        if name in seen:
            entries.note(field, "scope_item_duplicate", "经营项目重复", "This item is named twice")
        seen.add(name)
        if needs_pre_approval(name):
            entries.note(
                field,
                "pre_approval_needed",
                "该项目属于登记前置审批事项，不适用自助登记",
                "This activity needs an approval before registration and cannot be registered here",
                "条例第十四条、第二十一条；实施细则第二十二条",
                remedy=ORDINARY_FLOW,
            )
        elif scope_items.find(name) is None:
            entries.note(
                field,
                "scope_item_unknown",
                "请从经营范围规范目录中选择",
                "Choose the wording from the catalogue of scope items",
                "条例第十四条；实施细则第十二条",
            )
    if len(names) > MOST_ITEMS:
        entries.note("scope_items", "too_many", f"最多 {MOST_ITEMS} 项", f"At most {MOST_ITEMS} items")
    judge_main_item(seen, kind, entries)
    judge_given_items(seen, kind, entries)
    return tuple(item.name for item in _in_order(seen))


def judge_main_item(names: set[str], kind: SoleTraderType, entries: Entries) -> None:
    """The main item of the type stays as it is (AR-15)."""
    if kind.main_scope_item not in names:
        entries.note(
            "scope_items",
            "main_item_missing",
            "主营项目不可更改、不可删除",
            "The main item of the type cannot be changed or removed",
            "条例第十四条",
            remedy=(
                "如类型不符，请重新选择类型或使用普通设立流程",
                "If the type does not fit, choose another or use the ordinary flow",
            ),
        )


def judge_given_items(names: set[str], kind: SoleTraderType, entries: Entries) -> None:
    """At least one of the items that the system gives remains (AR-16)."""
    if not names & set(given_items(kind)):
        entries.note(
            "scope_items",
            "given_item_missing",
            "至少保留一条系统给定的经营范围",
            "At least one of the given items must remain",
            "条例第十四条",
        )


def _in_order(names: set[str]) -> list[ScopeItem]:
    return sorted((item for name in names if (item := scope_items.find(name))), key=lambda item: item.code)


def permits(names: Sequence[str]) -> tuple[Permit, ...]:
    """The permits to get after registration (国发〔2015〕62号)."""
    return tuple(
        Permit(item.name, item.post_permit, item.permit_authority) for item in _in_order(set(names)) if item.post_permit
    )


def holds_licensed_item(names: Sequence[str]) -> bool:
    return any(item.is_licensed for item in _in_order(set(names)))


def printed(names: Sequence[str], network_only: bool = False) -> str:
    """The scope as every paper prints it, in the order of the licence that it leads to."""
    return texts(names, network_only)[1]


def texts(names: Sequence[str], network_only: bool = False) -> tuple[str, str]:
    """The scope in the order of the form of 2022, which parts carry on, and as it is printed; that of a business on
    networks only says so at its end (个体工商户登记管理规定 Art. 13)."""
    return (
        phrases.scope_text(names, "form", network_only=network_only),
        phrases.scope_text(names, "licence", network_only=network_only),
    )
