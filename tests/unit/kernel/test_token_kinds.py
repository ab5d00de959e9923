"""A token is believed for what it was made for, by whom it was made for, and for nothing else."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from kernel.errors import Outage, Refusal
from kernel.tokens import Role, TokenVerifier
from tests.fixtures.services.tokens import ISSUER, OwnKeys, new_key

KEY = new_key()
SIGNS = {"application_no": "1", "window": 1, "party": "family-1"}
ACCOUNT: dict[str, Any] = {"aud": "kaiye", "roles": ["examiner"]}
FOLLOWER: dict[str, Any] = {"aud": "progress", "roles": [], "application": "1"}
SIGNER: dict[str, Any] = {"aud": "signing", "roles": [], "signs": SIGNS}


def token(kind: str | None, claims: dict[str, Any]) -> str:
    made = {"iss": ISSUER, "sub": "x", "exp": 4102444800, **claims}
    return jwt.encode({"alg": "ES256"} | ({"typ": kind} if kind else {}), made, KEY, algorithms=["ES256"])


def test_each_for_its_own() -> None:
    """An account has its roles, a follower its application, a signer what they sign."""
    verify = OwnKeys(KEY).verify
    assert verify(token("at+jwt", ACCOUNT)).roles == {Role.EXAMINER}
    assert verify(token("ticket+jwt", FOLLOWER)).application == "1"
    signs = verify(token("ticket+jwt", SIGNER)).signs
    assert signs is not None and signs.audience == "signing"


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        (None, ACCOUNT),
        ("JWT", ACCOUNT),
        ("ticket+jwt", ACCOUNT),
        ("at+jwt", {"roles": ["examiner"]}),
        ("at+jwt", ACCOUNT | {"aud": "another system"}),
        ("at+jwt", ACCOUNT | {"aud": ["kaiye", "another system"]}),
        ("at+jwt", ACCOUNT | {"application": "1"}),
        ("at+jwt", FOLLOWER),
        ("at+jwt", SIGNER),
        ("ticket+jwt", FOLLOWER | {"roles": ["examiner"]}),
        ("ticket+jwt", FOLLOWER | {"aud": "signing"}),
        ("ticket+jwt", FOLLOWER | {"signs": SIGNS}),
        ("ticket+jwt", SIGNER | {"aud": "progress"}),
        ("ticket+jwt", {"aud": "progress", "roles": []}),
    ],
)
def test_none_for_another(kind: str | None, claims: dict[str, Any]) -> None:
    """Signed with the right key, and still refused."""
    with pytest.raises(Refusal, match="token_invalid"):
        OwnKeys(KEY).verify(token(kind, claims))


async def test_keys_are_waited_for_beside_the_loop() -> None:
    """While one request waits for the issuer's keys, the event loop goes on serving others."""
    others_served = threading.Event()

    class Silent(TokenVerifier):
        def _key_set(self) -> KeySet:
            assert others_served.wait(10)
            raise Outage("access.keys_unavailable")

    asking = asyncio.create_task(Silent("", "issuer").verify_at_once("token"))
    await asyncio.sleep(0)
    others_served.set()
    with pytest.raises(Outage):
        await asking
