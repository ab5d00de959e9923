"""Chooses free loopback ports and keeps them from everybody else until their server is started."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

LOOPBACK = "127.0.0.1"
_TRIES = 200


class NoFreePort(Exception):
    """Every port that was tried is taken."""


class HeldPorts:
    """Ports that are ours alone: claimed among the stacks of this user, and bound without being listened on.

    Linux lets a server with SO_REUSEADDR (all of ours) bind a port that is only bound, while nobody else is given it,
    neither by `bind(0)` nor for an outgoing connection. Two stacks that both try a port whose last connections are
    still in TIME_WAIT would both get it that way; the claim, a locked file, tells them apart.
    """

    def __init__(self, said: Callable[[str], None] = lambda _: None) -> None:
        self._said = said
        self._sockets: dict[int, socket.socket] = {}
        self._claims: dict[int, int] = {}

    def hold(self, wanted: int, purpose: str) -> int:
        """Hold `wanted`, or the next free port after it (which is said); 0 means any free port."""
        for port in (0,) * _TRIES if wanted == 0 else range(wanted, min(wanted + _TRIES, 65536)):
            held = self._try(port)
            if held is not None:
                if wanted not in (0, held):
                    self._said(f"Port {wanted} is taken; {purpose} listens on {held}.")
                return held
        raise NoFreePort(f"No free port for {purpose} from {wanted} on; free one or choose another --port-base.")

    def hold_all(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """Hold a port for each purpose, no two the same. A taken one yields to the next that is free and that nobody
        else wants."""
        held = {purpose: self._try(port) for purpose, port in wanted.items()}
        return {
            purpose: port if port is not None else self.hold(wanted[purpose], purpose) for purpose, port in held.items()
        }

    def release(self) -> None:
        """The servers listen: the ports need not be bound any more. They stay claimed."""
        for held in self._sockets.values():
            held.close()
        self._sockets.clear()

    def give_back(self) -> None:
        """The servers have ended: the ports are anybody's."""
        self.release()
        for claim in self._claims.values():
            os.close(claim)
        self._claims.clear()

    def _try(self, port: int) -> int | None:
        if port in self._claims or (port and is_listening(port)):
            return None
        held = _bound(port)
        if held is None:
            return None
        number = int(held.getsockname()[1])
        claim = _claim(number)
        if claim is None:
            held.close()
            return None
        self._claims[number] = claim
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "linux":
            self._sockets[number] = held
        else:
            held.close()
        return number


def is_listening(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _bound(port: int) -> socket.socket | None:
    """Bound to the port, plainly where possible: a port in TIME_WAIT refuses that, yet a server may have it."""
    for reuse in (False, True):
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if reuse:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((LOOPBACK, port))
        except OSError:
            held.close()
        else:
            if not reuse or _can_listen(port):
                return held
            held.close()
    return None


def _can_listen(port: int) -> bool:
    """Whether a server would get the port beside a socket that is only bound."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            probe.listen(1)
            return True
    return False


def _claim(port: int) -> int | None:
    """An open, locked file that is this process's claim to the port; None when another one has it. The claim ends
    with the process, however it ends."""
    folder = Path(tempfile.gettempdir()) / f"kaiye-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    claim = os.open(folder / str(port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        return None
    return claim
