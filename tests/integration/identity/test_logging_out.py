"""Logging out ends everything at once, wherever an access token is shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from kernel.errors import Outage, Refusal
from kernel.revocations import Revocations, digest
from kernel.tokens import TokenVerifier
from services.identity.operations.ended_sessions import EndedSessions
from services.identity.operations.staff import restore_staff, suspend_staff
from tests.integration.identity.conftest import EXAMINER, PASSWORD, World


@pytest.fixture(autouse=True)
def nobody_is_kept_waiting(world: World) -> Iterator[None]:
    """As when the process is told to stop: what hangs there is answered."""
    yield
    stop = asyncio.Event()
    stop.set()
    asyncio.run(world.resources.ended.let_go(stop))


class Elsewhere:
    """A service in another process, as far as tokens go."""

    def __init__(self, verifier: TokenVerifier) -> None:
        self.verifier = verifier

    def takes(self, token: str) -> bool:
        try:
            self.verifier.verify(token)
        except Refusal as refusal:
            return refusal.code != "access.token_invalid"
        return True

    def refuses_soon(self, token: str) -> bool:
        """What is told takes its way; a minute is long, fifteen are the life of a token."""
        deadline = time.monotonic() + 60
        while self.takes(token):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True


def _opened(world: World, account_name: str) -> str:
    answer = world.client.post("/sessions", json={"account_name": account_name, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["access_token"]
    return token


def test_tokens_end_with_their_session(world: World, verifier: TokenVerifier) -> None:
    """After logging out no service takes an access token of any of the account's sessions, the identity service itself
    at once; others' tokens and a log-in afterwards are good."""
    person, _ = world.registered()
    other, _ = world.registered()
    elsewhere = Elsewhere(verifier)
    stolen, own, others = (_opened(world, each.account_name) for each in (person, person, other))
    assert all(map(elsewhere.takes, (stolen, own, others)))
    bearer = {"Authorization": f"Bearer {own}"}
    assert world.client.delete("/sessions", headers=bearer).status_code == 204
    assert world.client.get("/me/identity", headers=bearer).status_code == 401
    assert elsewhere.refuses_soon(stolen) and elsewhere.refuses_soon(own)
    assert elsewhere.takes(others) and elsewhere.takes(_opened(world, person.account_name))


def test_whoever_is_suspended_is_out(world: World, verifier: TokenVerifier) -> None:
    """Operations shut an account of staff: its tokens are refused too, though nobody told this process of it."""
    elsewhere = Elsewhere(verifier)
    token = _opened(world, str(EXAMINER["account_name"]))
    assert elsewhere.takes(token)
    name = str(EXAMINER["account_name"])
    # As `kaiye staff` does it: on the same tables, with a list of its own.
    outside = replace(world.resources, ended=EndedSessions(world.resources.database, world.clock))
    suspend_staff(outside, name, actor="operator:test", reason="调离")
    assert elsewhere.refuses_soon(token)
    restore_staff(outside, name, actor="operator:test", reason="调回")


def test_the_list_names_nobody_and_is_short(world: World) -> None:
    """Anybody may read it: digests of sessions that ended within the life of an access token."""
    person, account_id = world.registered()
    _opened(world, person.account_name)
    world.client.delete("/sessions", headers=world.bearer(person.account_name))
    told = world.client.get("/sessions/ended").json()
    assert told["ended"] and all(len(each) == len(digest("")) for each in told["ended"])
    assert account_id not in str(told)
    again = world.client.get("/sessions/ended", params={"known": "another"}).json()
    assert again["version"] == told["version"]


def test_nobody_is_let_in_on_a_guess() -> None:
    """As long as nothing was ever told, nobody knows who logged out."""
    with closing(Revocations("http://127.0.0.1:1/sessions/ended")) as ended, pytest.raises(Outage) as unheard:
        ended.includes("any")
    assert unheard.value.code == "access.keys_unavailable"
