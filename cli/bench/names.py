"""`kaiye bench names`: how fast a name is judged and held among very many."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from pydantic import BaseModel
from rich.console import Console

from cli.bench.figures import cpu_seconds, percentile, resident_megabytes
from cli.bench.name_register import CROWDED, CROWDED_COUNTY, MOST_CITIES, fill, sizes_of, wished_trade_name
from cli.bench.name_report import added_to, show, written
from cli.demo import OutOption
from deploy.local.children import Child
from deploy.local.ports import HeldPorts
from deploy.local.postgres import Postgres, owner_of
from kernel.authors import NOBODY
from kernel.clock import SystemClock
from kernel.database import Database, migrate
from kernel.errors import Refusal
from kernel.exchange import Exchange, Reference
from services.naming.contract import ReserveName
from services.naming.operations import declarations, judgements, reservations
from services.naming.operations.declarations import DeclareName
from services.naming.operations.judgements import WishedName
from services.naming.operations.resources import Resources

_READY_SECONDS = 60
_WARMING = 40


class _NoExchange:
    """The object store is no part of what is measured."""

    def deposit(self, case: str, kind: str, part: BaseModel) -> Reference:
        return Reference(key=f"{case}/{kind}", digest="")


def bench_names(
    size: Annotated[int, typer.Option("--size", min=100, help="Names in the register.")] = 100_000,
    verdicts: Annotated[int, typer.Option("--verdicts", min=50, help="Names to judge.")] = 1000,
    holds: Annotated[int, typer.Option("--holds", min=20, help="Names to declare and hold.")] = 300,
    city: Annotated[
        int | None, typer.Option("--city", min=100, help="How many of them are in the city that is compared.")
    ] = None,
    out: OutOption = Path("out"),
    write: Annotated[Path | None, typer.Option("--write", help="A document whose table is made anew.")] = None,
) -> None:
    """Measure verdicts and holds in a register of so many names, on a PostgreSQL of its own that is removed again.

    Without `--city` a sixth of the names are in the city whose names are compared.
    """
    city = city or -(-size // 6)
    if not size // MOST_CITIES <= city <= size:
        raise typer.BadParameter(f"must be between {size // MOST_CITIES} and --size", param_hint="--city")
    console = Console()
    with _database() as (database, pid):
        begun = time.perf_counter()
        fill(database, size, city)
        console.print(f"{size:,} names filled in {time.perf_counter() - begun:.0f} s")
        figures = _measure(database, pid, verdicts, holds) | {
            "names": size,
            "load_average": round(os.getloadavg()[0], 1),
            "city": city,
            "stored": sizes_of(database),
            "resident_mb": {
                "this_process": round(resident_megabytes([os.getpid()]) - resident_megabytes([pid])),
                "postgres": round(resident_megabytes([pid])),
            },
        }
    series = added_to(out / "bench-names.json", figures)
    show(console, figures)
    if write:
        write.write_text(written(write.read_text("utf-8"), series), "utf-8")


@contextmanager
def _database() -> Iterator[tuple[Database, int]]:
    home = Path(tempfile.mkdtemp(prefix="kaiye-bench-names-"))
    ports = HeldPorts()
    try:
        server = Postgres(home, ports.hold(0, "postgres"), "bench", passwords={"naming": ("bench", "bench")})
        child = Child(server.name, server.prepare(), home / "log")
        child.start()
        try:
            child.wait_ready(server.probe, _READY_SECONDS)
            ports.release()
            server.furnish()
            owner = server.url("kaiye", owner_of("naming"), "bench")
            migrate("naming", owner, server.url("kaiye", "naming", "bench"))
            database = Database(owner)  # which takes the indexes away while it fills the tables
            assert child.pid
            try:
                yield database, child.pid
            finally:
                database.close()
        finally:
            child.stop()
    finally:
        ports.release()
        shutil.rmtree(home, ignore_errors=True)


def _measure(database: Database, server: int, verdicts: int, holds: int) -> dict[str, Any]:
    resources = Resources(database, cast(Exchange, _NoExchange()), SystemClock(), NOBODY)
    chance = random.Random(7)  # noqa: S311 - wishes, not secrets
    wishes = [
        WishedName(CROWDED_COUNTY, "GT002", wished_trade_name(chance), chance.choice(("饺子", "面", "炒菜")), "馆")
        for _ in range(_WARMING + verdicts)
    ]
    found: dict[str, int] = {}
    few: list[int] = []

    def verdict_alone(wished: WishedName) -> None:
        wish = judgements.understand(wished, None)
        with database.transaction() as session:
            judgement = judgements.judge(session, wish, resources.clock.now())
        found[judgement.verdict.value] = found.get(judgement.verdict.value, 0) + 1

    def with_alternatives(wished: WishedName) -> None:
        judged = judgements.judge_name(resources, wished)
        if judged.verdict.value != "AVAILABLE":
            few.append(len(judged.alternatives))

    alone = _timed(verdict_alone, wishes, server)
    whole = _timed(with_alternatives, wishes, server)
    declared, held = _hold(resources, wishes, holds)
    return {
        "verdict_ms": alone,
        "verdict_with_alternatives_ms": whole,
        "declaration_ms": declared,
        "hold_ms": held,
        "verdicts": dict(sorted(found.items())),
        "fewest_alternatives": min(few, default=None),
    }


def _timed(step: Callable[[WishedName], None], wishes: list[WishedName], server: int) -> dict[str, float]:
    for wished in wishes[:_WARMING]:
        step(wished)
    taken = []
    spent = time.process_time() + cpu_seconds([server])
    for wished in wishes[_WARMING:]:
        begun = time.perf_counter()
        step(wished)
        taken.append((time.perf_counter() - begun) * 1000)
    spent = time.process_time() + cpu_seconds([server]) - spent
    return _percentiles(taken) | {"cpu": round(spent / len(taken) * 1000, 2)}


def _percentiles(milliseconds: list[float]) -> dict[str, float]:
    return {
        "count": len(milliseconds),
        "p50": round(percentile(milliseconds, 0.5), 2),
        "p99": round(percentile(milliseconds, 0.99), 2),
        "max": round(max(milliseconds), 2),
    }


def _hold(resources: Resources, wishes: list[WishedName], count: int) -> tuple[dict[str, float], dict[str, float]]:
    """Declare wishes, taken ones included, until so many are held."""
    declaring: list[float] = []
    holding: list[float] = []
    for number, wished in enumerate(wishes):
        application_no = f"{CROWDED}{datetime.now(UTC):%Y%m%d}{number:06d}7"
        begun = time.perf_counter()
        declared = declarations.declare_name(
            resources, DeclareName(application_no, "account", wished, True, similar_confirmed=True)
        )
        declaring.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        try:
            reservations.reserve_name(
                resources, ReserveName(application_no=application_no, declaration_id=declared.declaration_id)
            )
        except Refusal:
            continue
        holding.append((time.perf_counter() - begun) * 1000)
        if len(holding) == count:
            break
    return _percentiles(declaring), _percentiles(holding)
