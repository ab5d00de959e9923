"""What is kept on an entity besides its facts, and what of it everybody may know."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class MarkKind(StrEnum):
    """What is kept on an entity and is no state of it (企业信息公示暂行条例 Art. 17, 18; 实施细则 Art. 57;
    个体工商户登记管理规定 Art. 32, 33)."""

    ABNORMAL = "abnormal"
    SERIOUS = "serious"
    FREEZE = "freeze"
    SEPARATE_LIST = "separate_list"
    LICENCE_WITHDRAWN = "licence_withdrawn"
    LAST_ANNUAL_REPORT = "last_annual_report"


WORDS: Mapping[MarkKind, tuple[str, str]] = {
    MarkKind.ABNORMAL: ("已标记为经营异常状态", "Listed as operating abnormally"),
    MarkKind.SERIOUS: ("列入严重违法失信名单", "Listed for serious violations"),
    MarkKind.FREEZE: ("登记事项被冻结", "Frozen: nothing of it may be changed"),
    MarkKind.SEPARATE_LIST: ("另册管理", "Kept on a separate list"),
    MarkKind.LICENCE_WITHDRAWN: ("被吊销营业执照", "The licence was withdrawn"),
    MarkKind.LAST_ANNUAL_REPORT: ("最近一次年度报告", "Last annual report"),
}
"""Each in Chinese and English."""

PUBLISHED_MARKS = frozenset(MarkKind) - {MarkKind.FREEZE}
"""Those that everybody may know."""
