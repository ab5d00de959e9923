"""`python -m tests.system.log_figures [ENTRIES]`: how long a proof takes in a log of so many entries, and what a leaf
costs the row that is written; on a PostgreSQL of its own."""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.children import Child
from deploy.local.ports import HeldPorts
from deploy.local.postgres import Postgres, create_database, create_service
from kernel.database import Database, migrate
from kernel.tlog.tiles import grown, needed, subtrees_of
from kernel.tlog.tree import check_inclusion, consistency_proof, inclusion_proof, root
from services.transparency.store import log

_PROOFS, _ROWS = 300, 20_000


def main() -> None:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory(prefix="kaiye-figures-") as home:
        Path(home).chmod(0o755)
        ports = HeldPorts()
        server = Postgres(Path(home), ports.hold(0, "postgres"), "test", database="kaiye")
        child = Child(server.name, server.prepare(), Path(home) / "log")
        ports.release()
        child.start()
        try:
            child.wait_ready(server.probe, 60)
            create_database(server, "kaiye")
            for service in ("transparency", "licence"):
                create_service(server, "kaiye", service, service, ("test", "test"))
                urls = [server.url("kaiye", role, "test") for role in (f"{service}_owner", service)]
                migrate(service, *urls)
            _proofs(server, entries)
            _rows(server)
        finally:
            child.stop()


def _proofs(server: Postgres, entries: int) -> None:
    database = Database(server.url("kaiye", "transparency", "test"))
    leaves = [os.urandom(32) for _ in range(entries)]
    with database.transaction() as session:
        tiles = list(grown(0, leaves, lambda _: b"").items())
        for first in range(0, len(tiles), 500):
            log.keep(session.connection(), dict(tiles[first : first + 500]))
    sys.stdout.write("| entries: proof | processor, ms | p50, ms | p99, ms |\n|---|---|---|---|\n")
    with database.single_statements() as connection:
        head = root(entries, subtrees_of(partial(log.tile, connection)))
        lot = random.Random(entries)

        def included() -> None:
            index = lot.randrange(entries)
            make = partial(inclusion_proof, index, entries)
            proof = make(subtrees_of(log.tiles(connection, needed(make)).__getitem__))
            check_inclusion(leaves[index], index, entries, proof, head)

        def grew() -> None:
            make = partial(consistency_proof, lot.randrange(1, entries), entries)
            make(subtrees_of(log.tiles(connection, needed(make)).__getitem__))

        for name, work in (("of inclusion, made and checked", included), ("that the log only grew, made", grew)):
            sys.stdout.write(f"| {entries}: {name} | {' | '.join(f'{ms:.1f}' for ms in _timed(work))} |\n")
    database.close()


def _timed(work: Callable[[], None]) -> tuple[float, float, float]:
    """Milliseconds: processor time of this process, and the clock's p50 and p99."""
    taken, processor = [], time.process_time()
    for _ in range(_PROOFS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    spent = (time.process_time() - processor) * 1000 / _PROOFS
    return spent, statistics.median(taken), sorted(taken)[int(_PROOFS * 0.99)]


def _rows(server: Postgres) -> None:
    """One row after the other of a table with ten columns, in one transaction: alternately with and without a leaf."""
    seconds: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
    for turn in range(6):
        verb = ("ENABLE", "DISABLE")[turn % 2]
        with server.connect("kaiye") as connection:
            connection.execute(f"ALTER TABLE licence.used_code {verb} TRIGGER log_write")
            connection.execute(
                "INSERT INTO licence.code_block VALUES ('b', '14', 'MA', 0, 887503680, 0, 'OPEN', 'added', now())"
                " ON CONFLICT DO NOTHING"
            )
            began = time.perf_counter()
            connection.execute(
                "INSERT INTO licence.used_code (position, block_id, used_at)"
                " SELECT n, 'b', now() FROM generate_series(%s::bigint, %s::bigint) n",
                [turn * _ROWS, (turn + 1) * _ROWS - 1],
            )
            seconds[verb].append(time.perf_counter() - began)
    cost = (min(seconds["ENABLE"]) - min(seconds["DISABLE"])) / _ROWS * 1_000_000
    sys.stdout.write(f"a leaf costs the row that is written {cost:.0f} µs\n")


if __name__ == "__main__":
    main()
