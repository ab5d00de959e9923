"""`kaiye bench`: registrations empty and full, compared inside one run."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.bench import empty
from cli.bench.base import CannotBuild, compare, show
from cli.bench.figures import cpu_by_process, cpu_seconds, percentile, resident_megabytes, stored_bytes
from cli.bench.full import Load
from cli.bench.names import bench_names
from cli.bench.population import applicants
from cli.demo import EXAMPLE, OutOption
from cli.registration.form import RegistrationForm
from cli.running import temporal
from deploy.local.accounts import captcha_answer
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS
from deploy.local.stack import Stack
from workflows.contract import establishment_id

_UNLIMITED = ("IDENTITY_LOGIN", "IDENTITY_CAPTCHA", "IDENTITY_SMS", "IDENTITY_REGISTRATION", "SIGNING_REDEEM")


app = typer.Typer(invoke_without_command=True)
app.command("names")(bench_names)


@app.callback()
def bench(
    context: typer.Context,
    out: OutOption = Path("out"),
    count: Annotated[int, typer.Option("--count", min=10, help="Registrations under load.")] = 60,
    idle: Annotated[int, typer.Option("--idle", min=3, help="Registrations one after the other.")] = 15,
    at_once: Annotated[int, typer.Option("--at-once", min=1, help="Applicants side by side.")] = 6,
    base: Annotated[str, typer.Option("--base", help="An earlier revision, measured in turns with this tree.")] = "",
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Turns of each, with --base.")] = 2,
) -> None:
    """Measure on this machine: rate, ratio to empty registrations, submit → licence, processor time, bytes."""
    if context.invoked_subcommand is not None:
        return
    console = Console()
    if base:
        _compare(console, out, base, rounds, (f"--count={count}", f"--idle={idle}", f"--at-once={at_once}"))
        raise typer.Exit(0)
    home = Path(tempfile.mkdtemp(prefix="kaiye-bench-"))
    try:
        figures = asyncio.run(_measure(console, home, count, idle, at_once))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    out.mkdir(exist_ok=True)
    (out / "bench.json").write_text(json.dumps(figures, indent=1))
    _show(console, figures)
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


async def _measure(console: Console, home: Path, count: int, idle: int, at_once: int) -> dict[str, Any]:
    any_ports = dict.fromkeys(DEFAULT_PORTS, 0)
    console.print("empty registrations, before")
    before = await _empty(home / "empty", any_ports, count * 2, at_once)
    console.print("full registrations")
    full = await _full(home / "full", any_ports, count, idle, at_once)
    console.print("empty registrations, after")
    after = await _empty(home / "empty", any_ports, count * 2, at_once)
    rate = (before["per_second"] + after["per_second"]) / 2
    return {
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "settings": {"count": count, "idle": idle, "at_once": at_once},
        "empty": {"before": before, "after": after, "per_second": round(rate, 2)},
        "full": full,
        "ratio": round(full["per_second"] / rate, 3),
    }


async def _empty(home: Path, ports: dict[str, int], count: int, at_once: int) -> dict[str, Any]:
    async with Stack(home, ports=ports, with_applications=False) as stack:
        address = stack.addresses["temporal"]
        command = [sys.executable, "-m", "cli.bench.empty", address]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
        try:
            assert worker.stdout
            await asyncio.to_thread(worker.stdout.readline)
            pids = [child.pid for child in stack.children.values() if child.pid] + [worker.pid]
            spent = cpu_seconds(pids)
            seconds, events = await empty.drive(address, count, at_once)
            spent = cpu_seconds(pids) - spent
        finally:
            worker.terminate()
            await asyncio.to_thread(worker.wait)
    return {
        "per_second": round(count / seconds, 2),
        "cpu_ms": round(spent / (count + 2) * 1000),
        "history_events": events,
    }


async def _full(home: Path, ports: dict[str, int], count: int, idle: int, at_once: int) -> dict[str, Any]:
    for kind in _UNLIMITED:
        os.environ[f"KAIYE_{kind}_RATE"] = "100000/minute"
    form = RegistrationForm.read(EXAMPLE)
    people = list(applicants(form, count + idle + 3, seed=int(time.time())))
    forms = [wanted for wanted, _ in people]
    async with Stack(home, ports=ports) as stack:
        load = Load(dict(stack.addresses), captcha_answer(SecretFile(home / "secrets.json")))
        await asyncio.to_thread(load.settle, people)
        await asyncio.to_thread(load.alone, forms[:3])  # warms caches, fonts and pools
        pids = [child.pid for child in stack.children.values() if child.pid]
        alone = await asyncio.to_thread(load.alone, forms[3 : 3 + idle])
        spent, stored = cpu_seconds(pids), stored_bytes(home)
        by_process = cpu_by_process(stack.children)
        loaded, seconds = await asyncio.to_thread(load.side_by_side, forms[3 + idle :], at_once)
        spent, stored = cpu_seconds(pids) - spent, stored_bytes(home) - stored
        by_process = {
            name: round((after - by_process.get(name, 0)) / count * 1000)
            for name, after in cpu_by_process(stack.children).items()
        }
        memory = resident_megabytes([*pids, os.getpid()])
        events = await _longest_history(stack)
    licence_idle = [carried.to_licence for carried in alone]
    licence_loaded = [carried.to_licence for carried in loaded]
    return {
        "per_second": round(count / seconds, 2),
        "cpu_ms": round(spent / count * 1000),
        "cpu_ms_by_process": by_process,
        "stored_bytes": round(stored / count),
        "resident_mb": round(memory),
        "history_events_max": events,
        "submit_to_licence_seconds": {
            "idle": {"p50": round(percentile(licence_idle, 0.5), 3), "p99": round(percentile(licence_idle, 0.99), 3)},
            "loaded": {
                "p50": round(percentile(licence_loaded, 0.5), 3),
                "p99": round(percentile(licence_loaded, 0.99), 3),
            },
        },
        "open_to_archive_seconds_idle_p50": round(percentile([c.seconds for c in alone], 0.5), 3),
    }


async def _longest_history(stack: Stack) -> int:
    client = await temporal(stack.environment)
    longest = 0
    async for found in client.list_workflows(f"WorkflowId STARTS_WITH '{establishment_id('')}'"):
        longest = max(longest, found.history_length)
    return longest


def _show(console: Console, figures: dict[str, Any]) -> None:
    full, licence = figures["full"], figures["full"]["submit_to_licence_seconds"]
    table = Table("Figure", "Empty", "Full", title="Registrations", title_justify="left")
    table.add_row("per second", f"{figures['empty']['per_second']}", f"{full['per_second']}")
    table.add_row("ratio full ÷ empty", "", f"{figures['ratio']}")
    table.add_row("server CPU, ms each", f"{figures['empty']['after']['cpu_ms']}", f"{full['cpu_ms']}")
    for name, spent in sorted(full["cpu_ms_by_process"].items(), key=lambda each: -each[1]):
        table.add_row(f"  {name}", "", f"{spent}")
    table.add_row("history events", f"{figures['empty']['after']['history_events']}", f"≤ {full['history_events_max']}")
    table.add_row("stored bytes each", "", f"{full['stored_bytes']:,}")
    table.add_row("resident memory, MB", "", f"{full['resident_mb']}")
    table.add_row("submit → licence idle, p50 / p99 s", "", f"{licence['idle']['p50']} / {licence['idle']['p99']}")
    table.add_row(
        "submit → licence loaded, p50 / p99 s", "", f"{licence['loaded']['p50']} / {licence['loaded']['p99']}"
    )
    console.print(table)
