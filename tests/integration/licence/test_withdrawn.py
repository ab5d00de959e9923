"""A licence ends with what became of its entity: its QR code says so from that second, and papers of it are void."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from catalogues.filing_types.words import PartKind
from services.licence.contract import IssueLicence, LicenceVoidedPart, VoidLicence
from tests.fixtures.services.keys import left
from tests.integration.licence.conftest import Part, World
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


def filed(world: World, issued: IssueLicence, uscc: str, matter: dict[str, Any]) -> VoidLicence:
    """What is asked when the owner of that business files something about it, and it is approved."""
    case = world.approved(uscc=uscc, made_by=issued.application_no)
    number, authority = case.application_no, case.authority_code
    application = Part.model_validate({"application_no": number, "authority_code": authority, "matter": matter})
    exchange = world.resources.exchange
    entity = exchange.collect(case.parts[PartKind.ENTITY], Part, PartKind.ENTITY)
    parts = {
        PartKind.APPLICATION: left(exchange, number, "application", application),
        PartKind.DECISION: case.parts[PartKind.DECISION],
        PartKind.ENTITY_BEFORE: left(exchange, number, "entity_before", entity),
    }
    return VoidLicence(application_no=number, authority_code=authority, parts=parts)


@pytest.mark.parametrize("state", ["REVOKED", "VOID"])
def test_its_business_ends_later(world: World, state: str) -> None:
    """Whoever deregisters a business whose licence ended before is not stopped: the end of the licence stays as it was,
    and is told, again as the first time."""
    request, issued = world.issue(paper=True)
    told(world, request, issued.uscc, state=state)
    end = filed(world, request, issued.uscc, {"kind": "deregistration"})
    answer = world.activities.void_licence(end)
    assert answer.part is not None and world.activities.void_licence(end) == answer
    part = world.resources.exchange.collect(answer.part, LicenceVoidedPart, PartKind.LICENCE_VOIDED)
    assert (part.licence_no, part.state, part.reason) == (issued.licence_no, "VOID", "被吊销营业执照：17号")
    assert judged(world, issued)["licence"]["state"] == state


def test_another_print_after_a_revocation(world: World) -> None:
    """What is void already need not be declared void; the print that was asked for comes, and is the one in force."""
    request, issued = world.issue(paper=True)
    told(world, request, issued.uscc, state="VOID", reason="登记被撤销，营业执照作废：18号")
    lost = {"kind": "replacement", "reason": "lost", "copies": ["正本", "副本"], "declared": True}
    assert world.activities.void_licence(filed(world, request, issued.uscc, lost)).part is None
    again = world.approved(uscc=issued.uscc, made_by=request.application_no)
    printed = world.activities.issue_licence(again)
    assert judged(world, printed)["valid"] is True and judged(world, issued)["licence"]["state"] == "VOID"
