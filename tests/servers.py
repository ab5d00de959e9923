"""Real servers for tests: each starts when a test first asks for it and is gone, with its files, at the end."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine
from temporalio.client import Client
from temporalio.service import GrpcCompression

from deploy.local.children import Child
from deploy.local.generated_secrets import SecretFile
from deploy.local.nats_accounts import AGENCIES, LOG, NOTICE, inbox_prefix
from deploy.local.nats_server import NatsServer
from deploy.local.object_store import (
    ARCHIVE_BUCKET,
    EXCHANGE_BUCKET,
    AccessKey,
    InnerPorts,
    ObjectStoreServer,
)
from deploy.local.ports import HeldPorts
from deploy.local.postgres import Postgres, create_database, create_service, owner_of
from deploy.local.server import Server
from deploy.local.temporal_server import NAMESPACE, TemporalServer
from kernel.database import Database, migrate

_READY_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A started server. A test that interrupts it must leave it running: `with server.down(): ...`."""

    child: Child
    server: Server

    def kill(self) -> None:
        """Crash it (SIGKILL)."""
        self.child.kill()

    def start(self) -> None:
        """Start it again on the same port with the same files, and wait until it answers."""
        self.child.start()
        self.child.wait_ready(self.server.probe, _READY_SECONDS)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Killed while inside, ready again afterwards."""
        self.kill()
        try:
            yield
        finally:
            self.start()


def owned(url: str) -> str:
    """The same database for the owner of the schema: who can do there what no service can."""
    name = url.rpartition("/")[2]
    return url.replace(f"//{name}:", f"//{owner_of(name)}:")


@contextmanager
def as_owner(database: Database) -> Iterator[Connection]:
    """A transaction of the schema's owner, for what only time, chance or an intruder with that role brings about."""
    url = owned(database.engine.url.render_as_string(hide_password=False))
    with create_engine(url, poolclass=NullPool).begin() as connection:
        yield connection


@dataclass(frozen=True)
class RunningPostgres(Running):
    server: Postgres
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def database(self, service: str) -> str:
        """The URL of a fresh database with the empty schema `service`, for the fresh role that is to run on it."""
        number = next(self._numbers)
        name = f"{service}_{number}"
        create_database(self.server, name)
        create_service(self.server, name, service, name, ("test", "test"))
        return self.server.url(name, name, "test")

    def migrate(self, service: str, url: str, revision: str = "head") -> None:
        """As the owner of the schema."""
        migrate(service, owned(url), url, revision)


@dataclass(frozen=True)
class RunningObjectStore(Running):
    server: ObjectStoreServer
    exchange_bucket: str = EXCHANGE_BUCKET
    archive_bucket: str = ARCHIVE_BUCKET

    @property
    def endpoint(self) -> str:
        return self.server.endpoint

    @property
    def settings(self) -> Mapping[str, Any]:
        """Fields of `ExchangeSettings` and of the archive's settings."""
        return {
            "s3_endpoint": self.endpoint,
            "s3_access_key": self.server.writers[""].access_key,
            "s3_secret_key": self.server.writers[""].secret_key,
            "exchange_bucket": self.exchange_bucket,
        }


@dataclass(frozen=True)
class RunningNats(Running):
    server: NatsServer

    @property
    def url(self) -> str:
        return self.server.url

    def options(self, user: str) -> dict[str, str]:
        """Keyword arguments for `nats.connect` as `notice`, `publicity` or `tax`."""
        options = {"servers": self.url, "user": user, "password": self.server.passwords[user]}
        return options if user == NOTICE else options | {"inbox_prefix": inbox_prefix(user)}


@dataclass(frozen=True)
class RunningTemporal(Running):
    """Workflows started through `temporalio.testing.TimeSkipper(await temporal.connect()).client` have a clock of
    their own, which `TimeSkipper.fast_forward(handle, duration)` moves."""

    server: TemporalServer
    namespace: str = NAMESPACE

    @property
    def address(self) -> str:
        return self.server.address

    async def connect(self, **options: Any) -> Client:
        """A client bound to the running event loop; `options` go to `Client.connect`."""
        arguments: dict[str, Any] = {"namespace": self.namespace, "grpc_compression": GrpcCompression.NONE, **options}
        return await Client.connect(self.address, **arguments)


@contextmanager
def _started(server: Server, home: Path, ports: HeldPorts) -> Iterator[Child]:
    try:
        child = Child(server.name, server.prepare(), home / "log")
        child.start()
        try:
            child.wait_ready(server.probe, _READY_SECONDS)
            ports.release()
            server.furnish()
            yield child
        finally:
            child.stop()
    finally:
        ports.give_back()


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    # Not pytest's own: its parents are closed to the system user PostgreSQL runs as when the tests run as root.
    home = Path(tempfile.mkdtemp(prefix=f"kaiye-{name}-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[RunningPostgres]:
    """PostgreSQL; `postgres.database("naming")` gives a URL."""
    with _folder("postgres") as home:
        ports = HeldPorts()
        server = Postgres(home, ports.hold(0, "postgres"), "test", database="kaiye", durable=False)
        with _started(server, home, ports) as child:
            yield RunningPostgres(child, server)


@pytest.fixture(scope="session")
def object_store() -> Iterator[RunningObjectStore]:
    """SeaweedFS with the exchange and archive buckets."""
    with _folder("s3") as home:
        ports = HeldPorts()
        secrets = SecretFile(home / "secrets.json")
        server = ObjectStoreServer(
            home,
            ports.hold(0, "s3"),
            InnerPorts(*(ports.hold(0, "object store") for _ in range(7))),
            AccessKey("keeper", secrets.password("keeper")),
            {
                name: AccessKey(f"writer{name}", secrets.password(f"writer-{name}"))
                for name in ("", "filing", "approval")
            },
            secrets.password("signing"),
        )
        with _started(server, home, ports) as child:
            yield RunningObjectStore(child, server)


@pytest.fixture(scope="session")
def nats() -> Iterator[RunningNats]:
    """NATS JetStream with the users `notice`, `publicity` and `tax`."""
    with _folder("nats") as home:
        ports = HeldPorts()
        server = NatsServer(home, ports.hold(0, "nats"), {user: f"test-{user}" for user in (NOTICE, LOG, *AGENCIES)})
        with _started(server, home, ports) as child:
            yield RunningNats(child, server)


@pytest.fixture(scope="session")
def temporal() -> Iterator[RunningTemporal]:
    """Temporal with the production search attributes and time skipping."""
    with _folder("temporal") as home:
        ports = HeldPorts()
        address, pages, metrics = (ports.hold(0, purpose) for purpose in ("temporal", "its pages", "its figures"))
        server = TemporalServer(home, address, pages, metrics, time_skipping=True)
        with _started(server, home, ports) as child:
            yield RunningTemporal(child, server)
