"""Memory that is wanted in large pieces is kept while work goes on, and given back once it rests."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kernel.running import GIVES_BACK

KEEPS = {**GIVES_BACK, "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "134217728"}
"""For the environment of a process that works on pictures or passwords. Each step takes some megabytes and gives them
up: fetched from the system anew each time they cost a third of what looking at pictures does."""

_REST_SECONDS = 0.4


def give_back() -> None:
    """To the system, what is not in use now; only glibc is told, and other libraries of C keep little."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class KeptMemory:
    """Calls `give_back` when nobody used large pieces for `rest` seconds. Any number of threads."""

    def __init__(self, rest: float = _REST_SECONDS, give_back: Callable[[], None] = give_back) -> None:
        self._rest = rest
        self._give_back = give_back
        self._guard = threading.Lock()
        self._users = 0
        self._waited_for = False
        self._last = 0.0

    @contextmanager
    def used(self) -> Iterator[None]:
        """As long as the block goes on, and for the rest after it, memory is kept."""
        with self._guard:
            self._users += 1
        try:
            yield
        finally:
            with self._guard:
                self._users -= 1
                self._last = time.monotonic()
                begins, self._waited_for = not self._waited_for, True
            if begins:
                self._wait(self._rest)

    def _wait(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._rested)
        timer.daemon = True
        timer.start()

    def _rested(self) -> None:
        with self._guard:
            left = self._rest if self._users else self._last + self._rest - time.monotonic()
            self._waited_for = left > 0
        if left > 0:
            self._wait(left)
        else:
            self._give_back()


WHILE_WORKING = KeptMemory()
"""Of this process."""
