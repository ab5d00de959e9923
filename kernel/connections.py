"""HTTP connections that are kept open: for how long, by whoever asks and by whoever answers."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import lru_cache

import httpx

from kernel.counters import Work, count

IDLE_SECONDS = 2.0
"""How long we keep a connection to others that nobody uses. Common servers close theirs after five seconds or more,
and a question that meets the closing gets no answer though nobody is out of order."""

KEEP_ALIVE_SECONDS = 75
"""How long our servers keep one: longer than clients do, for the same reason."""


@lru_cache
def tls_context() -> ssl.SSLContext:
    """The one of this process, for every client: reading the list of authorities takes some 30 ms."""
    return httpx.create_ssl_context()


def http_client(
    timeout: float, *, url: str = "", headers: Mapping[str, str] | None = None, work: Work = Work.OUTSIDE_REQUEST
) -> httpx.Client:
    """A client for a system outside, which is given `timeout` seconds; safe to share between threads. Its requests are
    counted as `work`."""
    return httpx.Client(
        base_url=url,
        verify=tls_context(),
        timeout=httpx.Timeout(timeout, connect=min(2.0, timeout)),
        headers=headers,
        event_hooks={"request": [lambda _: count(work)]},
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=IDLE_SECONDS),
    )
