"""How files on their way between two authorities are shown to the people of either."""

from __future__ import annotations

from collections.abc import Mapping

STATUSES: Mapping[str, str] = {
    "REQUESTED": "待移交",
    "HANDED_OVER": "待接收",
    "RECEIVED": "已接收",
    "OVERDUE": "逾期终止",
    "ENDED": "未迁移",
    "MOVED": "已迁移",
}
MOODS: Mapping[str, str] = {
    **{"REQUESTED": "wait", "HANDED_OVER": "wait", "RECEIVED": "good"},
    **{"OVERDUE": "bad", "ENDED": "quiet", "MOVED": "good"},
}
SIDES: Mapping[str, str] = {"in": "迁入", "out": "迁出"}
ACTS: Mapping[str, str] = {"hand_over": "移交档案", "receive": "确认接收"}
PATHS: Mapping[str, str] = {"hand_over": "handover", "receive": "receipt"}
WAYS: Mapping[str, str] = {"electronic": "电子档案包", "print": "加盖档案查询印章的打印件"}
