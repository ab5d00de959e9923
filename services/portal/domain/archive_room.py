"""Words of the archive's pages (电子档案移交): groups of files, properties, filing information."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from catalogues.archive_classes import Reader, title_of
from catalogues.filing_types import editions

OUTCOMES = {"LICENSED": "准予登记", "REJECTED": "不予登记", "WITHDRAWN": "已撤回", "REVOKED": "撤销登记"}
READERS = {"archivist": "档案管理员", "applicant": "申请人"}
VIEWS = {
    "list": "列表",
    "file": "档案",
    "document": "材料",
    "package": "档案包",
    "audit": "记录",
    "verification": "校验",
    "copy": "复制件",
    "destruction": "销毁",
}
INFORMATION = {
    "reason": "归档原因",
    "institution": "归档机构",
    "archivist": "归档人",
    "place": "归档地点",
    "filed_at": "归档日期",
}
PROPERTIES = ("真实性", "完整性", "可用性", "安全性")
MEDIA = ("电子", "扫描")
"""How what was handed in came to the file."""
STATUSES = ("已归档", "未归档", "已销毁")


@dataclass(frozen=True, slots=True)
class Group:
    """A link at the left of the list; `wanted` is what the archive service is asked for."""

    key: str
    label: str
    wanted: Mapping[str, str] = field(default_factory=dict)


CATEGORIES: Mapping[str, str] = {kind.archive_category: kind.business_type for kind in editions.all()}
"""What files are about, and the digits that stand for it in the number of an application."""


def _of_category(category: str, digits: str) -> tuple[Group, ...]:
    """By what became of them; those of an establishment, which came first, are called by that alone."""
    head = "" if digits == "01" else f"{digits}-"
    return tuple(
        Group(f"{head}{outcome.lower()}", label, {"category": category, "outcome": outcome})
        for outcome, label in OUTCOMES.items()
    )


GROUPS: Mapping[str, tuple[Group, ...]] = {
    "企业档案": (
        Group("all", "全部档案"),
        Group("filed", "已归档", {"status": "已归档"}),
        Group("unfiled", "未归档", {"status": "未归档"}),
    ),
    **{category: _of_category(category, digits) for category, digits in sorted(CATEGORIES.items(), key=itemgetter(1))},
    "其他工具": (
        Group("smart", "智慧审批的档案", {"reviewer": "智慧审批"}),
        Group("scanned", "窗口收件的档案", {"medium": "扫描"}),
    ),
}


def pairs(values: Sequence[str]) -> list[tuple[str, str]]:
    """Options of a field that are called what they are."""
    return [(value, value) for value in values]


def asking() -> list[tuple[str, str]]:
    """Who comes with a letter, by what the archive calls them."""
    return [(reader.value, title_of(reader)) for reader in (Reader.ORGAN, Reader.LAWYER)]


def group(key: str) -> Group | None:
    return next((each for groups in GROUPS.values() for each in groups if each.key == key), None)
