"""No two servers are given one port, whatever the ports went through before."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from deploy.local.ports import HeldPorts
from deploy.local.running import Lock, Run, read_run


def _left_in_time_wait() -> int:
    """A port on which nobody listens, but whose last connection was closed by the server's side."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = server.accept()
            accepted.close()
            client.recv(1)
    with socket.socket() as plain, pytest.raises(OSError, match="in use"):
        plain.bind(("127.0.0.1", port))
    return port


def test_a_port_in_time_wait_is_given_once() -> None:
    """Nine services that want the same port, which only a reusing server can have, get nine ports."""
    port = _left_in_time_wait()
    ports = HeldPorts()
    try:
        held = ports.hold_all({f"service-{number}": port for number in range(9)})
    finally:
        ports.give_back()
    assert held["service-0"] == port
    assert len(set(held.values())) == 9


def test_two_stacks_do_not_share_a_port_in_time_wait() -> None:
    """What one stack has claimed another one does not take, before and after the servers listen."""
    port = _left_in_time_wait()
    first, second = HeldPorts(), HeldPorts()
    try:
        assert first.hold(port, "portal") == port
        assert second.hold(port, "portal") > port
        second.give_back()
        first.release()
        assert second.hold(port, "portal") > port
    finally:
        first.give_back()
        second.give_back()
    third = HeldPorts()
    assert third.hold(port, "portal") == port
    third.give_back()


def test_any_port_is_one_that_nobody_claimed() -> None:
    """Port 0 stands for a port of one's own, every time."""
    ports = HeldPorts()
    try:
        assert len({ports.hold(0, "any") for _ in range(50)}) == 50
    finally:
        ports.give_back()


def test_a_killed_stack_says_nothing(tmp_path: Path) -> None:
    """Addresses that a stack left behind when it was killed are not those of a running one, nor of the next start."""
    Run(1, "2026-11-28T00:00:00+00:00", {"portal": 8100}, {"portal": "http://127.0.0.1:8100"}, {}).save(tmp_path)
    assert json.loads((tmp_path / "run.json").read_text())["ports"] == {"portal": 8100}
    assert read_run(tmp_path) is None
    lock = Lock(tmp_path)
    try:
        assert read_run(tmp_path) is None
    finally:
        lock.release()
