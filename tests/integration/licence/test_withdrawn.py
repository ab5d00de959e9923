"""A licence ends with what became of its entity: its QR code says so from that second, and papers of it are void."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from services.licence.contract import IssueLicence
from tests.integration.licence.conftest import World
from tests.integration.licence.test_versions import judged, papers


def told(world: World, request: IssueLicence, uscc: str, kind: str = "entity", **changes: Any) -> httpx.Response:
    """As the register tells it, with its own part as the proof."""
    held = request.parts[kind].model_dump()
    body = {
        **{"application_no": request.application_no, "uscc": uscc},
        **{"state": "REVOKED", "reason": "被吊销营业执照：17号"},
    }
    path = f"/licences/{request.application_no}/withdrawal"
    return world.client.post(path, json={"held": held, "request": body | changes})


@pytest.mark.parametrize("state", ["REVOKED", "VOID"])
def test_ended_at_once(world: World, state: str) -> None:
    """The file is genuine and not valid, the register of licences says why, a paper that waits is void; told again it
    stays as it ended."""
    request, issued = world.issue(paper=True)
    assert judged(world, issued)["valid"] is True
    assert told(world, request, issued.uscc, state=state).json() == {"ended": True}
    verdict = judged(world, issued)
    assert (verdict["genuine"], verdict["valid"], verdict["licence"]["state"]) == (True, False, state)
    assert {paper["status"] for paper in papers(world, issued.uscc)} == {"VOID"}
    assert told(world, request, issued.uscc, state=state).json() == {"ended": False}


def test_nobody_else_ends_it(world: World) -> None:
    """Another part is no proof, nor is that of another entity."""
    request, issued = world.issue(paper=True)
    other, _ = world.issue(paper=True)
    assert told(world, request, issued.uscc, kind="decision").status_code == 404
    assert told(world, other, issued.uscc).status_code == 404
    assert judged(world, issued)["valid"] is True
