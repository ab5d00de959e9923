"""Fixtures every test may ask for."""

from __future__ import annotations

from tests.servers import nats, object_store, postgres, temporal

__all__ = ["nats", "object_store", "postgres", "temporal"]
