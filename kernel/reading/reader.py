"""Reads pictures in a process of its own, which is there only while there is something to read."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from kernel.counters import Work, count
from kernel.errors import Outage
from kernel.reading.pages import Page, Task, page_of, task_as_bytes
from kernel.running import GIVES_BACK

PROJECT_ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "kernel.reading")

UNTRIED = frozenset({"reading.busy", "reading.closed"})
"""Outages that say nothing of the picture: nobody looked at it."""

_KEPT_VARIABLES = ("PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
_MOST_PIXELS = 120_000_000
"""More than phones take; a few bytes can claim to be far more."""

_KEEPS = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "134217728"}
"""Each step of a network takes some megabytes and gives them back: fetched from the system anew each time they were a
tenth of what reading costs. What was kept goes back when no picture came for a while (`lector`)."""
_FRUGAL = {"OMP_NUM_THREADS": "1", "OPENCV_IO_MAX_IMAGE_PIXELS": str(_MOST_PIXELS), **GIVES_BACK, **_KEEPS}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds a picture may take, the start of the process included; seconds it stays without work; and how many
    callers may wait for it."""

    reading: float = 20.0
    idle: float = 60.0
    callers: int = 32


class Reader:
    """One reading process for any number of threads, one picture at a time.

    It starts with the first picture, ends when none came for a while, is killed when one takes too long, and starts
    anew with the next: whatever a picture does to it harms that picture alone. It has none of our secrets.
    """

    def __init__(self, patience: Patience | None = None, command: Sequence[str] = COMMAND) -> None:
        self._patience = patience or Patience()
        self._command = tuple(command)
        self._places = threading.BoundedSemaphore(self._patience.callers)
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._running: tuple[subprocess.Popen[bytes], Connection] | None = None
        self._idle: threading.Timer | None = None
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """Of the process, while there is one."""
        with self._guard:
            return self._running[0].pid if self._running else None

    def read(self, task: Task) -> Page | None:
        """What the picture shows; None for what cannot be opened at all.

        Raises `Outage`: `reading.busy` when too many wait, `reading.too_slow`, `reading.process_died`,
        `reading.closed`.
        """
        if not self._places.acquire(blocking=False):
            raise Outage("reading.busy")
        try:
            with self._turn:
                count(Work.PICTURE_READ)
                return self._answer(task)
        finally:
            self._places.release()

    def close(self) -> None:
        """Ends the process; whoever reads then is answered with `Outage`. Safe to call again."""
        self._closed = True
        self._stop()

    def _answer(self, task: Task) -> Page | None:
        # A process that was killed while idle may show it only when it is spoken to: then a fresh one is asked.
        rested = self.process_id is not None
        pipe = self._pipe()
        try:
            page = self._asked(pipe, task)
        except Outage:
            self._stop()
            raise
        except (EOFError, OSError, ValueError):
            self._stop()
            if rested and not self._closed:
                return self._answer(task)
            raise Outage("reading.closed" if self._closed else "reading.process_died") from None
        self._rest()
        return page

    def _asked(self, pipe: Connection, task: Task) -> Page | None:
        pipe.send_bytes(task_as_bytes(task))
        if not pipe.poll(self._patience.reading):
            raise Outage("reading.too_slow")
        answer = pipe.recv_bytes()
        return None if answer == b"null" else page_of(answer)

    def _pipe(self) -> Connection:
        """To the process, a new one where there is none or it died while idle."""
        with self._guard:
            if self._idle is not None:
                self._idle.cancel()
            died = self._running is not None and self._running[0].poll() is not None
        if died:
            self._stop()
        with self._guard:
            if self._closed:
                raise Outage("reading.closed")
            if self._running is None:
                self._running = self._started()
            return self._running[1]

    def _started(self) -> tuple[subprocess.Popen[bytes], Connection]:
        ours, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                [*self._command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=PROJECT_ROOT,
                env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ} | _FRUGAL,
                stdin=subprocess.DEVNULL,
            )
        return process, ours

    def _rest(self) -> None:
        with self._guard:
            self._idle = threading.Timer(self._patience.idle, self._end_if_idle)
            self._idle.daemon = True
            self._idle.start()

    def _end_if_idle(self) -> None:
        if self._turn.acquire(blocking=False):
            try:
                self._stop()
            finally:
                self._turn.release()

    def _stop(self) -> None:
        with self._guard:
            running, self._running = self._running, None
            if self._idle is not None:
                self._idle.cancel()
        if running is not None:
            process, pipe = running
            process.kill()
            process.wait()
            pipe.close()
