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


def resting(**changes: Any) -> tuple[str, Any]:
    """That a business is to rest; the case was handed in on 20 November 2026."""
    asked = {"kind": "suspension", "reason": "disaster", "first_on": "2026-12-01", "until": "2027-06-30"}
    promised = {"service_address": "迎宾街18号", "agreed": True, "accepts_service": True}
    return "/application/matter", asked | promised | changes


def rest(until: str, **changes: Any) -> tuple[str, Any]:
    """A business that rests since June."""
    _, registered = standing("歇业")
    term = {"first_on": "2026-06-01", "until": until, **changes}
    return "/registered", registered | {"facts": registered["facts"] | {"suspension": term}}


def trading(resumed_on: str) -> tuple[str, Any]:
    return "/application/matter", {"kind": "resumption", "resumed_on": resumed_on}


def taken_over(**answers: Any) -> tuple[str, Any]:
    matter = {"kind": "operator_change", "reason": "transfer", "licence": "returned", "settled": True, "promised": True}
    return "/application/matter", matter | answers


def left_by(name: str) -> tuple[str, Any]:
    party = {"ref": "former_operator", "roles": ["former_operator"], "signs": True, "name": name}
    return "/application/parties", [party | {"id_document_type": "10", "id_number": "140102198801011232"}]


MOVED = ("/application/changes", [{"section": "premises", "item": "经营场所", "before": "一", "after": "二"}])

EXAMPLES = [
    passes("AR-91", resting()),
    Example("AR-91", "fail", "CORRECT", (resting(agreed=False),), "/matter/agreed", "matter"),
    Example("AR-91", "fail", "CORRECT", (), "/matter/agreed", "matter"),
    passes("AR-92", resting(), standing("存续")),
    passes("AR-92", resting(until="2029-12-01"), standing("存续"), kind="boundary"),
    Example("AR-92", "fail", "CORRECT", (resting(until="2029-12-02"), standing("存续")), "/matter/until", "matter"),
    Example(
        "AR-92", "fail", "CORRECT", (resting(first_on="2026-01-01"), standing("存续")), "/matter/first_on", "matter"
    ),
    Example("AR-92", "fail", "CORRECT", (resting(), rest("2026-12-31")), "/matter/until", "matter"),
    Example("AR-92", "fail", "CORRECT", (), "/matter/until", "matter"),
    passes("AR-93", resting(), standing("存续")),
    passes("AR-93", resting(first_on="2026-06-01"), rest("2026-12-20"), kind="boundary"),
    Example("AR-93", "fail", "REJECT", (resting(first_on="2026-06-01"), rest("2027-03-31")), "/matter/until"),
    passes("AR-94", trading("2026-11-01"), rest("2026-12-31")),
    Example("AR-94", "fail", "CORRECT", (trading("2026-05-31"), rest("2026-12-31")), "/matter/resumed_on", "matter"),
    Example("AR-94", "fail", "CORRECT", (), "/matter/resumed_on", "matter"),
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
    passes("AR-85", taken_over()),
    Example("AR-85", "fail", "CORRECT", (taken_over(promised=False),), "/matter/promised", "matter"),
    Example("AR-85", "fail", "CORRECT", (), "/matter/promised", "matter"),
    passes("AR-86", heard({"cleared": True, "question": "publicity.standing_request.v1"})),
    Example(
        "AR-86",
        "fail",
        "REJECT",
        (heard({"cleared": False, "question": "publicity.standing_request.v1", "reason": "2025年度报告尚未报送"}),),
        "/matter",
    ),
    Example("AR-86", "fail", "REJECT", (heard({"cleared": True}),), "/matter"),
    passes("AR-87", left_by("穆静")),
    Example("AR-87", "fail", "REFER", (left_by("晓禾"),), "/name"),
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
