"""The sandbox as a process of its own, which tests may kill and start again, and NATS beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.local.children import Child, Command
from deploy.local.nats_accounts import AGENCIES, LOG, NOTICE
from deploy.local.nats_server import NatsServer
from deploy.local.ports import HeldPorts

PROJECT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox and the addresses of its parts."""

    child: Child
    home: Path
    population: str
    sms: str
    trust: str
    agencies: str
    premises: str

    def start(self) -> None:
        self.child.start()
        self.child.wait_ready(self._probe, 60)

    def restart(self) -> None:
        """Crash it (SIGKILL) and start it again."""
        self.child.kill()
        self.start()

    def _probe(self) -> None:
        for url in (self.population, self.sms, self.trust, self.agencies, self.premises):
            httpx.get(f"{url}/health", timeout=2).raise_for_status()

    @contextmanager
    def misbehaving(self, url: str, **behaviour: object) -> Iterator[None]:
        httpx.put(f"{url}/sandbox/behaviour", json=behaviour).raise_for_status()
        try:
            yield
        finally:
            httpx.put(f"{url}/sandbox/behaviour", json={}).raise_for_status()


@contextmanager
def running_sandbox(home: Path, environment: dict[str, str]) -> Iterator[Sandbox]:
    ports = HeldPorts()
    names = ("POPULATION_REGISTRY_URL", "SMS_GATEWAY_URL", "CA_URL", "AGENCIES_URL", "PREMISES_REGISTRY_URL")
    urls = [f"http://127.0.0.1:{ports.hold(0, 'sandbox')}" for _ in names]
    environment = {
        **{f"KAIYE_{name}": url for name, url in zip(names, urls, strict=True)},
        "KAIYE_SANDBOX_HOME": str(home),
        **environment,
    }
    command = Command((sys.executable, "-m", "sandbox.main"), environment, directory=PROJECT)
    sandbox = Sandbox(Child("sandbox", command, home / "log"), home, *urls)
    try:
        sandbox.start()
        yield sandbox
    finally:
        sandbox.child.stop()
        ports.release()


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Population registry, SMS gateway and trust services; the agencies are closed."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), {}) as running:
        yield running


@dataclass(frozen=True)
class Market:
    """A sandbox with open agencies, and the NATS server they use."""

    sandbox: Sandbox
    server: NatsServer
    nats: Child


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """A NATS server of its own: the agencies here would take events away from tests on the shared one."""
    home = tmp_path_factory.mktemp("market")
    ports = HeldPorts()
    passwords = {user: f"test-{user}" for user in (NOTICE, LOG, *AGENCIES)}
    server = NatsServer(home / "nats", ports.hold(0, "nats"), passwords)
    child = Child("nats", server.prepare(), home / "nats.log")
    environment = {
        "KAIYE_NATS_URL": server.url,
        **{f"KAIYE_NATS_{agency.upper()}_PASSWORD": passwords[agency] for agency in AGENCIES},
    }
    try:
        child.start()
        child.wait_ready(server.probe, 60)
        with running_sandbox(home / "sandbox", environment) as running:
            yield Market(running, server, child)
    finally:
        child.stop()
        ports.release()
