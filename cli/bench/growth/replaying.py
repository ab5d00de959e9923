"""The statements of a registration, sent again to a database of another size, and how long each took."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from psycopg import Connection
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

from cli.bench.growth.captured import Sent
from deploy.local.postgres import Postgres

_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


def replayed(
    server: Postgres, databases: Sequence[str], sent: Sequence[Sent], rounds: int
) -> Sequence[Sequence[float | None]]:
    """For each database, for each statement, the median of its milliseconds, as a client waits for them; None for one
    that was refused. Each round sends all of them in their order, with the values they had, to one database after the
    other, and takes them back: the next round finds everything as it was. A first round is not counted."""
    taken: dict[str, list[list[float]]] = {database: [[] for _ in sent] for database in databases}
    services = sorted({one.service for one in sent})
    with ExitStack() as entered:
        of = {
            database: {name: entered.enter_context(_Session.of(server, database, name)) for name in services}
            for database in databases
        }
        for number in range(rounds + 1):
            for database, sessions in of.items():
                for times, milliseconds in zip(taken[database], _round(sessions, sent), strict=True):
                    if milliseconds is not None and number > 0:
                        times.append(milliseconds)
    return [[statistics.median(times) if times else None for times in taken[database]] for database in databases]


def _round(sessions: Mapping[str, _Session], sent: Sequence[Sent]) -> Sequence[float | None]:
    for session in sessions.values():
        session.run("BEGIN")
    taken = [sessions[one.service].time(one) for one in sent]
    for session in sessions.values():
        session.run("ROLLBACK")
    return taken


class _Session:
    """Statements are prepared once, as the services do, and a refused one leaves the others of its round alone."""

    def __init__(self, connection: Connection[tuple[object, ...]]) -> None:
        self._server: PGconn = connection.pgconn
        self._names: dict[str, bytes | None] = {}

    @classmethod
    @contextmanager
    def of(cls, server: Postgres, database: str, service: str) -> Iterator[_Session]:
        with server.connect(database) as connection:
            connection.execute(f"SET search_path = {service}, extensions".encode())
            yield cls(connection)

    def run(self, command: str) -> None:
        assert self._server.exec_(command.encode()).status in _DONE, command

    def time(self, one: Sent) -> float | None:
        name = self._prepared(one.text)
        if name is None:
            return None
        values = [None if value is None else value.encode() for value in one.values]
        self.run("SAVEPOINT one")
        began = time.perf_counter()
        answer = self._server.exec_prepared(name, values)  # type: ignore[arg-type]  # None is NULL
        milliseconds = (time.perf_counter() - began) * 1000
        if answer.status not in _DONE:
            self.run("ROLLBACK TO SAVEPOINT one")
            return None
        self.run("RELEASE SAVEPOINT one")
        return milliseconds

    def _prepared(self, text: str) -> bytes | None:
        if text not in self._names:
            name = f"s{len(self._names)}".encode()
            self.run("SAVEPOINT one")
            made = self._server.prepare(name, text.encode()).status in _DONE
            self.run("RELEASE SAVEPOINT one" if made else "ROLLBACK TO SAVEPOINT one")
            self._names[text] = name if made else None
        return self._names[text]
