"""Tickets to follow an application, over HTTP."""

from __future__ import annotations

import time
from datetime import timedelta

import httpx
import pytest

from kernel.errors import Refusal
from kernel.tokens import TokenVerifier
from tests.integration.identity.conftest import World, errors

NUMBER = "14021301202202220000017"
OTHER = "14021301202202220000025"


def ticket(world: World, mobile: str, code: str, number: str = NUMBER) -> httpx.Response:
    return world.client.post("/progress-tickets", json={"application_no": number, "mobile": mobile, "sms_code": code})


def registered(world: World) -> tuple[str, str]:
    """Mobile and account of somebody who may be sent a text again."""
    world.clock.advance(timedelta(seconds=-61))
    person, account_id = world.registered()
    world.clock.advance(timedelta(seconds=61))
    return person.mobile, account_id


def test_a_ticket_names_account_and_application(world: World, verifier: TokenVerifier) -> None:
    """It is for ten minutes, for the account that holds the mobile, for one application, without any role."""
    mobile, account_id = registered(world)
    code = world.sms_code(mobile, "progress", application_no=NUMBER)
    answer = ticket(world, mobile, code)
    assert (answer.status_code, answer.json()["expires_in"]) == (201, 600)
    principal = verifier.verify(answer.json()["ticket"])
    assert (principal.subject, principal.application, principal.roles) == (account_id, NUMBER, frozenset())


@pytest.mark.parametrize(("method", "path"), [("GET", "/me"), ("GET", "/me/identity"), ("DELETE", "/sessions")])
def test_a_ticket_opens_nothing_else(world: World, method: str, path: str) -> None:
    """No role: what belongs to the account stays closed."""
    mobile, _ = registered(world)
    code = world.sms_code(mobile, "progress", application_no=NUMBER)
    bearer = {"Authorization": f"Bearer {ticket(world, mobile, code).json()['ticket']}"}
    assert world.client.request(method, path, headers=bearer).status_code == 403


def test_a_code_is_good_for_the_application_it_was_asked_for(world: World) -> None:
    """With another number it is wrong, and with its own it is good once."""
    mobile, _ = registered(world)
    code = world.sms_code(mobile, "progress", application_no=NUMBER)
    assert errors(ticket(world, mobile, code, OTHER)) == {"/sms_code": "identity.sms_code_wrong"}
    assert ticket(world, mobile, code).status_code == 201
    assert errors(ticket(world, mobile, code)) == {"/sms_code": "identity.sms_code_wrong"}


def test_the_text_tells_which_application(world: World) -> None:
    """Whoever is sent a text sees that somebody asks about the application with this end."""
    mobile, _ = registered(world)
    world.sms_code(mobile, "progress", application_no=NUMBER)
    assert "0017" in world.texts(mobile)[-1] and NUMBER not in world.texts(mobile)[-1]


def test_five_guesses(world: World) -> None:
    """After five wrong codes the right one is wrong too."""
    mobile, _ = registered(world)
    code = world.sms_code(mobile, "progress", application_no=NUMBER)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert ticket(world, mobile, wrong).status_code == 422
    assert errors(ticket(world, mobile, code)) == {"/sms_code": "identity.sms_code_wrong"}


def test_a_ticket_ends(world: World, verifier: TokenVerifier) -> None:
    """A ticket of more than ten minutes ago is refused."""
    _, account_id = registered(world)
    old = world.resources.issuer.issue_ticket(account_id, NUMBER, world.clock.now() - timedelta(minutes=13))
    with pytest.raises(Refusal, match=r"access\.token_invalid"):
        verifier.verify(old)


@pytest.mark.parametrize("purpose", ["progress", "reset", "login"])
def test_nobody_learns_whether_a_mobile_has_an_account(world: World, purpose: str) -> None:
    """With and without an account the answer is the same and does not wait for the gateway, slow or broken."""
    known, _ = registered(world)
    unknown = world.person().mobile
    about = {"application_no": NUMBER} if purpose == "progress" else {}
    silence = 3
    for fault in ({"latency_ms": silence * 1000}, {"error_rate": 1.0}):
        with world.outside.misbehaving(world.outside.sms, **fault):
            answers, seconds = [], []
            for mobile in (known, unknown):
                captcha = world.captcha()
                began = time.perf_counter()
                typed = {"purpose": purpose, "mobile": mobile, **about, **captcha}
                answers.append(world.client.post("/sms-codes", json=typed))
                seconds.append(time.perf_counter() - began)
            world.resources.deliveries.close()
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json().keys() == answers[1].json().keys()
        assert max(seconds) < silence, seconds
        object.__setattr__(world.resources, "deliveries", type(world.resources.deliveries)())
        world.clock.advance(timedelta(seconds=61))
    assert world.texts(unknown) == []


def test_a_text_that_did_not_leave_may_be_asked_for_again_at_once(world: World) -> None:
    """A failing gateway costs neither the captcha nor the waiting time."""
    mobile, _ = registered(world)
    captcha = world.captcha()
    typed = {"purpose": "progress", "mobile": mobile, "application_no": NUMBER, **captcha}
    before = len(world.texts(mobile))
    with world.outside.misbehaving(world.outside.sms, error_rate=1.0):
        assert world.client.post("/sms-codes", json=typed).status_code == 202
        until = time.monotonic() + 10
        while time.monotonic() < until:
            time.sleep(0.05)
            if world.client.post("/sms-codes", json=typed).status_code == 202:
                break
    world.clock.advance(timedelta(seconds=61))
    code = world.sms_code(mobile, "progress", application_no=NUMBER)
    assert len(world.texts(mobile)) == before + 1
    assert ticket(world, mobile, code).status_code == 201


@pytest.mark.parametrize("number", ["", "123", "\x00" * 23, "１" * 22])
def test_a_malformed_number_is_told_before_a_text_is_sent(world: World, number: str) -> None:
    """At its field, for the code and for the ticket."""
    mobile, _ = registered(world)
    assert errors(world.ask_code(mobile, "progress", application_no=number)).keys() == {"/application_no"}
    assert "/application_no" in errors(ticket(world, mobile, "123456", number))
