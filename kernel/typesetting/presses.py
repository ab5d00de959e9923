"""Typesetting processes, and this side of the pipe to each."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from kernel.errors import Outage
from kernel.typesetting.compositor import Failure, Job
from kernel.typesetting.fonts import font_paths

PROJECT_ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0


class Presses:
    """A pool of typesetting processes for any number of threads."""

    def __init__(self, processes: int) -> None:
        self._closed = threading.Event()
        self._all: list[_Press] = []
        self._free: queue.LifoQueue[_Press] = queue.LifoQueue()
        self.grow(processes)

    def grow(self, processes: int) -> None:
        """Have at least so many."""
        for _ in range(processes - len(self._all)):
            press = _Press()
            self._all.append(press)
            self._free.put(press)

    def set(self, job: Job) -> bytes | Failure:
        """What a process answers; raises `Outage` when none does in time."""
        try:
            press = self._free.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise Outage("typesetting.busy") from None
        try:
            # A process that was killed while idle shows only when it is spoken to: the second one is fresh.
            for _ in range(2):
                if self._closed.is_set():
                    break
                try:
                    return press.set(job)
                except (EOFError, OSError):
                    press.stop()
            raise Outage("typesetting.process_died")
        finally:
            self._free.put(press)
            if self._closed.is_set():
                press.stop()

    def close(self) -> None:
        self._closed.set()
        for press in self._all:
            press.stop()


class Shared:
    """The one pool of this process, while anybody uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: Presses | None = None
        self._users = 0

    def join(self, processes: int) -> Presses:
        """The pool, with at least so many processes, until as many `leave`."""
        with self._lock:
            self._pool = self._pool or Presses(processes)
            self._pool.grow(processes)
            self._users += 1
            return self._pool

    def leave(self) -> None:
        """The last one to leave ends the processes."""
        with self._lock:
            self._users -= 1
            if self._pool is not None and self._users == 0:
                self._pool.close()
                self._pool = None


SHARED = Shared()

_Running = tuple[subprocess.Popen[bytes], Connection, tempfile.TemporaryDirectory[str]]


class _Press:
    """This side of one compositor process. Used by one thread at a time; `stop` may come from any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def set(self, job: Job) -> bytes | Failure:
        process, pipe, _ = self._start()
        pipe.send(job)
        if not pipe.poll(PATIENCE_SECONDS):
            process.kill()
            raise Outage("typesetting.too_slow")
        answer: bytes | Failure = pipe.recv()
        return answer

    def stop(self) -> None:
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            process, pipe, folder = running
            process.kill()
            process.wait()
            pipe.close()
            folder.cleanup()

    def _start(self) -> _Running:
        with self._lock:
            if self._running is None:
                ours, theirs = Pipe()
                folder = tempfile.TemporaryDirectory(prefix="kaiye-typesetting-")
                with theirs:
                    process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                        [
                            sys.executable,
                            "-m",
                            "kernel.typesetting",
                            str(theirs.fileno()),
                            str(PROJECT_ROOT),
                            folder.name,
                            os.pathsep.join(map(str, font_paths())),
                        ],
                        pass_fds=[theirs.fileno()],
                        cwd=PROJECT_ROOT,
                        stdin=subprocess.DEVNULL,
                    )
                self._running = (process, ours, folder)
            return self._running
