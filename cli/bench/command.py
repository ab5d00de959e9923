"""`kaiye bench`: registrations empty and full, compared inside one run."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from cli.bench.base import CannotBuild, compare, show
from cli.bench.growth.command import bench_growth
from cli.bench.measuring import measure
from cli.bench.names import bench_names
from cli.bench.report import page, tables
from cli.demo import OutOption

app = typer.Typer(invoke_without_command=True)
app.command("names")(bench_names)
app.command("growth")(bench_growth)


@app.callback()
def bench(
    context: typer.Context,
    out: OutOption = Path("out"),
    count: Annotated[int, typer.Option("--count", min=10, help="Registrations under load.")] = 60,
    idle: Annotated[int, typer.Option("--idle", min=3, help="Registrations one after the other.")] = 15,
    at_once: Annotated[int, typer.Option("--at-once", min=1, help="Applicants side by side.")] = 6,
    base: Annotated[str, typer.Option("--base", help="An earlier revision, measured in turns with this tree.")] = "",
    write: Annotated[Path | None, typer.Option("--write", help="The page that says the figures, made anew.")] = None,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Turns of each, with --base.")] = 2,
) -> None:
    """Measure on this machine: rate, ratio to empty registrations, submit → licence, processor time by process and by
    room, what was done in requests, statements and jobs, bytes by kind, memory."""
    if context.invoked_subcommand is not None:
        return
    console = Console()
    if base:
        _compare(console, out, base, rounds, (f"--count={count}", f"--idle={idle}", f"--at-once={at_once}"))
        raise typer.Exit(0)
    home = Path(tempfile.mkdtemp(prefix="kaiye-bench-"))
    try:
        figures = asyncio.run(measure(console.print, home, count, idle, at_once))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    out.mkdir(exist_ok=True)
    (out / "bench.json").write_text(json.dumps(figures, indent=1))
    console.print(Markdown(tables(figures)))
    if write:
        write.write_text(page(figures))
    raise typer.Exit(0)


def _compare(console: Console, out: Path, revision: str, rounds: int, options: tuple[str, ...]) -> None:
    try:
        compared = compare(console, revision, rounds, options)
    except CannotBuild as error:
        raise typer.BadParameter(str(error), param_hint="--base") from None
    out.mkdir(exist_ok=True)
    figures = {label: {"base": each.base, "here": each.here} for label, each in compared.items()}
    (out / "bench-base.json").write_text(json.dumps({"base": revision, "figures": figures}, indent=1))
    show(console, revision, compared)
