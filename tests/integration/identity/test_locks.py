"""Who guesses locks themselves out, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.errors import Refusal
from services.identity.operations.sessions import OpenSession, open_session
from tests.integration.identity.conftest import PASSWORD, World
from tests.integration.identity.test_staff import added, code_of, confirm

WRONG = "Wrong#2022"
OUTSIDE, OFFICE = "203.0.113.7", "198.51.100.4"


def answer(world: World, name: str, password: str, address: str, code: str | None = None) -> str:
    try:
        open_session(world.resources, OpenSession(name, password, code), address)
    except Refusal as refusal:
        return refusal.code
    return "opened"


def test_nobody_locks_staff_out_from_outside(world: World) -> None:
    """Wrong passwords under an examiner's name lock the address they come from; at the office the right one is asked
    for its code as ever."""
    credentials = added(world)
    confirm(world, credentials)
    said = [answer(world, credentials.account_name, WRONG, OUTSIDE) for _ in range(6)]
    assert said == ["identity.login_failed"] * 5 + ["identity.login_locked"]
    assert answer(world, credentials.account_name, PASSWORD, OFFICE) == "identity.second_factor_required"


def test_many_addresses_guess_no_further_than_a_hundred(world: World) -> None:
    """Then a password alone opens nothing under this name, right or wrong, known or not; with the code of the
    authenticator at once staff still get in."""
    credentials = added(world)
    confirm(world, credentials)
    person, _ = world.registered()
    for name in (credentials.account_name, person.account_name, "nobody_anywhere"):
        for number in range(20):
            for _ in range(5):
                answer(world, name, WRONG, f"10.0.0.{number}")
        assert answer(world, name, PASSWORD, OFFICE) == "identity.login_locked"
        assert answer(world, name, PASSWORD, OFFICE, "000000") == "identity.login_locked"
    world.clock.advance(timedelta(seconds=30))
    code = code_of(world, credentials.totp_secret)
    assert answer(world, credentials.account_name, WRONG, OFFICE, code) == "identity.login_locked"
    assert answer(world, credentials.account_name, PASSWORD, OFFICE, code) == "opened"


@pytest.mark.parametrize("at_once", [True, False])
def test_codes_are_guessed_five_times_from_everywhere(world: World, at_once: bool) -> None:
    """Whoever knows the password gains nothing by many addresses, whichever way the code is sent."""
    credentials = added(world)
    confirm(world, credentials)
    for number in range(5):
        if at_once:
            said = answer(world, credentials.account_name, PASSWORD, f"10.0.1.{number}", "000000")
            assert said == "identity.login_failed"
        else:
            ticket = world.login(credentials.account_name).json()["details"]["ticket"]
            world.client.post("/sessions/second-factor", json={"ticket": ticket, "totp_code": "000000"})
    world.clock.advance(timedelta(seconds=30))
    code = code_of(world, credentials.totp_secret)
    assert answer(world, credentials.account_name, PASSWORD, OFFICE, code) == "identity.login_locked"
