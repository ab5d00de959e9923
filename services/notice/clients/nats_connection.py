"""One NATS connection on an event loop and a thread of its own, for callers on any thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from typing import TypeVar

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError

from kernel.errors import Outage
from kernel.inner_tls import InnerTls, nats_options

log = structlog.get_logger()

Answer = TypeVar("Answer")

_CONNECT_SECONDS = 2
_RECONNECT_SECONDS = 1


def unavailable() -> Outage:
    return Outage(
        "notice.nats_unavailable",
        "信息共享通道暂时不可用，系统会自动重试",
        "The channel to the agencies gives no answer; it will be tried again",
    )


class NatsConnection:
    """Connects when first used, and again for as long as it takes whenever the server was away.

    `meetings` counts how often the server was met: after another meeting it may be one that lost everything.
    """

    def __init__(self, url: str, user: str, password: str, tls: InnerTls | None = None) -> None:
        self._more = nats_options(tls)
        self._url = url
        self._user = user
        self._password = password
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: Client | None = None
        self._connecting: asyncio.Task[None] | None = None
        self.meetings = 0

    def call(self, act: Callable[[Client], Awaitable[Answer]], seconds: float) -> Answer:
        """Carry out `act` on the connection. Raises Outage `notice.nats_unavailable` when there is no connection,
        an error or no answer within `seconds`; `act` may have had its effect even so."""
        future = asyncio.run_coroutine_threadsafe(self._carry_out(act, seconds), self._running_loop())
        try:
            return future.result(seconds + 1)
        except (NatsError, OSError, TimeoutError, CancelledError) as error:
            future.cancel()
            raise unavailable() from error

    def close(self) -> None:
        """Leave the server and end the thread; a later call would begin anew."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._leave(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="nats", daemon=True)
                self._thread.start()
            return self._loop

    async def _carry_out(self, act: Callable[[Client], Awaitable[Answer]], seconds: float) -> Answer:
        async with asyncio.timeout(seconds):
            return await act(await self._connected())

    async def _connected(self) -> Client:
        client, connecting = self._client, self._connecting
        if client is None or connecting is None or (connecting.done() and (connecting.exception() or client.is_closed)):
            client = self._client = Client()
            connecting = self._connecting = asyncio.create_task(self._connect(client))
        await asyncio.shield(connecting)
        # While reconnecting, the client would keep messages to itself and send them at some later time.
        while not client.is_connected:
            await asyncio.sleep(0.05)
        return client

    async def _connect(self, client: Client) -> None:
        """Until the server is there."""
        await client.connect(
            self._url,
            user=self._user,
            password=self._password,
            name="kaiye-notice",
            connect_timeout=_CONNECT_SECONDS,
            reconnect_time_wait=_RECONNECT_SECONDS,
            max_reconnect_attempts=-1,
            error_cb=self._note,
            reconnected_cb=self._met_again,
            closed_cb=self._closed,
            **self._more,
        )
        self.meetings += 1

    async def _note(self, error: Exception) -> None:
        """The only place where a refused permission shows; to the caller it is silence."""
        log.info("nats_connection_troubled", error_code=type(error).__name__)

    async def _met_again(self) -> None:
        self.meetings += 1
        log.info("nats_reconnected")

    async def _closed(self) -> None:
        log.info("nats_connection_closed")

    async def _leave(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
        self._client = self._connecting = None
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
