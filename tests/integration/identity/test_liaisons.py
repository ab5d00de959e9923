"""The liaison person who is not the operator, compared with the population registry over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.identity.conftest import PersonOfTest, World
from tests.integration.identity.test_authentications import Case


def _named(person: PersonOfTest, **changes: str) -> dict[str, str]:
    return {"name": person.name, "id_document_type": "10", "id_number": person.id_number, **changes}


@pytest.mark.parametrize(
    ("flags", "changes", "result"),
    [
        ({}, {}, "MATCH"),
        ({}, {"name": "别人"}, "MISMATCH"),
        ({"alive": False}, {}, "MISMATCH"),
        ({}, {"id_number": "11010519491231002X"}, "NOT_FOUND"),
    ],
)
def test_the_registry_says_who_somebody_is(
    world: World, flags: dict[str, Any], changes: dict[str, str], result: str
) -> None:
    """For the form, and again for the decision, which rests on the part."""
    applicant, account_id = world.registered()
    named = _named(world.person(**flags), **changes)
    answer = world.client.post("/liaisons/verification", json=named, headers=world.bearer(applicant.account_name))
    assert answer.json() == {"result": result}
    case = Case(world, applicant, account_id)
    case.operator["liaison"] = named  # type: ignore[assignment]
    case.consent()
    told = case.part(case.authenticate()).liaison
    assert told is not None and (told.name, told.id_number, told.result) == (named["name"], named["id_number"], result)


def test_strangers_ask_about_nobody(world: World) -> None:
    """Only who is logged in can ask."""
    assert world.client.post("/liaisons/verification", json=_named(world.person())).status_code == 401
