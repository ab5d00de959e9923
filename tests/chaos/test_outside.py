"""The outside world hangs, fails, talks nonsense or says no: outages are waited out, a no is an answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.system.people import Person, newcomer, staff_token
from tests.system.stack import RunningStack, until

AUTHENTICATION = {"role": "operator", "person_ref": "operator", "consent_to_face": True}


@pytest.fixture(autouse=True)
def _well_again(stack: RunningStack) -> Iterator[None]:
    """Whatever a test ordered, the next one finds everybody well."""
    yield
    for part in ("population-registry", "sms-gateway"):
        stack.misbehave(part)
    for agency in ("publicity", "tax"):
        stack.misbehave("agencies", f"/sandbox/agencies/{agency}/behaviour")


def _ask_to_authenticate(stack: RunningStack, person: Person, number: str) -> Any:
    """The consent, then the step; its answer."""
    consent = {"application_no": number, "live_capture": f"capture-{uuid.uuid4().hex}", **AUTHENTICATION}
    services = stack.services()
    services.token = person.token
    services.post("identity", "/authentications", consent, **services.order(number, "authenticate"))
    services.close()
    body = {"request_id": uuid.uuid4().hex}
    return stack.ask("POST", "portal", f"/cases/{number}/steps/authenticate", person.token, json=body)


@pytest.mark.parametrize(
    "behaviour", [{"hang": True}, {"error_rate": 1.0}, {"garbage": True}, {"down": True}], ids=lambda b: next(iter(b))
)
def test_silent_registry_is_waited_out(stack: RunningStack, behaviour: dict[str, Any]) -> None:
    """The step is in progress, not refused; when the registry answers again the case goes on by itself."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number, until="AUTH_PENDING")
        stack.misbehave("population-registry", **behaviour)
        answer = _ask_to_authenticate(stack, person, number)
        assert answer.status_code == 202, answer.text
        assert answer.json()["status"] == "in_progress"
        assert person.case(number)["stage"] == "AUTH_PENDING"
        stack.misbehave("population-registry")
        until(lambda: person.case(number)["stage"] == "SIGN_PENDING", 60, "the authentication")


def test_mismatch_is_a_refusal(stack: RunningStack) -> None:
    """A registry that knows another name for the number is an answer: told with reason, and free to try again."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number, until="AUTH_PENDING")
        stack.misbehave("population-registry", mismatch=True)
        answer = _ask_to_authenticate(stack, person, number)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["errors"] or answer.json()["detail"]
        stack.misbehave("population-registry")
        assert _ask_to_authenticate(stack, person, number).status_code == 200


def test_licence_does_not_wait_for_the_sms_gateway(stack: RunningStack) -> None:
    """While no message can be sent the case is licensed and archived; the message comes afterwards, once."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number, until="SIGNED")
        stack.misbehave("sms-gateway", down=True)
        case = person.applicant.carry_through(number)
        assert case["stage"] == "ARCHIVED"
        code = case["licence"]["uscc"]
        assert not any(code in text for text in person.texts())
        stack.misbehave("sms-gateway")
        until(lambda: any(code in text for text in person.texts()), 90, "the message")
        time.sleep(1)
        assert sum(code in text for text in person.texts()) == 1


def test_rejection_by_tax_is_seen_and_stops_nothing(stack: RunningStack) -> None:
    """The licence stands; operations see which event was refused and why, send it again, and it is accepted."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number, until="SIGNED")
        stack.misbehave("agencies", "/sandbox/agencies/tax/behaviour", reject_next=1)
        case = person.applicant.carry_through(number)
        assert case["stage"] == "ARCHIVED"
    operator = staff_token(stack, "operations")
    refused = "/events?agency=tax&state=REJECTED"

    def mine() -> list[dict[str, Any]]:
        events = stack.ask("GET", "notice", refused, operator).json()["items"]
        return [event for event in events if event["uscc"] == case["licence"]["uscc"]]

    until(lambda: bool(mine()), 30, "the refusal")
    (event,) = mine()
    again = stack.ask("POST", "notice", f"/events/{event['event_id']}/republish", operator)
    assert again.is_success, again.text
    until(lambda: not mine(), 30, "the acceptance")
    accepted = stack.ask("GET", "agencies", "/sandbox/agencies/tax/events").json()["accepted"]
    assert [one["subject"] for one in accepted].count(case["licence"]["uscc"]) == 1


@pytest.mark.parametrize("agency", ["publicity", "tax"])
def test_agency_that_is_down_is_told_later(stack: RunningStack, agency: str) -> None:
    """The licence does not wait; the event is there, once, when the agency is back."""
    stack.misbehave("agencies", f"/sandbox/agencies/{agency}/behaviour", down=True)
    with newcomer(stack) as person:
        case = person.applicant.carry_through(person.open())
    assert case["stage"] == "ARCHIVED"

    def told() -> int:
        accepted = stack.ask("GET", "agencies", f"/sandbox/agencies/{agency}/events").json()["accepted"]
        return [event["subject"] for event in accepted].count(case["licence"]["uscc"])

    assert told() == 0
    stack.misbehave("agencies", f"/sandbox/agencies/{agency}/behaviour")
    until(lambda: told() == 1, 60, "the event")
