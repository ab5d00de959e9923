"""Child processes that never outlive their parent and say in a log file what they did."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Command:
    """How a child is run and ended.

    `stop_signal` asks it to end; after `grace` seconds its whole process group is killed. `death_signal` is what the
    kernel sends when the parent dies without stopping it (Linux).
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0


class NotReady(Exception):
    """A child ended, or did not become ready in time; the message names it and quotes the end of its log."""


class Unusable(Exception):
    """Raised by a probe when waiting will not help; the message says what to do."""


class Child:
    """One process in its own process group. Start it from a thread that lives as long as the child should: the
    kernel's parent-death signal is tied to the *thread* that forked."""

    def __init__(self, name: str, command: Command, log: Path, *, inherit: tuple[int, ...] = ()) -> None:
        """`inherit` are file descriptors it keeps open, such as a lock that must last as long as it lives."""
        self.name = name
        self.command = command
        self.log = log
        self._inherit = inherit
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """None while it runs or was never started."""
        return self._process.poll() if self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        if self.alive:
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs only
                self.command.argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.command.environment},
                cwd=self.command.directory,
                process_group=0,
                pass_fds=self._inherit,
                user=self.command.user,
                group=self.command.user,
                extra_groups=() if self.command.user else None,
                # Runs after the change of user, which would have cleared the parent-death signal.
                preexec_fn=_tether(os.getpid(), self.command.death_signal),  # noqa: PLW1509 - two system calls
            )

    def stop(self) -> None:
        """Ask it to end, wait `grace` seconds, then kill its group. Harmless when it has ended."""
        self.ask_to_stop()
        self.await_stop()

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.command.stop_signal)

    def await_stop(self) -> None:
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self.command.grace)
        self._kill_group()

    def kill(self) -> None:
        """End it the hard way (SIGKILL), as a crash would."""
        if self._process is not None:
            self._kill_group()

    def wait_ready(self, probe: Callable[[], None], timeout: float) -> None:
        """Call `probe` until it does not raise. Raises NotReady if the child ends or `timeout` seconds pass."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                probe()
                return
            except Unusable as error:
                raise NotReady(f"{self.name}: {error}") from error
            except Exception as error:  # each probe fails in its own way; they all mean: not yet
                if not self.alive:
                    raise NotReady(f"{self.name} ended with code {self.exit_code}.\n{self.log_end()}") from error
                if time.monotonic() > deadline:
                    said = f"{type(error).__name__}: {error}"
                    raise NotReady(
                        f"{self.name} was not ready after {timeout:.0f} s ({said}).\n{self.log_end()}"
                    ) from error
            time.sleep(_POLL_SECONDS)

    def log_end(self, lines: int = 15) -> str:
        """The last lines of its log, for a message to whoever started it."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def _kill_group(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _tether(parent: int, death_signal: signal.Signals) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    libc = _LIBC

    def tether() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # the parent died between fork and prctl
            os.kill(os.getpid(), signal.SIGKILL)

    return tether
