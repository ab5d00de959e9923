"""Runs a process on a fast event loop, and ends it when it is asked to."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import uvloop

GIVES_BACK = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "1048576"}
"""For the environment of a process that works with large files now and then: glibc keeps memory for each thread that
ever allocated, of which two such arenas are enough, and keeps more of it the larger a block ever was."""

_LOOKED_THROUGH_AFTER = 10_000, 20, 50
"""New objects before the youngest are looked through, and how often before the older ones are."""


def run_to_end(main: Coroutine[Any, Any, None]) -> NoReturn:
    """Run `main` and end the process; raises what it raises. What was imported stays, and is not looked through for
    what could be given back: that was a tenth of a registration's processor time."""
    gc.freeze()
    gc.set_threshold(*_LOOKED_THROUGH_AFTER)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
    sys.stdout.flush()
    os._exit(0)  # the Temporal client may abort the interpreter at exit


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set; call inside the running loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
