"""Fixtures every test may ask for."""

from __future__ import annotations

import ssl
from functools import lru_cache

from tests.servers import nats, object_store, postgres, temporal

# Each client of each test would read the list of certificate authorities anew, 30 ms a time; no test alters it.
ssl.create_default_context = lru_cache(ssl.create_default_context)  # type: ignore[assignment]  # asked for by name

__all__ = ["nats", "object_store", "postgres", "temporal"]
