"""The page of destruction: who may do what with a list, and where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.tokens import Principal, Role
from services.portal.api.rendering import Faults, page
from services.portal.api.visits import Visit

_NO = "14021300-XH7K3M9QX2"
_LINE = {"volume_name": "14021300A000010-19960222", "full_name": "某饺子馆", "pages": 12, "package_sha256": "0" * 64}
_LIST: dict[str, Any] = {
    **{
        "destruction_no": _NO,
        "reason": "保管期满",
        "proposed_by": "archivist-1",
        "proposed_at": "2026-12-01T00:00:00Z",
    },
    **{"list_sha256": "1" * 64, "outcome": None, "decided_by": None, "decided_at": None, "remark": None},
    **{"complete": False, "volumes": [{"line": _LINE, "destroyed_at": None, "objects": None}]},
}
_CONFIRMED = {
    "outcome": "CONFIRMED",
    "decided_by": "archivist-2",
    "decided_at": "2026-12-02T00:00:00Z",
    "remark": "同意",
}
_GONE = [{"line": _LINE, "destroyed_at": "2026-12-02T00:00:01Z", "objects": 3}]


def _shown(told: dict[str, Any]) -> str:
    mine = Principal(subject="archivist-0", roles=frozenset({Role.ARCHIVIST}), authority="14021300")
    visit = Visit("/archive/destructions", "GET", principal=mine)
    shown: dict[str, Any] = {"due": [], "lists": [_LIST | told], "typed": {}, "faults": Faults(), "request_id": "x"}
    return bytes(page(visit, "archive/destructions.html", **shown).body).decode()


@pytest.mark.parametrize(
    ("told", "state", "buttons"),
    [
        ({}, "待另一名档案管理员确认", {"确认并销毁", "不同意销毁"}),
        ({"outcome": "DECLINED"} | {"decided_at": "2026-12-02T00:00:00Z", "decided_by": "b"}, "已否决", set()),
        (_CONFIRMED, "已确认，尚未完成", {"确认并销毁"}),
        (_CONFIRMED | {"complete": True, "volumes": _GONE}, "已销毁", set()),
    ],
    ids=["proposed", "declined", "broken off", "done"],
)
def test_a_list_offers_what_can_be_done_with_it(told: dict[str, Any], state: str, buttons: set[str]) -> None:
    """Nothing once it is decided and done; going on where it broke off."""
    text = _shown(told)
    assert state in text and "14021300A000010-19960222" in text
    assert {each for each in ("确认并销毁", "不同意销毁", "撤回清册") if each in text} == buttons


def test_who_proposed_a_list_takes_it_back_and_confirms_it_not() -> None:
    """Two persons: the button is not theirs, and the service refuses it too."""
    text = _shown({"proposed_by": "archivist-0"})
    assert "撤回清册" in text and "确认并销毁" not in text
