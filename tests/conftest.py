"""Fixtures every test may ask for."""

from __future__ import annotations

import ssl
from functools import lru_cache

import pytest
import structlog

from tests.servers import nats, object_store, postgres, temporal

# Each client of each test would read the list of certificate authorities anew, 30 ms a time; no test alters it.
ssl.create_default_context = lru_cache(ssl.create_default_context)  # type: ignore[assignment]  # asked for by name

# Where a program did not set its log up, an exception is drawn with everything around it: seconds for each.
_RENDERER = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[structlog.processors.add_log_level, structlog.dev.set_exc_info, _RENDERER])

__all__ = ["nats", "object_store", "postgres", "temporal"]

_LONGEST = ("tests/workflows/test_releases.py", "tests/workflows/", "tests/integration/notice/", "tests/integration/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: whichever comes last, comes when the other worker has nothing left to do."""
    items.sort(key=lambda item: next((n for n, room in enumerate(_LONGEST) if item.nodeid.startswith(room)), 9))
