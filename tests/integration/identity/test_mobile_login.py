"""Logging in with a code by text message instead of a password."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlmodel import col, select

from kernel.tokens import Role
from services.identity.store.accounts import Account
from services.identity.store.sessions import LoginSession
from tests.integration.identity.conftest import World, errors

WRONG = {"/sms_code": "identity.sms_code_wrong"}


def _log_in(world: World, mobile: str, code: str) -> httpx.Response:
    return world.client.post("/sessions/by-mobile", json={"mobile": mobile, "sms_code": code})


def _code(world: World, mobile: str) -> str:
    world.clock.advance(timedelta(seconds=61))
    return world.sms_code(mobile, "login")


def test_a_code_opens_one_session(world: World) -> None:
    """The account's own, shown as opened so; the code is spent."""
    person, account_id = world.registered()
    code = _code(world, person.mobile)
    opened = _log_in(world, person.mobile, code)
    assert opened.status_code == 201, opened.text
    with world.session() as session:
        found = session.exec(select(LoginSession).where(col(LoginSession.account_id) == account_id)).all()
    assert [each.opened_by for each in found] == ["sms_code"]
    assert errors(_log_in(world, person.mobile, code)) == WRONG


def test_a_wrong_code_and_an_unknown_number_are_answered_alike(world: World) -> None:
    """Nobody learns from the answer who has an account."""
    person, _ = world.registered()
    _code(world, person.mobile)
    unknown = world.person().mobile
    assert world.ask_code(unknown, "login").status_code == 202
    answers = [_log_in(world, mobile, "000000").json() for mobile in (person.mobile, unknown)]
    for answer in answers:
        answer.pop("instance", None)
        answer.pop("request_id", None)
    assert answers[0] == answers[1]


def test_five_guesses_void_the_code(world: World) -> None:
    """After them the right one is wrong, too."""
    person, _ = world.registered()
    code = _code(world, person.mobile)
    wrong = "000000" if code != "000000" else "111111"
    assert [_log_in(world, person.mobile, wrong).status_code for _ in range(5)] == [422] * 5
    assert errors(_log_in(world, person.mobile, code)) == WRONG


def test_a_code_for_something_else_opens_nothing(world: World) -> None:
    """A code says what it is good for."""
    person, _ = world.registered()
    world.clock.advance(timedelta(seconds=61))
    assert errors(_log_in(world, person.mobile, world.sms_code(person.mobile, "reset"))) == WRONG


def test_what_is_malformed_is_said_at_its_field(world: World) -> None:
    """Number and code, both at once."""
    assert errors(_log_in(world, "12345", "12")).keys() == {"/mobile", "/sms_code"}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.APPLICANT}))
def test_staff_need_more_than_a_text_message(world: World, role: Role) -> None:
    """The right code of somebody who is staff, too, opens nothing, and is spent."""
    person, account_id = world.registered()
    with world.resources.database.transaction() as session:
        account = session.get_one(Account, account_id)
        account.roles = [Role.APPLICANT, role]
        session.add(account)
    code = _code(world, person.mobile)
    refused = _log_in(world, person.mobile, code)
    assert (refused.status_code, refused.json()["code"]) == (403, "identity.mobile_login_not_for_staff")
    assert errors(_log_in(world, person.mobile, code)) == WRONG
    with world.session() as session:
        assert not session.exec(select(LoginSession).where(col(LoginSession.account_id) == account_id)).all()
