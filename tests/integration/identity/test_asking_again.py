"""What the lists say of somebody after the authentication, for services that hold its reference."""

from __future__ import annotations

from catalogues.filing_types.words import PartKind
from kernel.exchange import Reference
from services.identity.contract import PersonFactsPart
from tests.integration.identity.conftest import EXAMINER, World
from tests.integration.identity.test_authentications import Case


def test_who_is_restricted_since_is_found(world: World) -> None:
    """Asked with the authentication's reference, the lists as they are now lie in the exchange and name nobody."""
    person, account_id = world.registered()
    case = Case(world, person, account_id)
    case.consent()
    held = case.authenticate().part.model_dump()
    body = {
        "id_document_type": "10",
        "id_number": person.id_number,
        "reason": "提交虚假材料取得登记",
        "evidence": f"撤字{case.number}",
    }
    imposed = world.client.post("/restrictions", json=body, headers=world.bearer(str(EXAMINER["account_name"])))
    assert imposed.status_code == 201, imposed.text
    answer = world.client.post(f"/authentications/{case.number}/facts", json=held)
    assert answer.status_code == 200, answer.text
    left = world.resources.exchange.collect(
        Reference.model_validate(answer.json()), PersonFactsPart, PartKind.PERSON_FACTS
    )
    (asked,) = left.persons
    assert str(asked.facts.restricted_until) == imposed.json()["to"]
    assert person.name not in answer.text and person.id_number not in left.model_dump_json()


def test_nobody_without_the_reference_asks(world: World) -> None:
    """A wrong digest, or a reference of another application, is no authentication."""
    person, account_id = world.registered()
    case = Case(world, person, account_id)
    case.consent()
    held = case.authenticate().part.model_dump()
    wrong = world.client.post(f"/authentications/{case.number}/facts", json={**held, "digest": "0" * 64})
    other = world.client.post(f"/authentications/{'9' * 23}/facts", json=held)
    assert (wrong.status_code, other.status_code) == (404, 404)
