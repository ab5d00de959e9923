"""Runs the PDF library's coroutines on an event loop that each thread keeps: making one took a millisecond."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Loop:
    """Closed with the thread whose it is."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()

    def __del__(self) -> None:
        self.runner.close()


class _OfThread(threading.local):
    loop: _Loop | None = None


_OWN = _OfThread()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` gives, or raises. On any thread that has no event loop running."""
    if _OWN.loop is None:
        _OWN.loop = _Loop()
    return _OWN.loop.runner.run(work)
