"""Which sessions ended while tokens of theirs could still be read: told by the identity service as it happens.

One request of a process hangs there until something changed, so that looking at a token costs no request. While the
identity service is silent what was told last holds, and tokens end by themselves after fifteen minutes.
"""

from __future__ import annotations

import hashlib
import threading
from functools import cache

import httpx
import structlog

from kernel.connections import tls_context
from kernel.errors import Outage

log = structlog.get_logger()

WAIT_SECONDS = 20.0
"""How long the identity service lets a request hang while nothing changes."""

_FIRST_SECONDS = 5.0
_PAUSE_SECONDS = 1.0


def digest(session_id: str) -> str:
    """What a session is called in the list, which anybody may read."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:32]


class Revocations:
    """Safe to share between threads; begins to listen when it is asked first, and then waits for the first answer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ended: frozenset[str] = frozenset()
        self._told = threading.Event()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def includes(self, session_id: str) -> bool:
        """Raises Outage `access.keys_unavailable` as long as nothing was ever told."""
        if not self._told.is_set():
            self._listen()
            if not self._told.wait(_FIRST_SECONDS):
                raise Outage("access.keys_unavailable")
        return digest(session_id) in self._ended

    def close(self) -> None:
        """Asks no more; what was told last holds. A request that hangs ends as the identity service answers it."""
        self._closed.set()

    def _listen(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._hear, name="revocations", daemon=True)
                self._thread.start()

    def _hear(self) -> None:
        """Until it is closed: in a service, for as long as the process lives."""
        version, silent = "", False
        with httpx.Client(verify=tls_context(), timeout=httpx.Timeout(5, read=WAIT_SECONDS + 10)) as client:
            while not self._closed.is_set():
                try:
                    answer = client.get(self._url, params={"known": version}).raise_for_status().json()
                    version, self._ended = str(answer["version"]), frozenset(answer["ended"])
                    self._told.set()
                    silent = False
                except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                    if not silent:
                        log.warning("revocations_not_heard", error_code=type(error).__name__)
                    silent = True
                    self._closed.wait(_PAUSE_SECONDS)


@cache
def revocations_of(jwks_url: str) -> Revocations:
    """One for a process: beside the keys that it checks tokens with."""
    return Revocations(str(httpx.URL(jwks_url).join("/sessions/ended")))
