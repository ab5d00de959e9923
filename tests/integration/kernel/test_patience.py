"""Who sends half of a request, or a body drop by drop, holds nothing for long; who asks is not what anybody says."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, Request

from kernel.rates import address
from kernel.service import serve
from kernel.web import patience
from kernel.web.application import make_app
from tests.fixtures.services.tokens import OwnKeys, new_key

HALF = 100


def _app() -> FastAPI:
    app = make_app("trying", "Trying", OwnKeys(new_key()), {})
    app.get("/who")(address_of)
    app.post("/body")(length_of)
    return app


async def address_of(request: Request) -> str:
    return address(request)


async def length_of(request: Request) -> int:
    return len(await request.body())


@asynccontextmanager
async def serving(trusted: str = "") -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(_app(), f"127.0.0.1:{port}", stop, trusted))
        async with asyncio.timeout(10):
            while True:
                try:
                    (await asyncio.open_connection("127.0.0.1", port))[1].close()
                    break
                except ConnectionRefusedError:
                    await asyncio.sleep(0.02)
        yield port
        stop.set()


async def test_half_sent_requests_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred of them, and connections that say nothing, are closed; meanwhile and afterwards others are answered,
    also on a connection whose first request took its time after the headers."""
    monkeypatch.setattr(patience, "HEADER_SECONDS", 0.3)
    async with serving() as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(HALF)]
        for number, (_, writer) in enumerate(held):
            writer.write(b"GET /who HTTP/1.1\r\nHost: x\r\n" if number % 2 else b"")
        assert (await client.get("/who")).json() == "127.0.0.1"
        async with asyncio.timeout(5):
            assert [await reader.read() for reader, _ in held] == [b""] * HALF
        assert (await client.get("/who")).status_code == 200
        for _, writer in held:
            writer.close()


async def test_bodies_that_do_not_come_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was announced and does not follow is answered with 408; a body in pieces is read whole."""
    monkeypatch.setattr(patience, "BODY_SECONDS", 0.3)
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc")
        await asyncio.sleep(0.1)
        writer.write(b"def")
        assert (await reader.readuntil(b"\r\n\r\n6")).startswith(b"HTTP/1.1 200")
        writer.write(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc")
        async with asyncio.timeout(5):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()


@pytest.mark.parametrize(
    ("trusted", "seen"), [("", "127.0.0.1"), ("10.0.0.0/8", "127.0.0.1"), ("127.0.0.1", "9.9.9.9")]
)
async def test_only_a_trusted_proxy_says_who_asks(trusted: str, seen: str) -> None:
    """So that nobody gives themselves a new address for each try. The server does not say what it is made with, and
    browsers are told to come by https only."""
    async with serving(trusted) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await client.get("/who", headers={"X-Forwarded-For": "9.9.9.9"})
    assert answer.json() == seen
    assert "server" not in answer.headers
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
