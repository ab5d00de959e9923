"""A service as one value, and how to run one or several of them until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from kernel import logging as logs
from kernel.connections import KEEP_ALIVE_SECONDS
from kernel.database import migrate
from kernel.settings import SharedSettings
from kernel.stopping import stop_on_signals
from kernel.temporal import activity_worker, connect
from kernel.web.application import operations_app

log = structlog.get_logger()


@dataclass(frozen=True)
class Service:
    """What `main.build()` of a service wires together. Running the same code alone or beside others makes no
    difference to it.

    `background` are coroutines that run until the given event is set (consumers, republishing).
    """

    name: str
    listen: str
    settings: SharedSettings
    app: FastAPI
    task_queue: str | None = None
    activities: Sequence[Callable[..., Any]] = ()
    background: Sequence[Callable[[asyncio.Event], Coroutine[Any, Any, None]]] = ()
    close: Callable[[], None] = field(default=lambda: None)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The process decides about signals, since it may run several servers."""
        yield


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
            group.create_task(serve(app, service.listen, stop))
            if worker and service.task_queue:
                client = client or await connect(service.settings)
                group.create_task(_work(service, client, stop))
            for background in service.background if worker else ():
                group.create_task(background(stop))
    for service in services:
        service.close()


async def serve(app: FastAPI, listen: str, stop: asyncio.Event) -> None:
    """Serve `app` on `listen` (host:port) until `stop`; raises RuntimeError if the server ends by itself."""
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
        )
    )
    running = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    server.should_exit = True
    await running
    if not stop.is_set():
        raise RuntimeError(f"the server on {listen} ended by itself")


async def _work(service: Service, client: Any, stop: asyncio.Event) -> None:
    assert service.task_queue
    async with activity_worker(client, service.task_queue, service.activities):
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

    asyncio.run(main())
    sys.stdout.flush()
    os._exit(0)  # the Temporal client may abort the interpreter at exit


def _migrate(service: Service) -> None:
    url: SecretStr | None = getattr(service.settings, "database_url", None)
    if url is not None:
        migrate(service.name, url.get_secret_value())
    log.info("schema_is_current", service=service.name)
