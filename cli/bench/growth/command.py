"""`kaiye bench growth`: what the statements of a registration cost in a small register and in a large one."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from cli.bench.full import Load
from cli.bench.growth.captured import Sent, captured, tell_values, texts
from cli.bench.growth.filling import fill
from cli.bench.growth.plans import growing
from cli.bench.growth.replaying import replayed
from cli.bench.growth.report import page, table
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from deploy.local.accounts import captcha_answer
from deploy.local.environment import DATABASE
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS
from deploy.local.postgres import SUPERUSER, Postgres
from deploy.local.stack import Stack, servers_of

_ANY_PORTS = dict.fromkeys(DEFAULT_PORTS, 0)
_BEFORE = "before"


def bench_growth(
    small: Annotated[int, typer.Option("--small", min=100, help="Rows of each table in the small register.")] = 1_000,
    large: Annotated[int, typer.Option("--large", min=1000, help="… and in the large one.")] = 1_000_000,
    rounds: Annotated[int, typer.Option("--rounds", min=3, help="How often each statement is sent.")] = 15,
    write: Annotated[Path | None, typer.Option("--write", help="The page that says the figures, made anew.")] = None,
) -> None:
    """Measure every statement of a registration in two registers, each filled in every table that grows. A million
    rows take twenty minutes and fifty gigabytes, which are given back."""
    console = Console()
    home = Path(tempfile.mkdtemp(prefix="kaiye-growth-"))
    try:
        sent, measured = asyncio.run(_measured(home, (small, large), rounds, console.print))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    said = table(sent, (small, large), measured, datetime.now(UTC).date())
    console.print(Markdown(said))
    if write:
        write.write_text(page(said), "utf-8")


async def _measured(
    home: Path, rows: Sequence[int], rounds: int, said: Callable[[str], None]
) -> tuple[Sequence[Sent], Sequence[Sequence[float | None]]]:
    first, second = applicants(RegistrationForm.read(EXAMPLE), 2, seed=int(time.time()))
    async with Stack(home, ports=_ANY_PORTS) as stack:
        load = _load(stack)
        await asyncio.to_thread(load.settle, [first, second])
        await asyncio.to_thread(load.alone, [first[0]])  # what is made once is there now
        tell_values(_postgres(stack), DATABASE)
    async with Stack(home, ports=_ANY_PORTS, with_applications=False) as stack:
        _copy(_postgres(stack), DATABASE, _BEFORE)
    said("a registration")
    async with Stack(home, ports=_ANY_PORTS) as stack:
        with captured(_postgres(stack), home / "logs" / "postgres.log", values=True) as sent:
            await asyncio.to_thread(_load(stack).alone, [second[0]])
    async with Stack(home, ports=_ANY_PORTS, with_applications=False) as stack:
        return sent, await asyncio.to_thread(_in_turns, _postgres(stack), rows, sent, rounds, said)


def _in_turns(
    server: Postgres, rows: Sequence[int], sent: Sequence[Sent], rounds: int, said: Callable[[str], None]
) -> Sequence[Sequence[float | None]]:
    """The milliseconds of each statement in registers of so many rows."""
    databases = [f"of_{size}" for size in rows]
    for database, size in zip(databases, rows, strict=True):
        began = time.perf_counter()
        _copy(server, _BEFORE, database)
        with server.connect(database) as connection:
            for service, statements in texts(sent).items():
                connection.execute(f"SET search_path = {service}, extensions".encode())
                fill(connection, service, growing(statements, service), size)
        said(f"{size:,} rows in every table that grows, filled in {time.perf_counter() - began:.0f} s")
    return replayed(server, databases, sent, rounds)


def _load(stack: Stack) -> Load:
    return Load(dict(stack.addresses), captcha_answer(SecretFile(stack.home / "secrets.json")))


def _postgres(stack: Stack) -> Postgres:
    (server,) = (each for each in servers_of(stack.home, stack.ports) if isinstance(each, Postgres))
    return server


def _copy(server: Postgres, database: str, copy: str) -> None:
    with server.connect(SUPERUSER) as connection:
        connection.execute(f"CREATE DATABASE {copy} TEMPLATE {database}".encode())
