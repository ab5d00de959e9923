"""A service as one value, and how to run one or several of them until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import gc
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from starlette.types import Lifespan

from kernel import logging as logs
from kernel.authors import NOBODY, Authors
from kernel.clock import Clock, SystemClock
from kernel.connections import KEEP_ALIVE_SECONDS
from kernel.database import Database, migrate
from kernel.exchange import Exchange
from kernel.inner_tls import database_url
from kernel.invariants import keep_examining
from kernel.objects import ObjectStore
from kernel.orders import WantsOrders
from kernel.running import run_to_end, stop_on_signals
from kernel.settings import DatabaseSettings, SchemaSettings, ServiceSettings
from kernel.temporal import activities_of, activity_worker, connect
from kernel.tokens import TokenVerifier
from kernel.web.application import Check, make_app, operations_app
from kernel.web.patience import PatientProtocol
from kernel.web.routes import take_in

log = structlog.get_logger()


Background = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Service:
    """What `main.build()` of a service wires together. Running the same code alone or beside others makes no
    difference to it.

    `background` are coroutines that run until the given event is set (consumers, republishing).
    """

    name: str
    settings: ServiceSettings
    app: FastAPI
    task_queue: str | None = None
    activities: Sequence[Callable[..., Any]] = ()
    authors: Authors = NOBODY
    background: Sequence[Background] = ()
    close: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True)
class Foundation:
    """What every service stands on; connected to nobody yet. `store` is the exchange's own, and so is whom it writes
    as."""

    database: Database
    exchange: Exchange
    store: ObjectStore
    clock: Clock
    authors: Authors


class Standing(Protocol):
    """What every service's resources have."""

    @property
    def database(self) -> Database: ...

    @property
    def exchange(self) -> Exchange: ...


AService = TypeVar("AService", bound=DatabaseSettings)
Resources = TypeVar("Resources", bound=Standing)


@dataclass(frozen=True)
class Wiring(Generic[AService, Resources]):
    """How a service is put together from what is its own.

    `open` makes its resources on a foundation; `router` its routes, `activities` the object whose activities its
    worker offers. `checks` are asked by `/ready` beside database and exchange; `background` as in `Service`. Without
    `verifier` tokens are checked against the identity service's keys.
    """

    name: str
    settings: type[AService]
    open: Callable[[AService, Foundation], Resources]
    router: Callable[[Resources], APIRouter]
    activities: Callable[[Resources], object]
    task_queue: str
    max_body_bytes: int = 12_000_000
    checks: Callable[[Resources], Mapping[str, Check]] = field(default=lambda _: {})
    background: Callable[[AService, Resources], Sequence[Background]] = field(default=lambda *_: ())
    verifier: Callable[[Resources], TokenVerifier] | None = None
    lifespan: Callable[[AService, Resources], Lifespan[FastAPI]] | None = None

    def open_resources(self, settings: AService | None = None, clock: Clock | None = None) -> Resources:
        """Everything operations need; reads the environment unless settings are given."""
        settings = settings or self.settings()
        store = ObjectStore(settings)
        authors = Authors.of(self.name, settings)
        foundation = Foundation(
            Database(database_url(settings.tls, settings.database_url.get_secret_value())),
            Exchange(settings, store, authors),
            store,
            clock or SystemClock(),
            authors,
        )
        return self.open(settings, foundation)

    def wire(self, settings: AService, resources: Resources, verifier: TokenVerifier | None = None) -> Service:
        """The service over resources that are open already; closes them at its end."""
        own = self.verifier(resources) if self.verifier else TokenVerifier(settings.jwks_url, settings.token_issuer)
        app = make_app(
            self.name,
            f"Kaiye: {self.name}",
            verifier or own,
            {"database": resources.database.check, "exchange": resources.exchange.check, **self.checks(resources)},
            max_body_bytes=self.max_body_bytes,
            lifespan=self.lifespan(settings, resources) if self.lifespan else None,
        )
        take_in(app.router, self.router(resources))
        return Service(
            name=self.name,
            settings=settings,
            app=app,
            task_queue=self.task_queue,
            activities=activities_of(self.activities(resources)),
            authors=Authors.of(self.name, settings),
            background=(
                *self.background(settings, resources),
                partial(keep_examining, resources.database, self.name, settings.invariants_seconds),
            ),
            close=lambda: close_resources(resources),
        )

    def build(self, settings: AService | None = None) -> Service:
        """The service as one value; reads the environment unless settings are given."""
        settings = settings or self.settings()
        return self.wire(settings, self.open_resources(settings))


def close_resources(resources: object) -> None:
    """Close whatever the fields of a dataclass hold that can be closed, what was opened last first."""
    assert dataclasses.is_dataclass(resources)
    for each in reversed(dataclasses.fields(resources)):
        held = getattr(resources, each.name)
        if isinstance(held, Executor):
            held.shutdown()
        elif isinstance(held, _Closes):
            held.close()


@runtime_checkable
class _Closes(Protocol):
    def close(self) -> None: ...


class _Server(uvicorn.Server):
    """Runs until `stop`. Wakes up each second for the `Date` of its answers; the framework's own ten times, and a stack
    has fifteen of them."""

    def __init__(self, config: uvicorn.Config, stop: asyncio.Event) -> None:
        super().__init__(config)
        self._stop = stop

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The process decides about signals, since it may run several servers."""
        yield

    async def main_loop(self) -> None:
        while not self._stop.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._stop.wait()


async def run_services(
    services: Sequence[Service],
    *,
    stop: asyncio.Event,
    api: bool = True,
    worker: bool = True,
) -> None:
    """Serve APIs and work on task queues until `stop`; the first one that fails stops the others and is raised.

    Without `api` only health, readiness and metrics are served.
    """
    gc.freeze()  # modules and wiring live as long as the process: the collector need not go through them again
    async with asyncio.TaskGroup() as group:
        client = None
        for service in services:
            app = service.app if api else operations_app(service.app)
            group.create_task(serve(app, service.settings.listen, stop, service.settings.trusted_proxies))
            if worker and service.task_queue:
                client = client or await connect(service.settings)
                group.create_task(_work(service, client, stop))
            for background in service.background if worker else ():
                group.create_task(background(stop))
    for service in services:
        service.close()


async def serve(app: FastAPI, listen: str, stop: asyncio.Event, trusted_proxies: str = "") -> None:
    """Serve `app` on `listen` (host:port) until `stop`; raises RuntimeError if the server ends by itself. Who asks is
    believed to be whom `X-Forwarded-For` names only of `trusted_proxies` (addresses and networks, comma separated)."""
    host, _, port = listen.rpartition(":")
    server = _Server(
        uvicorn.Config(
            app,
            host=host,
            port=int(port),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            http=PatientProtocol,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=trusted_proxies,
        ),
        stop,
    )
    await server.serve()
    if not stop.is_set():
        raise RuntimeError(f"the server on {listen} ended by itself")


async def _work(service: Service, client: Any, stop: asyncio.Event) -> None:
    assert service.task_queue
    async with activity_worker(client, service.task_queue, service.activities, orders=WantsOrders(service.authors)):
        log.info("worker_started", service=service.name, queue=service.task_queue)
        await stop.wait()


def run(build: Callable[[], Service]) -> None:
    """`python -m services.<name>.main [api|worker|migrate]`; API and worker without an argument."""
    part = sys.argv[1] if len(sys.argv) > 1 else "all"
    if part not in {"api", "worker", "migrate", "all"}:
        sys.exit("usage: [api|worker|migrate]")
    service = build()
    logs.configure(service.settings.log_format)
    if part == "migrate":
        _migrate(service)
        return

    async def main() -> None:
        await run_services([service], stop=stop_on_signals(), api=part != "worker", worker=part != "api")

    run_to_end(main())


def _migrate(service: Service) -> None:
    if isinstance(service.settings, SchemaSettings):
        owner = service.settings.owner_database_url
        if owner is None:
            sys.exit(f"KAIYE_{service.name.upper()}_OWNER_DATABASE_URL is missing: its owner migrates a schema")
        owned = database_url(service.settings.tls, owner.get_secret_value())
        migrate(service.name, owned, service.settings.database_url.get_secret_value())
    log.info("schema_is_current", service=service.name)
