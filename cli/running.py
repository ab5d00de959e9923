"""The stack that runs in a folder, as the other commands reach it."""

from __future__ import annotations

import os
from pathlib import Path

import typer
from rich.console import Console
from temporalio.client import Client

from deploy.local.environment import Environment, compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.running import Run, read_run
from kernel.settings import SharedSettings
from kernel.temporal import connect


def running(home: Path, console: Console) -> tuple[Run, Environment]:
    """The running stack and its environment; ends the command with 1 when none runs."""
    home = home.expanduser().resolve()
    run = read_run(home)
    if run is None:
        console.print("Nothing runs here; start it with: kaiye up", style="red")
        raise typer.Exit(1)
    return run, compute(SecretFile(home / "secrets.json"), run.ports, home)


async def temporal(environment: Environment) -> Client:
    """A client that can read the cases' payloads."""
    os.environ |= environment.shared
    return await connect(SharedSettings(), identity="kaiye-cli")
