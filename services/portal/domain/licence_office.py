"""Words of the licence office (证照管理): statuses, reasons, ways to get a paper, the four steps of a licence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

STATUSES = {
    "PREPARED": "制照中",
    "ISSUED": "已审核",
    "UNPRINTED": "未打印",
    "PRINTED": "已打印",
    "POSTED": "已寄出",
    "COLLECTED": "已领取",
    "RECEIVED": "已签收",
    "VOID": "作废",
}
STATES = {
    "VALID": "有效",
    "REPLACED": "已换发",
    "LOST": "已声明作废",
    "VOID": "已作废",
    "REVOKED": "已吊销",
}
"""What became of a licence that has its document; PREPARED is a status of the work."""
PAPER_STATUSES = {code: label for code, label in STATUSES.items() if code not in ("PREPARED", "ISSUED")}
REASONS = {"FIRST_ISSUE": "首次核发", "REPLACEMENT": "补发", "CHANGE": "变更换发", "ADDITIONAL": "增发副本"}
DELIVERIES = {"COLLECT": "窗口领取", "POST": "邮寄"}
MANNERS = {"OPERATOR": "经营者本人领取", "AGENT": "委托代理人领取", "POST": "邮寄"}
RETURNS = {"WINDOW": "已交回窗口", "POST": "已邮寄交回", "DECLARED": "未交回，已公告作废"}
"""How a paper of a licence that ended came back."""
WITH_OWNER = ("POSTED", "COLLECTED", "RECEIVED")
SIGNED = {"DRAWN": "在屏幕上手写签名", "ON_PAPER": "已在纸质登记簿上签名"}
"""How whoever collects a paper signs for it."""
COPIES = ("正本", "副本")
FEW_BLANKS = 20
"""Fewer blank forms of a kind are soon used up."""
STEPS = {
    "agent": "委托代理人信息",
    "facts": "证照信息",
    "certificate": "电子营业执照",
    "papers": "证照打印",
}
SHOWN = ("facts", "certificate")
"""What an examiner sees of a licence; its papers are the licence office's."""
_MOODS = {
    "PREPARED": "wait",
    "UNPRINTED": "act",
    "PRINTED": "wait",
    "POSTED": "wait",
    "VOID": "bad",
}


def mood(status: str) -> str:
    """The colour of a status; what needs nobody any more is good."""
    return _MOODS.get(status, "good")


def steps_around(step: str, *, papers: bool) -> tuple[str | None, str | None]:
    """The step before and the step after, for whoever works with `papers` or reads only."""
    names = [name for name in STEPS if papers or name in SHOWN]
    place = names.index(step)
    return (names[place - 1] if place else None), (names[place + 1] if place + 1 < len(names) else None)


def serial_numbers(first: str, count: int) -> list[str]:
    """The numbers on `count` blank forms that lie one after the other; a number that ends in no digit is not counted
    on from."""
    found = re.fullmatch(r"(.*?)([0-9]+)", first)
    if found is None:
        return [first, *[""] * (count - 1)][:count]
    head, digits = found.groups()
    return [f"{head}{int(digits) + step:0{len(digits)}d}" for step in range(count)]


def given(typed: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The fields of a search that were filled in, without blanks around them."""
    return {name: text for name in names if (text := typed.get(name, "").strip())}
