"""`kaiye backup` and `kaiye restore`: a stack as it was at a moment, in a folder that was empty."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.log.keys import NoKey, pinned
from cli.log.source import Contradiction, Source, Unreachable, of_stack
from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.backups.book import STORES, BackupTrouble
from deploy.local.backups.restoring import Lost, bring_back, lay_out, plan
from deploy.local.backups.taking import SECRETS, take
from deploy.local.children import NotReady
from deploy.local.kept_files import keep
from deploy.local.postgres import Postgres
from deploy.local.running import read_run
from deploy.local.stack import servers_of
from kernel.clock import SHANGHAI

LOG_HEAD = "log-monitor.json"
"""The state of a monitor that saw the public log when the last backup was taken."""
FolderArgument = Annotated[Path, typer.Argument(help="Folder of the backups.", file_okay=False)]


def backup(
    folder: FolderArgument,
    home: HomeOption = DEFAULT_HOME,
    secrets: Annotated[
        Path | None, typer.Option(help="Also copy the secrets, to this file; keep it apart from the backups.")
    ] = None,
) -> None:
    """Add a moment to a folder of backups, while the stack runs. From the first one on, every change of the database is
    copied there as it happens."""
    console, home, folder = Console(), home.expanduser().resolve(), folder.expanduser().resolve()
    run = read_run(home)
    if run is None:
        console.print("Nothing runs here; start it with: kaiye up", style="red")
        raise typer.Exit(1)
    try:
        moment = take(home, folder, _postgres(home, run.ports), lambda place: _see_log(console, home, place))
    except (BackupTrouble, OSError) as trouble:
        console.print(str(trouble), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    if secrets is not None:
        keep(secrets, (home / SECRETS).read_text())
    table = Table("Store", "Files", "Bytes", title=f"{moment.name}, {moment.at}", title_justify="left")
    for store in STORES:
        table.add_row(store, str(len(moment.of(store))), str(sum(file.size for file in moment.of(store))))
    console.print(table)
    if secrets is None:
        console.print(f"Nothing of it can be read without {home / SECRETS}: keep a copy apart.", soft_wrap=True)


def restore(
    folder: FolderArgument,
    home: Annotated[Path, typer.Option(help="A new folder for the stack.")],
    secrets: Annotated[Path, typer.Option(help="The secrets that were kept apart.", exists=True, dir_okay=False)],
    to: Annotated[
        datetime | None, typer.Option(help="A time in China between the first and the last backup; else the last.")
    ] = None,
    despite_losses: Annotated[
        bool, typer.Option("--despite-losses", help="Bring back what is there, if the database is whole.")
    ] = False,
) -> None:
    """Bring a stack back, into a new folder. Every file is compared with its digest first; what is lost is named, and
    ends the command with 1 unless it is to go on despite it."""
    console, home, folder = Console(), home.expanduser().resolve(), folder.expanduser().resolve()
    until = to.replace(tzinfo=SHANGHAI) if to else None
    try:
        planned = plan(folder, secrets, until, despite_losses=despite_losses)
        lay_out(planned, secrets, home)
        ports = json.loads((home / "ports.json").read_text())
        unknown = bring_back(planned, home, _postgres(home, ports))
    except Lost as lost:
        _tell_losses(console, lost)
        raise typer.Exit(1) from None
    except (BackupTrouble, NotReady) as trouble:
        console.print(str(trouble), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    if planned.losses:
        _tell_losses(console, Lost(list(planned.losses)))
    if (folder / LOG_HEAD).exists():
        shutil.copy(folder / LOG_HEAD, home / LOG_HEAD)
    for number in unknown:
        console.print(f"{number}: begun after the course of cases was copied; look with: kaiye status {number}")
    told = until.isoformat() if until else f"{planned.wanted.at} ({planned.wanted.name})"
    console.print(f"{home} is as it was at {told}.", markup=False, soft_wrap=True)
    console.print(
        f"Next: kaiye up --home {home}; kaiye invariants --home {home};"
        f" kaiye log monitor --home {home} --state {home / LOG_HEAD}",
        markup=False,
        soft_wrap=True,
    )


def _postgres(home: Path, ports: Mapping[str, int]) -> Postgres:
    return next(server for server in servers_of(home, ports) if isinstance(server, Postgres))


def _see_log(console: Console, home: Path, folder: Path) -> None:
    try:
        place = of_stack(home)
        if place is not None:
            key = pinned(None, home, offline=False)
            note, _ = Source(place).head(key)
            keep(folder / LOG_HEAD, json.dumps({"key": str(key), "note": note}, indent=1, ensure_ascii=False))
            return
    except (Unreachable, NoKey, Contradiction) as error:
        console.print(str(error), style="yellow", markup=False)
    console.print("The public log does not answer; its head is not kept.", style="yellow")


def _tell_losses(console: Console, lost: Lost) -> None:
    table = Table("Store", "File", "What", title="LOST 备份缺损", title_justify="left")
    for loss in lost.losses:
        table.add_row(loss.store, loss.path, loss.what)
    console.print(table)
    counted = Counter(loss.store for loss in lost.losses)
    console.print(", ".join(f"{store}: {counted[store]}" for store in STORES if counted[store]), style="red")
