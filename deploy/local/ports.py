"""Chooses free loopback ports and keeps them from everybody else until their server is started."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping

LOOPBACK = "127.0.0.1"
_TRIES = 200


class NoFreePort(Exception):
    """Every port that was tried is taken."""


class HeldPorts:
    """Ports bound but not listened on. Linux lets a server with SO_REUSEADDR (all of ours) bind such a port, while
    nobody else is given it, neither by `bind(0)` nor for an outgoing connection."""

    def __init__(self, said: Callable[[str], None] = lambda _: None) -> None:
        self._said = said
        self._sockets: dict[int, socket.socket] = {}

    def hold(self, wanted: int, purpose: str) -> int:
        """Hold `wanted`, or the next free port after it (which is said); 0 means any free port."""
        for port in (0,) if wanted == 0 else range(wanted, min(wanted + _TRIES, 65536)):
            held = self._try(port)
            if held is not None:
                if wanted not in (0, held):
                    self._said(f"Port {wanted} is taken; {purpose} listens on {held}.")
                return held
        raise NoFreePort(f"No free port for {purpose} from {wanted} on; free one or choose another --port-base.")

    def hold_all(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """Hold a port for each purpose. A taken one yields to the next that is free and that nobody else wants."""
        held = {purpose: self._try(port) for purpose, port in wanted.items()}
        return {
            purpose: port if port is not None else self.hold(wanted[purpose], purpose) for purpose, port in held.items()
        }

    def release(self) -> None:
        for held in self._sockets.values():
            held.close()
        self._sockets.clear()

    def _try(self, port: int) -> int | None:
        if port in self._sockets or (port and is_listening(port)):
            return None
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            held.bind((LOOPBACK, port))
        except OSError:
            held.close()
            # A port whose last connections are still in TIME_WAIT refuses a plain bind, yet a server may have it.
            return port if port and _bindable_with_reuse(port) else None
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        number = int(held.getsockname()[1])
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


def _bindable_with_reuse(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return False
        return True
