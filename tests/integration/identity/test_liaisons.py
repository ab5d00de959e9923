"""The liaison person who is not the operator, compared with the population registry over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.identity.conftest import PersonOfTest, World, errors
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
    assert answer.json() == {"result": result, "mobile_confirmed": False}
    case = Case(world, applicant, account_id)
    case.operator["liaison"] = named  # type: ignore[assignment]
    case.consent()
    told = case.part(case.authenticate()).liaison
    assert told is not None and (told.name, told.id_number, told.result) == (named["name"], named["id_number"], result)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "A1"}, "/name"),
        ({"id_number": ""}, "/id_number"),
        ({"id_number": "110105194912310021"}, "/id_number"),
        ({"id_document_type": "98765"}, "/id_document_type"),
    ],
)
def test_who_cannot_be_named_is_not_asked_about(world: World, changes: dict[str, str], pointer: str) -> None:
    """What is no name and no number is the form's fault, and no outage of the registry."""
    applicant, _ = world.registered()
    named = _named(world.person()) | changes
    answer = world.client.post("/liaisons/verification", json=named, headers=world.bearer(applicant.account_name))
    assert answer.status_code == 422 and pointer in errors(answer)


def test_a_mobile_is_confirmed_by_the_code_that_reaches_it(world: World) -> None:
    """For the account that had it sent and for its case, once and not with a wrong code; its own mobile needs none."""
    applicant, account_id = world.registered()
    other, _ = world.registered()
    person = world.person()
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in person.mobile)
    named = _named(person, mobile=f" {person.mobile} ")

    def confirmed(by: str, **changes: str) -> bool:
        answer = world.client.post("/liaisons/verification", json=named | changes, headers=world.bearer(by))
        return bool(answer.json()["mobile_confirmed"])

    by = applicant.account_name
    assert confirmed(by, mobile=applicant.mobile) and not confirmed(by, mobile=other.mobile)
    sent = world.client.post("/liaisons/codes", json={"mobile": person.mobile}, headers=world.bearer(by))
    assert sent.status_code == 202 and sent.json()["resend_after_seconds"] == 60
    code, told = world.next_code(person.mobile, 0), {"mobile": full_width}
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for who, sms_code in ((by, wrong), (other.account_name, code)):
        refused = world.client.post("/liaisons/mobiles", json=told | {"sms_code": sms_code}, headers=world.bearer(who))
        assert refused.status_code == 422 and errors(refused) == {"/sms_code": "identity.sms_code_wrong"}
    for status in (204, 422):
        answer = world.client.post("/liaisons/mobiles", json=told | {"sms_code": code}, headers=world.bearer(by))
        assert answer.status_code == status
    assert confirmed(by) and not confirmed(other.account_name)
    case = Case(world, applicant, account_id)
    case.operator["liaison"] = named  # type: ignore[assignment]
    case.consent()
    part = case.part(case.authenticate()).liaison
    assert part is not None and (part.mobile, part.mobile_confirmed) == (person.mobile, True)


def test_strangers_ask_about_nobody(world: World) -> None:
    """Only who is logged in can ask."""
    assert world.client.post("/liaisons/verification", json=_named(world.person())).status_code == 401
