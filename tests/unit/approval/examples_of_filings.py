"""Examples of the rules on filings about a registered business."""

from __future__ import annotations

from typing import Any

from tests.unit.approval.example import Example, passes

USCC = "92140213MA0MU7MP45"


def again(**changes: Any) -> tuple[str, Any]:
    """Why a licence is to be printed again."""
    lost = {"kind": "replacement", "reason": "lost", "copies": ["正本", "副本"], "declared": True}
    return "/application/matter", lost | changes


def standing(status: str) -> tuple[str, Any]:
    """The business as it stands in the register."""
    return "/registered", {
        "uscc": USCC,
        "version": 1,
        "status": status,
        "established_on": "2026-01-05",
        "facts": {"name": None},
    }


def ending(**changes: Any) -> tuple[str, Any]:
    """Why a business is to end."""
    stopped = {"kind": "deregistration", "reason": "stopped", "licence": "returned", "promised": True}
    return "/application/matter", stopped | changes


def marked(*marks: str) -> tuple[str, Any]:
    """What the register keeps on the business."""
    return "/facts/marks", list(marks)


def heard(*replies: dict[str, Any]) -> tuple[str, Any]:
    """What departments said."""
    blank = {"department": "tax", "kind": "clearance", "cleared": None, "certificate_no": None, "reason": None}
    said = [blank | each for each in replies]
    return "/replies", {"application_no": "14021301202611200000013", "until": None, "replies": said}


MOVED = ("/application/changes", [{"section": "premises", "item": "经营场所", "before": "一", "after": "二"}])

EXAMPLES = [
    passes("AR-96", marked("abnormal", "case_filed")),
    Example("AR-96", "fail", "REJECT", (marked("freeze", "licence_withdrawn"),), "/matter"),
    passes("AR-96", marked("unreachable"), kind="boundary"),
    passes("AR-97", marked("abnormal")),
    passes("AR-97", MOVED, marked("unreachable"), kind="boundary"),
    Example("AR-97", "fail", "CORRECT", (marked("unreachable"),), "/premises", "name"),
    Example("AR-81", "fail", "REJECT", (standing("存续"), marked("case_filed", "unpaid_fine")), "/matter"),
    Example("AR-83", "fail", "REJECT", (standing("存续"), marked("encumbered", "proceedings")), "/matter"),
    passes("AR-80", ending()),
    Example("AR-80", "fail", "CORRECT", (ending(promised=False),), "/matter/promised", "matter"),
    Example("AR-80", "fail", "CORRECT", (), "/matter/promised", "matter"),
    passes("AR-81", standing("存续"), marked("abnormal")),
    passes("AR-81", standing("吊销未注销"), kind="boundary"),
    Example("AR-81", "fail", "REJECT", (standing("存续"), marked("freeze")), "/matter"),
    Example("AR-81", "fail", "REJECT", (standing("已撤销"),), "/matter"),
    passes("AR-82", heard({"cleared": True, "certificate_no": "QS-1"})),
    passes("AR-82", heard({"cleared": False}, {"cleared": True}), kind="boundary"),
    Example("AR-82", "fail", "REJECT", (heard({"cleared": False, "reason": "尚有未申报的税款"}),), "/matter"),
    Example("AR-82", "fail", "REJECT", (), "/matter"),
    passes("AR-83", standing("存续")),
    passes("AR-83", standing("存续"), marked("last_annual_report"), kind="boundary"),
    Example("AR-83", "fail", "REJECT", (standing("存续"), marked("abnormal", "serious")), "/matter"),
    Example("AR-83", "fail", "REJECT", (standing("吊销未注销"),), "/matter"),
    passes("AR-84", heard()),
    Example("AR-84", "fail", "REJECT", (heard({"kind": "objection", "reason": "存在未结清的税款"}),), "/matter"),
    Example("AR-84", "fail", "REJECT", (), "/matter"),
    passes("AR-70", again()),
    passes("AR-70", again(reason="damaged", declared=False), kind="boundary"),
    Example("AR-70", "fail", "CORRECT", (again(declared=False),), "/matter/declared", "matter"),
    Example("AR-70", "fail", "CORRECT", (again(reason="destroyed", declared=False),), "/matter/declared", "matter"),
    Example("AR-70", "fail", "CORRECT", (again(copies=[]),), "/matter", "matter"),
    Example("AR-70", "fail", "CORRECT", (), "/matter", "matter"),
    passes("AR-71", standing("存续")),
    passes("AR-71", standing("歇业"), kind="boundary"),
    Example("AR-71", "fail", "REFER", (standing("吊销未注销"),), "/matter"),
    Example("AR-71", "fail", "REFER", (), "/matter"),
]
