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


EXAMPLES = [
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
