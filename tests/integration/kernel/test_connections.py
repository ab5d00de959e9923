"""A connection that was left idle never costs an answer."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from kernel import connections
from kernel.service import serve

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_CLIENTS_KEEP_SECONDS = 5.0  # httpx, and many others


@pytest.fixture
def forgetful() -> Iterator[str]:
    """A server that answers one question on each connection and closes it when it sees the second: what a client
    meets that asks at the moment an idle connection is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer_once, args=[connection], daemon=True).start()

        def answer_once(connection: socket.socket) -> None:
            with connection:
                connection.recv(65_536)
                connection.sendall(_ANSWER)
                connection.recv(65_536)

        accepting = threading.Thread(target=answer, daemon=True)
        accepting.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    accepting.join()


def test_others_may_close_idle_connections(forgetful: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a pause a question goes out on a new connection, so that it cannot meet the closing of the old one."""
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.01)
    with connections.http_client(5, url=forgetful) as client:
        for _ in range(3):
            assert client.get("/").text == "ok"
            time.sleep(0.05)


async def test_ours_stay_open_for_longer_than_clients_keep_theirs() -> None:
    """A client that asks again on a connection it kept as long as it may is answered on it."""
    app = FastAPI(openapi_url=None)
    app.get("/")(lambda: "ok")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(app, f"127.0.0.1:{port}", stop))
        reader, writer = await _connected(port)
        for pause in (_CLIENTS_KEEP_SECONDS + 1, 0.0):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b'"ok"')).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(pause)
        writer.close()
        stop.set()


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(10):
        while True:
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)
