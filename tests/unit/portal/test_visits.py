"""The session cookie, the token of forms, and ways back."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import cast

import pytest

from kernel.clock import FixedClock
from kernel.keyring import KeyRing
from services.portal.api.ciphers import Cipher
from services.portal.api.pages_public import own_path
from services.portal.api.visits import Visit
from services.portal.clients.services import ServiceClient
from services.portal.domain.tokens import Tokens
from services.portal.operations.resources import Resources
from services.portal.operations.sessions import Refreshing


def _ring(name: str, byte: bytes) -> KeyRing:
    return KeyRing.parse(f"{name}:{base64.b64encode(byte * 32).decode()}")


def test_a_sealed_cookie_opens_only_for_its_purpose() -> None:
    """A session's cookie put into the place of the signer's is nothing."""
    cipher = Cipher(_ring("k1", b"a"))
    closed = cipher.close({"bearer": "b"}, "kaiye_signer")
    assert cipher.open(closed, "kaiye_signer") == {"bearer": "b"}
    assert cipher.open(closed, "kaiye_session") is None


@pytest.mark.parametrize("given", ["", "k1.", "k1.AAAA", "nobody.AAAA", "é.é", "k1." + "A" * 200])
def test_what_we_did_not_seal_is_nothing(given: str) -> None:
    """Never an error: the visitor is just not logged in."""
    assert Cipher(_ring("k1", b"a")).open(given, "kaiye_session") is None


def test_logging_in_changes_the_token_of_forms() -> None:
    """A token that was shown before the login is worth nothing after it (session fixation)."""
    visit = Visit("/login")
    before = visit.csrf
    visit.begin(Tokens("a", "r", 0.0))
    assert not visit.carries_token(before)
    assert visit.carries_token(visit.csrf)


def test_without_a_session_no_token_is_right() -> None:
    """The empty one neither."""
    assert not Visit("/").carries_token("")


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "/a?b=//c"]
)
def test_ways_back_stay_on_the_site(back: str) -> None:
    """Anything but a plain path of ours leads to the front page."""
    assert own_path(back) == "/"


def test_tabs_that_refresh_at_once_use_the_token_once() -> None:
    """The second gets the first one's answer, since a refresh token used twice ends the session."""

    class Identity:
        asked = 0

        def post(self, path: str, token: str | None, body: object) -> dict[str, object]:
            self.asked += 1
            return {"access_token": f"header.e30.a{self.asked}", "refresh_token": "r2", "expires_in": 900}

    identity = Identity()
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    resources = Resources(*([cast(ServiceClient, identity)] * 10), clock=clock)
    refreshing = Refreshing()
    old = Tokens("a0", "r1", 0.0)
    assert refreshing.refresh(resources, old) == refreshing.refresh(resources, old)
    assert identity.asked == 1
