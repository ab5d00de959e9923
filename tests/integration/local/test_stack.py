"""The stack starts, says where it is, heals, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local.children import NotReady
from deploy.local.layout import DEFAULT_PORTS
from deploy.local.running import AlreadyRunning, Lock, is_running, read_run
from deploy.local.running import stop as stop_running
from deploy.local.stack import Stack, servers_of

ANY_PORTS = dict.fromkeys(DEFAULT_PORTS, 0)
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def kept_home() -> Iterator[Path]:
    """One data folder for the whole module, so that the second start is a restart with data."""
    home = Path(tempfile.mkdtemp(prefix="kaiye-stack-"))
    yield home
    stop_running(home)
    shutil.rmtree(home)


def _stack(home: Path, said: list[str] | None = None) -> Stack:
    said = [] if said is None else said
    return Stack(home, ports=ANY_PORTS, with_applications=False, said=said.append)


def _processes(home: Path) -> list[psutil.Process]:
    """Everything whose command line or working directory lies in `home`, this process excepted."""
    found = []
    for process in psutil.process_iter():
        try:
            places = [*process.cmdline(), process.cwd()]
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if process.pid != os.getpid() and any(str(home) in place for place in places):
            found.append(process)
    return found


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def _kaiye(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """`kaiye` as a process of its own, on free ports."""
    variables = {f"KAIYE_PORT_{name.upper().replace('-', '_')}": "0" for name in DEFAULT_PORTS}
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", *arguments, "--home", str(home)],
        cwd=ROOT,
        env={**os.environ, **variables, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _is_up(home: Path) -> bool:
    return read_run(home) is not None


async def test_start_and_stop_leave_no_process(kept_home: Path) -> None:
    """While up, four servers answer; afterwards no process, no lock and no run file is left."""
    async with _stack(kept_home) as stack:
        run = read_run(kept_home)
        assert run is not None
        assert set(run.children) == {"postgres", "nats", "object-store", "temporal"}
        assert all(psutil.pid_exists(pid) for pid in run.children.values())
        assert stack.addresses["temporal"] == f"127.0.0.1:{run.ports['temporal']}"
    assert _processes(kept_home) == []
    assert not is_running(kept_home)
    assert read_run(kept_home) is None


async def test_every_listener_is_on_loopback(kept_home: Path) -> None:
    """No server of the stack listens on another address than 127.0.0.1."""
    async with _stack(kept_home) as stack:
        listening = [
            (connection.laddr.ip, child.name)
            for child in stack.children.values()
            for connection in psutil.Process(child.pid).net_connections()
            if connection.status == psutil.CONN_LISTEN
        ]
    assert len(listening) >= 10
    assert {ip for ip, _ in listening} == {"127.0.0.1"}


async def test_secrets_are_the_owners_and_stay(kept_home: Path) -> None:
    """`secrets.json` has mode 0600 and a second start uses the same secrets."""
    async with _stack(kept_home) as stack:
        first = stack.environment.everything()
    async with _stack(kept_home) as stack:
        second = stack.environment.everything()
    assert stat.S_IMODE((kept_home / "secrets.json").stat().st_mode) == 0o600
    assert first["KAIYE_CODEC_KEYS"] == second["KAIYE_CODEC_KEYS"]
    assert first["KAIYE_ARCHIVE_S3_SECRET_KEY"] == second["KAIYE_ARCHIVE_S3_SECRET_KEY"]


async def test_second_start_is_recognised(kept_home: Path) -> None:
    """A second stack in the same folder is refused and told where the first one is."""
    async with _stack(kept_home) as stack:
        with pytest.raises(AlreadyRunning) as refused:
            await _stack(kept_home).__aenter__()
        assert refused.value.pid == os.getpid()
        assert refused.value.run is not None
        assert refused.value.run.addresses == stack.addresses
        assert all(child.alive for child in stack.children.values())


async def test_killed_child_is_named_and_restarted(kept_home: Path) -> None:
    """A server that is killed is started again with its data, and the person is told."""
    said: list[str] = []
    async with _stack(kept_home, said) as stack:
        nats = stack.children["nats"]
        killed = nats.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        while "nats is ready again." not in said:
            await asyncio.sleep(0.05)
        assert "nats ended with code -9; starting it again in 0.5 s." in said
        run = read_run(kept_home)
        assert run is not None
        assert run.children["nats"] == nats.pid != killed


async def test_taken_port_yields_to_the_next_one(kept_home: Path) -> None:
    """When somebody listens on the wanted port, the next free one is taken and said."""
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports = {**ANY_PORTS, "nats": taken}
        async with Stack(kept_home, ports=ports, with_applications=False, said=said.append) as stack:
            chosen = int(stack.addresses["nats"].rpartition(":")[2])
    assert chosen > taken
    assert f"Port {taken} is taken; nats listens on {chosen}." in said


async def test_ports_stay_from_start_to_start(kept_home: Path) -> None:
    """A second start in the same folder listens where the first one did: certificates name those addresses."""
    async with _stack(kept_home) as stack:
        before = dict(stack.addresses)
    async with _stack(kept_home) as stack:
        assert dict(stack.addresses) == before


async def test_lost_secrets_are_explained_and_nothing_stays(kept_home: Path) -> None:
    """With another superuser password than the data's, the start fails by name and stops the other servers."""
    secrets = kept_home / "secrets.json"
    kept = secrets.read_text()
    secrets.write_text(json.dumps({**json.loads(kept), "database-superuser": "another"}))
    try:
        with pytest.raises(NotReady, match=r"postgres: .*secrets\.json"):
            await _stack(kept_home).__aenter__()
    finally:
        secrets.write_text(kept)
    assert _processes(kept_home) == []


def test_up_and_down(kept_home: Path) -> None:
    """`kaiye up` prints addresses; `kaiye down` from elsewhere stops it and both end with 0."""
    up = _kaiye(kept_home, "up", "--servers-only")
    try:
        _until(lambda: _is_up(kept_home), 40)
        down = _kaiye(kept_home, "down")
        said_down, _ = down.communicate(timeout=40)
        said_up, _ = up.communicate(timeout=20)
    finally:
        up.kill()
        up.wait()
    assert (up.returncode, down.returncode) == (0, 0)
    assert "Stopped." in said_down
    assert "Temporal Web UI" in said_up
    assert "Everything has stopped." in said_up
    assert _processes(kept_home) == []


def test_interrupted_start_leaves_nothing(kept_home: Path) -> None:
    """Ctrl-C before the servers are ready stops those that were started."""
    up = _kaiye(kept_home, "up", "--servers-only")
    try:
        _until(lambda: any(process.name() == "weed" for process in _processes(kept_home)))
        up.send_signal(signal.SIGINT)
        up.communicate(timeout=30)
    finally:
        up.kill()
        up.wait()
    assert up.returncode == 130
    assert _processes(kept_home) == []


def test_killed_parent_leaves_no_orphan(kept_home: Path) -> None:
    """After kill -9 of `kaiye up` its children end by themselves, and the next start is not refused."""
    up = _kaiye(kept_home, "up", "--servers-only")
    _until(lambda: _is_up(kept_home), 40)
    assert len(_processes(kept_home)) > 4
    up.kill()
    up.communicate()
    lock = Lock(kept_home)
    assert _processes(kept_home) == []
    lock.release()


async def test_servers_answer_to_the_computed_environment(kept_home: Path) -> None:
    """The variables a service gets open its database, with its own schema first."""
    import psycopg

    async with _stack(kept_home) as stack:
        run = read_run(kept_home)
        assert run is not None
        for server in servers_of(kept_home, run.ports):
            await asyncio.to_thread(server.probe)
        url = stack.environment.of("naming")["KAIYE_NAMING_DATABASE_URL"]
        assert "KAIYE_FILING_DATABASE_URL" not in stack.environment.of("naming")
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT current_schema()").fetchone() == ("naming",)
