"""What a department says when it is asked about a business that is to end, or goes to somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent


@dataclass(frozen=True)
class Said:
    """`kind` is the type of the message, `content` what it says besides which question it answers."""

    kind: str
    content: dict[str, Any]


_WRONG = Said("objection.v1", {"reason": "无此业务"})
_TAX = {
    "cleared": Said("clearance.v1", {"cleared": True, "certificate_no": "QS-2026-000017"}),
    "not_cleared": Said("clearance.v1", {"cleared": False, "reason": "尚有未申报的税款，请先办理清税申报"}),
    "wrong": _WRONG,
}
_STANDING = {
    "cleared": Said("clearance.v1", {"cleared": True}),
    "not_cleared": Said("clearance.v1", {"cleared": False, "reason": "2025年度报告尚未报送"}),
    "wrong": _WRONG,
}
_CLEARANCE = {"tax.clearance_request.v1": _TAX, "publicity.standing_request.v1": _STANDING}
_ASKS_TO_CLEAR = frozenset(_CLEARANCE)
_OBJECTION = Said("objection.v1", {"reason": "存在未结清的税款"})


def to(event: dict[str, Any], clearance: str, *, objects: bool) -> Said | None:
    """The reply to an event; None where it asks nothing, or nothing is said."""
    if event["type"] in _ASKS_TO_CLEAR:
        return _CLEARANCE[event["type"]].get(clearance)
    return _OBJECTION if event["type"] == "tax.cancellation_notice.v1" and objects else None


def written(agency: str, reply_id: str, event_id: str, said: Said, at: datetime) -> bytes:
    """The reply as it travels."""
    attributes = {
        "id": reply_id,
        "source": f"/agencies/{agency}",
        "type": said.kind,
        "subject": event_id,
        "time": at,
        "datacontenttype": "application/json",
    }
    return JSONFormat().write(CloudEvent(attributes, {"event_id": event_id, **said.content}))
