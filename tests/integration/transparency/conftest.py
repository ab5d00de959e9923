"""The log beside a service that writes rows, on real PostgreSQL; stamps and messages are collected."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
import pytest

from deploy.local.postgres import create_database, create_service
from kernel.clock import FixedClock
from kernel.database import Database, migrate
from kernel.errors import Outage
from kernel.tlog.notes import Checkpoint, Signer
from services.transparency.clients.agencies import Agencies
from services.transparency.clients.stamps import Stamps
from services.transparency.operations.appending import append
from services.transparency.operations.checking import check_slice
from services.transparency.operations.resources import Resources
from services.transparency.store import alarms, log
from tests.servers import RunningPostgres

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SIGNER = Signer("kaiye.example/log", bytes(range(32)))
_databases = itertools.count(1)


class CollectedStamps(Stamps):
    def __init__(self) -> None:
        self.silent = False

    def stamp(self, note: str) -> bytes:
        if self.silent:
            raise Outage("timestamps.unreachable")
        return b"token of " + note.encode()

    def close(self) -> None:
        """Holds nothing."""


class CollectedMessages(Agencies):
    def __init__(self) -> None:
        self.told: list[str] = []

    def publish(self, note: str) -> None:
        self.told.append(note)


@dataclass
class Room:
    """The log, and the schema `licence` whose rows it keeps leaves of."""

    resources: Resources
    clock: FixedClock
    stamps: CollectedStamps
    agencies: CollectedMessages
    superuser: str
    service: Database
    migrate: Callable[[], None]
    owner: str
    owner_role: str
    positions: Iterator[int] = field(default_factory=partial(itertools.count, 1))

    def write(self, codes: int = 1, block: str = "b1") -> list[str]:
        """Rows as the service writes them; their keys."""
        used = [next(self.positions) for _ in range(codes)]
        with self.service.transaction() as session:
            cursor = session.connection().connection.cursor()
            cursor.execute(
                "INSERT INTO licence.code_block SELECT %s, '14021300', 'MA', 0, 887503680, 0, 'OPEN', 'added', now()"
                " WHERE NOT EXISTS (SELECT FROM licence.code_block)",
                [block],
            )
            cursor.executemany(
                "INSERT INTO licence.used_code (position, block_id, used_at) VALUES (%s, %s, now())",
                [(position, block) for position in used],
            )
        return [f"[{position}]" for position in used]

    @contextmanager
    def intruder(self, *, unseen: bool = True) -> Iterator[psycopg.Connection]:
        """Somebody with the superuser's password; `unseen` with triggers off."""
        with psycopg.connect(self.superuser) as connection:
            if unseen:
                connection.execute("SET session_replication_role = replica")
            yield connection

    def logged(self) -> int:
        return append(self.resources)

    def checked(self) -> set[tuple[str, str, str]]:
        """One whole pass over everything; the alarms that are open then."""
        while check_slice(self.resources):
            pass
        with self.resources.database.single_statements() as connection:
            return {(each["kind"], each["book"], each["key"]) for each in alarms.open_alarms(connection, 1000)}

    def later(self, seconds: float = 300) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    def head(self) -> Checkpoint:
        with self.resources.database.single_statements() as connection:
            kept = log.last_checkpoint(connection)
        assert kept is not None
        return Checkpoint.opened(kept.note, SIGNER.verifier)


@pytest.fixture
def room(postgres: RunningPostgres) -> Iterator[Room]:
    name = f"log_{next(_databases)}"
    server = postgres.server
    create_database(server, name)
    for schema, role in (("transparency", "transparency"), ("licence", name)):
        create_service(server, name, schema, role, ("test", "test"))
        url = server.url(name, role, "test")
        migrated = partial(migrate, schema, server.url(name, f"{role}_owner", "test"), url)
        migrated()
    clock = FixedClock(NOW)
    stamps, messages = CollectedStamps(), CollectedMessages()
    resources = Resources(
        database=Database(server.url(name, "transparency", "test")),
        clock=clock,
        signer=SIGNER,
        stamps=stamps,
        agencies=messages,
        stamp_seconds=60,
        pass_seconds=300,
        measure=lambda: 0.0,
    )
    service = Database(server.url(name, name, "test"))
    superuser = f"host=127.0.0.1 port={server.port} user=postgres password={server.superuser_password} dbname={name}"
    owner = f"host=127.0.0.1 port={server.port} user={name}_owner password=test dbname={name}"
    yield Room(resources, clock, stamps, messages, superuser, service, migrated, owner, f"{name}_owner")
    resources.database.close()
    service.close()
