"""Which sessions ended before their access tokens did, for whoever checks tokens."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import threading
import time
from dataclasses import dataclass

from kernel.clock import Clock
from kernel.counters import idling
from kernel.database import Database
from kernel.revocations import digest
from services.identity.domain.periods import ACCESS_TOKEN_LIFE
from services.identity.store import sessions

_LOOK_SECONDS = 1.0
"""A session that ended in another process of this service is seen after so long; one of our own at once."""


@dataclass(frozen=True)
class Ended:
    """`version` is another one whenever the list is."""

    version: str
    sessions: frozenset[str]


class EndedSessions:
    """Safe to share between threads; the database is asked at most once a second, and when `look` is called."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._looked = 0.0
        self._stopping = False
        self._ended = Ended("", frozenset())
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def now(self) -> Ended:
        """As of the last second."""
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            self.look()
        return self._ended

    def look(self) -> None:
        """Something may have changed: see, and tell whoever waits."""
        with self._lock, idling(), self._database.reading() as session:
            since = self._clock.now() - ACCESS_TOKEN_LIFE
            ended = frozenset(map(digest, sessions.ended_since(session, since)))
            version = hashlib.sha256("".join(sorted(ended)).encode()).hexdigest()[:16]
            changed, self._ended = version != self._ended.version, Ended(version, ended)
            self._looked = time.monotonic()
        if changed:
            self._wake()

    async def let_go(self, stop: asyncio.Event) -> None:
        """When the process is to stop nobody is kept waiting."""
        await stop.wait()
        self._stopping = True
        self._wake()

    def _wake(self) -> None:
        for loop, event in list(self._waiting):
            loop.call_soon_threadsafe(event.set)

    def includes(self, session_id: str) -> bool:
        return digest(session_id) in self.now().sessions

    async def after(self, version: str, seconds: float) -> Ended:
        """As soon as it is another one than `version`, or after so many seconds as it is."""
        until = time.monotonic() + seconds
        mine = asyncio.get_running_loop(), asyncio.Event()
        self._waiting.add(mine)
        try:
            while True:
                mine[1].clear()
                ended = await asyncio.to_thread(self.now)
                left = until - time.monotonic()
                if ended.version != version or left <= 0 or self._stopping:
                    return ended
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(mine[1].wait(), min(left, _LOOK_SECONDS))
        finally:
            self._waiting.discard(mine)
