"""The whole of Kaiye on one machine: starts it, watches over it, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.accounts import Account, staff_accounts
from deploy.local.applications import applications, present_parts
from deploy.local.children import Child, Command, NotReady
from deploy.local.environment import DATABASE, WRITERS, Environment, compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.kept_files import keep
from deploy.local.layout import DEFAULT_PORTS, SERVICES, addresses, default_home, wanted_ports
from deploy.local.nats_server import NatsServer
from deploy.local.object_store import AccessKey, InnerPorts, ObjectStoreServer
from deploy.local.ports import HeldPorts
from deploy.local.postgres import Postgres, owner_of
from deploy.local.running import Lock, Run
from deploy.local.server import Server
from deploy.local.temporal_server import TemporalServer

_READY_SECONDS = 90.0
_WATCH_SECONDS = 0.2
_STUCK_SECONDS = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY_SECONDS = 0.5, 30.0, 60.0
_KEPT_LOG_BYTES = 20_000_000
_PORTS = "ports.json"
_SERVERS_READY = "servers.ready"


class Stack:
    """`async with Stack(home=...) as stack:` gives `stack.addresses` and `stack.environment` when all is ready.

    Use it from the main thread: the children end with the thread that started them. `said` gets one line for
    everything a person should know. Entering raises AlreadyRunning, NoFreePort, MissingProgram or NotReady, and has
    then stopped what it had started.
    """

    addresses: Mapping[str, str]
    environment: Environment
    accounts: list[Account]

    def __init__(
        self,
        home: Path | None = None,
        *,
        split: bool = False,
        port_base: int | None = None,
        ports: Mapping[str, int] | None = None,
        with_applications: bool = True,
        said: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`ports` replaces wanted ports by name (0 means any free one); `with_applications=False` runs the four
        servers only."""
        self.home = (home or default_home(os.environ)).resolve()
        self._split = split
        self._wanted = {**wanted_ports(os.environ, port_base), **(ports or {})}
        self._with_applications = with_applications
        self._said = said
        self._children: dict[str, Child] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self._held = HeldPorts(said)
        self._lock: Lock | None = None
        self._started = datetime.now(UTC).isoformat(timespec="seconds")

    @property
    def ports(self) -> Mapping[str, int]:
        """Where everything listens, once it is started."""
        return self._ports

    @property
    def children(self) -> Mapping[str, Child]:
        return self._children

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException as error:  # also when interrupted: nothing that was started stays behind
            await self.stop()
            if isinstance(error, BaseExceptionGroup):
                raise _first(error) from error
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End the applications, then the servers; harmless when nothing runs."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._watchers.clear()
        servers = {"postgres", "nats", "object-store", "temporal"}
        for round_of in (self._children.keys() - servers, self._children.keys() & servers):
            ending = [self._children[name] for name in round_of]
            for child in ending:
                child.ask_to_stop()
            await asyncio.gather(*(asyncio.to_thread(child.await_stop) for child in ending))
        self._children.clear()
        self._held.give_back()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    async def _start(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = await asyncio.to_thread(Lock, self.home)
        self._ports = self._held.hold_all(_as_before(self.home, self._wanted))
        keep(self.home / _PORTS, json.dumps(self._ports, indent=1))
        self.addresses = addresses(self._ports, present_parts() if self._with_applications else ())
        secrets = SecretFile(self.home / "secrets.json")
        self.environment = compute(secrets, self._ports, self.home)
        self.accounts = staff_accounts(secrets)
        servers_ready = self.home / _SERVERS_READY
        servers_ready.unlink(missing_ok=True)
        # The two offices make themselves ready beside the servers; a dozen processes would take their processors away.
        beside = self._with_applications and not self._split
        starting = self._start_applications(servers_ready) if beside else []
        async with asyncio.TaskGroup() as group:
            for server in servers_of(self.home, self._ports, web_passed_on=self._with_applications):
                group.create_task(self._start_server(server))
        self._said("The servers are ready.")
        servers_ready.touch()
        if self._with_applications:
            await self._await_applications(starting or self._start_applications(servers_ready))
        self._held.release()
        self._save_run()

    async def _start_server(self, server: Server) -> None:
        command = await asyncio.to_thread(server.prepare)
        child = self._new_child(server.name, command)
        child.start()
        await asyncio.to_thread(child.wait_ready, server.probe, _READY_SECONDS)
        await asyncio.to_thread(server.furnish)
        self._watch(child, server.probe)
        if isinstance(server, NatsServer):
            self._watchers.append(asyncio.create_task(self._free(child, server)))

    def _start_applications(self, servers_ready: Path) -> list[tuple[Child, Callable[[], None]]]:
        starting = []
        for application in applications(self.environment, self.addresses, self.home, servers_ready, split=self._split):
            child = self._new_child(application.name, application.command)
            child.start()
            starting.append((child, application.probe))
        return starting

    async def _await_applications(self, starting: list[tuple[Child, Callable[[], None]]]) -> None:
        async with asyncio.TaskGroup() as group:
            for child, probe in starting:
                group.create_task(asyncio.to_thread(child.wait_ready, probe, _READY_SECONDS))
        for child, probe in starting:
            self._watch(child, probe)
        self._said("The applications are ready." if starting else "No application is installed; only the servers run.")

    def _new_child(self, name: str, command: Command) -> Child:
        assert self._lock is not None
        log = self.home / "logs" / f"{name}.log"
        _turn_over(log)
        child = Child(name, command, log, inherit=(self._lock.descriptor,))
        self._children[name] = child
        return child

    def _watch(self, child: Child, probe: Callable[[], None]) -> None:
        self._watchers.append(asyncio.create_task(self._keep_alive(child, probe)))

    async def _keep_alive(self, child: Child, probe: Callable[[], None]) -> None:
        """Start a child again when it dies, after a pause that doubles until it has run steadily for a while."""
        pause, since = _FIRST_PAUSE, time.monotonic()
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if child.alive:
                continue
            if time.monotonic() - since > _STEADY_SECONDS:
                pause = _FIRST_PAUSE
            self._said(f"{child.name} ended with code {child.exit_code}; starting it again in {pause:g} s.")
            await asyncio.sleep(pause)
            pause, since = min(pause * 2, _LONGEST_PAUSE), time.monotonic()
            child.start()
            self._save_run()
            try:
                await asyncio.to_thread(child.wait_ready, probe, _READY_SECONDS)
                self._said(f"{child.name} is ready again.")
            except NotReady as trouble:
                self._said(str(trouble).splitlines()[0] + f" See {child.log}.")

    async def _free(self, child: Child, server: NatsServer) -> None:
        """End a server that is stuck; whoever keeps it alive starts it again."""
        read = child.log.stat().st_size
        while True:
            await asyncio.sleep(_STUCK_SECONDS)
            with child.log.open("rb") as log:
                log.seek(read)
                said = log.read()
            read += len(said)
            if child.alive and server.is_stuck(said):
                self._said(f"{child.name} does not write any more though there is room; starting it again.")
                child.kill()

    def _save_run(self) -> None:
        children = {name: child.pid for name, child in self._children.items() if child.pid is not None}
        Run(os.getpid(), self._started, self._ports, self.addresses, children).save(self.home)


def _as_before(home: Path, wanted: Mapping[str, int]) -> dict[str, int]:
    """Where the stack listened last time, unless another port than the usual one is asked for: certificates and
    licences made then name those addresses, and a seal whose revocation list cannot be fetched seals nothing."""
    path = home / _PORTS
    before: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    return {name: before.get(name, port) if port in (0, DEFAULT_PORTS[name]) else port for name, port in wanted.items()}


def servers_of(home: Path, ports: Mapping[str, int], *, web_passed_on: bool = True) -> list[Server]:
    """The four servers of the stack in `home`, with its secrets. With `web_passed_on` the workflow worker passes the
    Temporal Web UI on for reading (`workflows/web_ui.py`), and Temporal's own listens at a port nobody is told."""
    secrets = SecretFile(home / "secrets.json")
    database_passwords = {
        service: (secrets.password(f"database-{service}"), secrets.password(f"database-{owner_of(service)}"))
        for service in SERVICES
    }
    return [
        Postgres(
            home / "postgres",
            ports["postgres"],
            secrets.password("database-superuser"),
            DATABASE,
            database_passwords,
        ),
        NatsServer.of_stack(home, ports["nats"], secrets),
        ObjectStoreServer(
            home / "objects",
            ports["s3"],
            InnerPorts(
                master=ports["s3-master"],
                master_grpc=ports["s3-master-grpc"],
                volume=ports["s3-volume"],
                volume_grpc=ports["s3-volume-grpc"],
                filer=ports["s3-filer"],
                filer_grpc=ports["s3-filer-grpc"],
                s3_grpc=ports["s3-grpc"],
            ),
            keeper=AccessKey(secrets.password("s3-keeper-access"), secrets.password("s3-keeper-secret")),
            writers={
                service: AccessKey(secrets.password(f"s3-{service}-access"), secrets.password(f"s3-{service}-secret"))
                for service in WRITERS
            },
            signing_key=secrets.password("s3-signing"),
        ),
        TemporalServer(
            home / "temporal",
            ports["temporal"],
            ports["temporal-ui" if web_passed_on else "temporal-web"],
            ports["temporal-metrics"],
            codec_endpoint=f"http://127.0.0.1:{ports['codec']}",
        ),
    ]


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _turn_over(log: Path) -> None:
    """A log that has grown large makes room for a new one; one old one is kept."""
    if log.exists() and log.stat().st_size > _KEPT_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
