"""Words of the archive's pages (电子档案移交): groups of files, properties, filing information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OUTCOMES = {"LICENSED": "准予登记", "REJECTED": "不予登记", "WITHDRAWN": "已撤回"}
READERS = {"archivist": "档案管理员", "applicant": "申请人"}
VIEWS = {
    "list": "列表",
    "file": "档案",
    "document": "材料",
    "package": "档案包",
    "audit": "记录",
    "verification": "校验",
}
INFORMATION = {
    "reason": "归档原因",
    "institution": "归档机构",
    "archivist": "归档人",
    "place": "归档地点",
    "filed_at": "归档日期",
}
PROPERTIES = ("真实性", "完整性", "可用性", "安全性")
STATUSES = ("已归档", "未归档")


@dataclass(frozen=True, slots=True)
class Group:
    """A link at the left of the list; `wanted` is what the archive service is asked for."""

    key: str
    label: str
    wanted: Mapping[str, str] = field(default_factory=dict)


GROUPS: Mapping[str, tuple[Group, ...]] = {
    "企业档案": (
        Group("all", "全部档案"),
        Group("filed", "已归档", {"status": "已归档"}),
        Group("unfiled", "未归档", {"status": "未归档"}),
    ),
    "设立登记": (
        Group("licensed", "准予登记", {"category": "设立登记", "outcome": "LICENSED"}),
        Group("rejected", "不予登记", {"category": "设立登记", "outcome": "REJECTED"}),
        Group("withdrawn", "已撤回", {"category": "设立登记", "outcome": "WITHDRAWN"}),
    ),
    "变更登记": (
        Group("changed", "准予登记", {"category": "变更登记", "outcome": "LICENSED"}),
        Group("change_rejected", "不予登记", {"category": "变更登记", "outcome": "REJECTED"}),
        Group("change_withdrawn", "已撤回", {"category": "变更登记", "outcome": "WITHDRAWN"}),
    ),
    "其他工具": (Group("smart", "智慧审批的档案", {"reviewer": "智慧审批"}),),
}


def group(key: str) -> Group | None:
    return next((each for groups in GROUPS.values() for each in groups if each.key == key), None)
