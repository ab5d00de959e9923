"""Knows whether a stack runs in a folder, where it listens, and how to stop it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

_LOCK = "run.lock"
_RUN = "run.json"


@dataclass(frozen=True)
class Run:
    """What `run.json` says while the stack is up. `children` maps a child to its process id."""

    pid: int
    started: str
    ports: Mapping[str, int]
    addresses: Mapping[str, str]
    children: Mapping[str, int]

    def save(self, home: Path) -> None:
        written = home / f"{_RUN}.new"
        written.write_text(json.dumps(asdict(self), indent=1))
        written.replace(home / _RUN)


class AlreadyRunning(Exception):
    """Another stack holds this folder; `run` says where, once it has got that far."""

    def __init__(self, home: Path, pid: int, run: Run | None) -> None:
        super().__init__(f"Kaiye already runs from {home} (process {pid}). Stop it with: kaiye down")
        self.pid = pid
        self.run = run


class Lock:
    """The one right to run a stack in `home`. The children inherit it, so that it is free only when the last process
    of the stack has ended, however it ended."""

    def __init__(self, home: Path, *, timeout: float = 20.0) -> None:
        """Raises AlreadyRunning. Children of a stack whose parent was killed are given `timeout` seconds to end."""
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home = home
        # Opened for appending, so that a second start does not empty what the first has written.
        self._file = (home / _LOCK).open("a+")
        deadline = time.monotonic() + timeout
        while not _take(self._file.fileno()):
            pid = _pid(home)
            if (pid is not None and _exists(pid)) or time.monotonic() > deadline:
                self._file.close()
                raise AlreadyRunning(home, pid or 0, read_run(home))
            time.sleep(0.1)
        # What a stack that was killed said of itself is not true any more.
        (home / _RUN).unlink(missing_ok=True)
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    @property
    def descriptor(self) -> int:
        return self._file.fileno()

    def release(self) -> None:
        (self._home / _RUN).unlink(missing_ok=True)
        self._file.truncate(0)
        self._file.close()


def read_run(home: Path) -> Run | None:
    """What the stack in `home` says of itself; None when none runs, or while it starts. The word of one that was
    killed does not count: somebody else may listen there now."""
    if not is_running(home):
        return None
    try:
        return Run(**json.loads((home / _RUN).read_text()))
    except FileNotFoundError:
        return None


def is_running(home: Path) -> bool:
    """Whether any process of a stack in `home` lives."""
    if not (home / _LOCK).exists():
        return False
    with (home / _LOCK).open("a+") as file:
        return not _take(file.fileno())


def stop(home: Path, *, timeout: float = 60.0) -> bool:
    """Ask the stack in `home` to stop and wait until its last process has ended.

    Returns False when none ran. Raises TimeoutError when it still runs after `timeout` seconds.
    """
    if not is_running(home):
        return False
    pid = _pid(home)
    if pid is not None and _exists(pid):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while is_running(home):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Kaiye (process {pid}) did not stop within {timeout:.0f} s.")
        time.sleep(0.1)
    return True


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pid(home: Path) -> int | None:
    text = (home / _LOCK).read_text().strip()
    return int(text) if text.isdigit() else None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
