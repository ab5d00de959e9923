"""Over HTTPS a cookie belongs to the host alone; one that another host of the domain set is nothing."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from kernel.keyring import KeyRing
from services.portal.api.ciphers import Cipher
from services.portal.api.cookies import Visits
from services.portal.api.visits import LANGUAGE_COOKIE, SCOPE

_CIPHER = Cipher(KeyRing.parse(f"k1:{base64.b64encode(bytes(32)).decode()}"))


def _answered(secure: bool, cookie: str) -> tuple[str, list[str]]:
    """The language that the page saw, and what cookies it sent back when it chose English."""
    seen: list[str] = []
    sent: list[str] = []

    async def app(scope: Any, _: Any, send: Any) -> None:
        seen.append(scope[SCOPE].language)
        scope[SCOPE].language = "en"
        scope[SCOPE].changed.add(LANGUAGE_COOKIE)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.extend(value.decode() for name, value in message["headers"] if name == b"set-cookie")

    async def receive() -> Any:
        raise AssertionError

    headers = [(b"cookie", cookie.encode())]
    scope = {"type": "http", "path": "/", "method": "GET", "headers": headers}
    asyncio.run(Visits(app, _CIPHER, secure)(scope, receive, send))
    return seen[0], sent


@pytest.mark.parametrize(
    ("secure", "cookie", "language"),
    [
        (True, "__Host-kaiye_language=en", "en"),
        (True, "kaiye_language=en", "zh"),
        (False, "kaiye_language=en", "en"),
    ],
)
def test_which_cookie_counts(secure: bool, cookie: str, language: str) -> None:
    """Where the address is HTTPS, only one with the prefix; a laptop has no HTTPS."""
    assert _answered(secure, cookie)[0] == language


def test_what_is_sent_has_the_prefix() -> None:
    """With all that a browser asks for such a name: Secure, the whole host, no domain."""
    (cookie,) = _answered(True, "")[1]
    assert cookie.startswith("__Host-kaiye_language=en; Path=/;") and cookie.endswith("; Secure")
    assert "Domain" not in cookie and _answered(False, "")[1][0].startswith("kaiye_language=en;")
