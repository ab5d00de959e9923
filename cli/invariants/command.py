"""`kaiye invariants`: whether what must always hold does hold, in the stack that runs."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from cli.invariants.registry import examine
from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from kernel.errors import Outage


def invariants(home: HomeOption = DEFAULT_HOME) -> None:
    """Run every invariant read-only; ends with 1 when one is broken, with 2 when a server does not answer."""
    console = Console()
    _, environment = running(home, console)
    table = Table("", "Of", "Invariant", "What breaks it")
    broken = 0
    try:
        for examined in examine(environment):
            broken += bool(examined.violations)
            mark = "[red]no[/]" if examined.violations else "[green]ok[/]"
            table.add_row(mark, examined.owner, examined.name.replace("_", " "), "\n".join(examined.violations))
    except Outage as outage:
        console.print(f"A server does not answer ({outage.code}); look with: kaiye doctor", style="red")
        raise typer.Exit(2) from None
    console.print(table)
    raise typer.Exit(1 if broken else 0)
