"""Runs a process on a fast event loop, and ends it when it is asked to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import uvloop


def run_to_end(main: Coroutine[Any, Any, None]) -> NoReturn:
    """Run `main` and end the process; raises what it raises."""
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
