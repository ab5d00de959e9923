"""Operations can read payloads in the Web UI; nobody else can, and nothing can be encrypted."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from kernel.settings import SharedSettings
from kernel.temporal import data_converter
from kernel.tokens import TokenVerifier
from workflows.codec_server import codec_app

WEB_UI = "http://127.0.0.1:8233"
KEYS = "k1:" + base64.b64encode(b"c" * 32).decode()


def _settings() -> SharedSettings:
    return SharedSettings(codec_keys=KEYS, s3_access_key="a", s3_secret_key="s", exchange_keys=KEYS)


async def _encrypted(value: Any) -> dict[str, Any]:
    (payload,) = await data_converter(KEYS).encode([value])
    return {
        "metadata": {key: base64.b64encode(text).decode() for key, text in payload.metadata.items()},
        "data": base64.b64encode(payload.data).decode(),
    }


def _client(*, open_here: bool, address: str = "127.0.0.1", verifier: TokenVerifier | None = None) -> httpx.AsyncClient:
    app = codec_app(_settings(), web_ui=WEB_UI, open_here=open_here)
    if verifier:
        app.state.verifier = verifier
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://codec")


class _Issuer:
    """Signs tokens and checks them as the identity service's published keys would."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"use": "sig"})
        self.verifier = TokenVerifier("http://unused", "kaiye-identity")
        self.verifier._keys, self.verifier._fetched = KeySet([self._key]), float("inf")

    def token(self, role: str) -> str:
        claims = {"iss": "kaiye-identity", "aud": "kaiye", "sub": "x", "roles": [role], "exp": 4102444800}
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": self._key.kid}, claims, self._key)


@pytest.fixture
def issuer() -> _Issuer:
    return _Issuer()


async def test_decrypts_on_a_laptop() -> None:
    """Where the Web UI knows no log-in, a caller on the machine itself reads a payload."""
    async with _client(open_here=True) as client:
        answer = await client.post("/decode", json={"payloads": [await _encrypted({"stage": "DRAFT"})]})
    assert answer.status_code == 200
    data = base64.b64decode(answer.json()["payloads"][0]["data"])
    assert json.loads(data) == {"stage": "DRAFT"}


@pytest.mark.parametrize(("open_here", "address"), [(False, "127.0.0.1"), (True, "192.0.2.7")])
async def test_needs_a_token_elsewhere(open_here: bool, address: str) -> None:
    """Off a laptop, or from another machine, nobody reads without a token."""
    async with _client(open_here=open_here, address=address, verifier=_Issuer().verifier) as client:
        answer = await client.post("/decode", json={"payloads": [await _encrypted("x")]})
    assert answer.status_code == 401


async def test_only_operators_read(issuer: _Issuer) -> None:
    """An examiner's token does not open payloads, that of operations does."""
    body = {"payloads": [await _encrypted("x")]}
    async with _client(open_here=False, verifier=issuer.verifier) as client:
        examiner, operator = await asyncio.gather(
            *(
                client.post("/decode", json=body, headers={"Authorization": f"Bearer {issuer.token(role)}"})
                for role in ("examiner", "operator")
            )
        )
    assert (examiner.status_code, operator.status_code) == (403, 200)


async def test_only_the_web_ui_may_ask_from_a_browser() -> None:
    """A page of another origin gets no permission from the browser's pre-flight."""
    async with _client(open_here=True) as client:
        allowed, refused = [
            await client.options("/decode", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
            for origin in (WEB_UI, "http://evil.example")
        ]
    assert allowed.headers.get("access-control-allow-origin") == WEB_UI
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    "payload",
    [
        {"metadata": {"encoding": "YmluYXJ5L2VuY3J5cHRlZA==", "encryption-key-id": "b3RoZXI="}, "data": "AAAA"},
        {"metadata": {"encoding": "YmluYXJ5L2VuY3J5cHRlZA=="}, "data": "AAAA"},
        {"metadata": "nonsense", "data": 7},
    ],
)
async def test_unreadable_payloads_are_refused(payload: dict[str, Any]) -> None:
    """An unknown key, a missing one or nonsense is a refusal, not an error of ours."""
    async with _client(open_here=True) as client:
        answer = await client.post("/decode", json={"payloads": [payload]})
    assert answer.status_code == 422
    assert answer.json()["code"] == "codec.unreadable"


async def test_nothing_can_be_encrypted() -> None:
    """There is no way to make a payload through this server."""
    async with _client(open_here=True) as client:
        assert (await client.post("/encode", json={"payloads": []})).status_code == 404
