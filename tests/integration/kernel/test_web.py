"""What every API does with requests that are too large, malformed, or break something."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import Body, Depends
from pydantic import BaseModel, Field

from kernel.errors import Defect, Outage, Refusal
from kernel.logging import configure
from kernel.tokens import TokenVerifier
from kernel.web.access import PUBLIC
from kernel.web.application import make_app


class Form(BaseModel):
    name: str = Field(max_length=5)


def _down() -> None:
    raise Outage("database.unavailable")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = make_app("test", "test", TokenVerifier("http://unused", "x"), {"database": _down}, max_body_bytes=100)

    @app.post("/forms", dependencies=[Depends(PUBLIC)])
    def forms(form: Form) -> str:
        return form.name

    @app.post("/files", dependencies=[Depends(PUBLIC)])
    def files(content: Annotated[bytes, Body(media_type="application/octet-stream")]) -> int:
        return len(content)

    @app.get("/trouble/{kind}", dependencies=[Depends(PUBLIC)])
    def trouble(kind: str) -> None:
        raise {
            "refusal": Refusal("test.no", "不行", "No", pointer="/name", article="第一条"),
            "outage": Outage("test.silent", retry_after=7),
            "defect": Defect("test.broken", "secret 140102198801011232"),
            "bug": ZeroDivisionError("140102198801011232"),
        }[kind]

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("path", ["/forms", "/files"])
async def test_too_large_is_413(client: httpx.AsyncClient, path: str) -> None:
    """A body over the limit is refused as such, whoever reads it."""
    answer = await client.post(path, content=b'"' + b"x" * 200 + b'"', headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


async def test_malformed_names_the_field(client: httpx.AsyncClient) -> None:
    """A value that breaks a rule is named by its JSON pointer and not repeated."""
    answer = await client.post("/forms", json={"name": "140102198801011232"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == "/name"
    assert "140102198801011232" not in answer.text


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("refusal", 422, "test.no"),
        ("outage", 503, "test.silent"),
        ("defect", 500, "test.broken"),
        ("bug", 500, "defect"),
    ],
)
async def test_trouble_is_told_apart(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str], kind: str, status: int, code: str
) -> None:
    """Refusal, outage and defect each have their status; neither answer nor log repeats what broke it."""
    configure("json")
    answer = await client.get(f"/trouble/{kind}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "140102198801011232" not in answer.text + capsys.readouterr().out
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    if kind == "outage":
        assert answer.headers["retry-after"] == "7"


async def test_readiness_names_what_is_missing(client: httpx.AsyncClient) -> None:
    """Health says the process runs; readiness says which dependency does not answer."""
    assert (await client.get("/health")).status_code == 200
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()["missing"]) == (503, {"database": "database.unavailable"})


async def test_request_id_is_kept_or_made(client: httpx.AsyncClient) -> None:
    """A sensible request id is kept; a hostile one is replaced."""
    kept = await client.get("/health", headers={"X-Request-ID": "abcdefgh-1234"})
    made = await client.get("/health", headers={"X-Request-ID": "a b\x7f"})
    assert kept.headers["x-request-id"] == "abcdefgh-1234"
    assert made.headers["x-request-id"] != "a b\x7f"


async def test_safe_headers_everywhere(client: httpx.AsyncClient) -> None:
    """Even a 404 carries the security headers."""
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert all(f"{each} 'none'" in policy for each in ("default-src", "object-src", "base-uri", "frame-ancestors"))
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    assert (await client.request("TRACE", "/health")).status_code == 405
