"""What the register tells the approval service, and whom it tells what was registered."""

from __future__ import annotations

from typing import Any

import pytest

from catalogues.filing_types.words import PartKind
from kernel.counters import Work, counted
from kernel.errors import Outage
from kernel.exchange import Reference
from services.register.contract.parts import RegisterFactsPart
from tests.fixtures.services.handing import handed
from tests.integration.register.conftest import AUTHORITY, Filed, World


def _asked(world: World, filed: Filed, number: str | None = None, **changed: Any) -> tuple[int, Any]:
    held = filed.parts["application"].model_dump() | {"submission": 1, "authority_code": AUTHORITY} | changed
    answer = world.client.post(f"/filings/{number or filed.application_no}/facts", json=held)
    return answer.status_code, answer.json()


def _facts(world: World, answer: Any) -> tuple[int, int, int]:
    part = world.resources.exchange.collect(
        Reference.model_validate(answer), RegisterFactsPart, PartKind.REGISTER_FACTS
    )
    return part.entities_at_premises, part.entities_of_operator, part.duplicates


def test_who_holds_an_application_is_told(world: World) -> None:
    """The counts that a workflow would be told, enclosed where only services can read them; nothing is deposited."""
    world.establish()
    filed = world.filed()
    written = counted()[Work.OBJECT_WRITTEN]
    status, answer = _asked(world, filed)
    assert (status, set(answer)) == (200, {"key", "digest"})
    assert counted()[Work.OBJECT_WRITTEN] == written
    assert answer["key"].startswith("enclosed/")
    assert _facts(world, answer) == (1, 1, 1)


def test_one_submission_is_told_once(world: World) -> None:
    """Whoever asks again, the workflow included, reads the counts of the first time; a further submission is counted
    anew."""
    filed = world.filed()
    _, first = _asked(world, filed)
    world.establish()
    _, again = _asked(world, filed)
    assert again["digest"] == first["digest"] == world.facts(filed).digest
    assert _facts(world, _asked(world, filed, submission=2)[1]) == (1, 1, 1)


def test_nobody_without_the_reference_is_told(world: World) -> None:
    """A wrong digest, or the reference of another application, is no application."""
    filed = world.filed()
    assert _asked(world, filed, digest="0" * 64)[0] == 404
    assert _asked(world, filed, number=world.filed().application_no)[0] == 404


def test_the_naming_service_is_told(world: World) -> None:
    """With the entity that the register left; a retry tells it again, which changes nothing there."""
    request = world.request(world.filed()).model_copy(update={"tells_naming": True})
    applied = [world.activities.apply_filing(request) for _ in range(2)]
    assert world.naming.told == [(request.application_no, applied[0].entity)] * 2
    assert applied[0] == applied[1]


def test_a_silent_naming_service_is_told_later(world: World) -> None:
    """It stands in the register once, with one code, whenever the naming service answers."""
    request = world.request(world.filed()).model_copy(update={"tells_naming": True})
    world.naming.silent = True
    with pytest.raises(Outage, match=r"naming\.unavailable"):
        world.activities.apply_filing(request)
    [(written,)] = world.rows("SELECT uscc FROM register.entity")
    world.naming.silent = False
    assert world.activities.apply_filing(request).uscc == written
    assert [number for number, _ in world.naming.told] == [request.application_no]


def test_an_earlier_case_tells_it_itself(world: World) -> None:
    """Its workflow does."""
    world.establish()
    assert world.naming.told == []


def _entered(world: World, filed: Filed, asks: Filed | None = None, **held: Any) -> tuple[int, Any]:
    request = world.request(asks or filed)
    body = handed(filed.parts["decision"], request, **held)
    answer = world.client.post(f"/filings/{filed.application_no}/entry", json=body)
    return answer.status_code, answer.json()


def test_who_holds_the_decision_has_it_entered(world: World) -> None:
    """As when the workflow asks, and whoever asks again is answered with the same entity."""
    filed = world.filed()
    first = _entered(world, filed)
    assert first == _entered(world, filed)
    assert first == (200, world.activities.apply_filing(world.request(filed)).model_dump(mode="json"))
    assert len(world.rows("SELECT uscc FROM register.entity")) == 1


def test_nobody_without_the_decision_has_it_entered(world: World) -> None:
    """A wrong digest, another part, another application; neither before it is entered nor afterwards."""
    filed, other = world.filed(), world.filed()
    for _ in range(2):
        assert _entered(world, filed, digest="0" * 64)[0] == 404
        assert _entered(world, filed, **filed.parts["application"].model_dump())[0] == 404
        assert _entered(world, other, asks=filed)[0] == 404
        world.activities.apply_filing(world.request(filed))
    assert len(world.rows("SELECT uscc FROM register.entity")) == 1


def test_a_refused_decision_enters_nothing(world: World) -> None:
    """Whoever hands it on."""
    status, answer = _entered(world, world.filed(outcome="REJECT"))
    assert (status, answer["code"]) == (500, "register.no_approval")
