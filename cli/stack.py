"""`kaiye up` and `kaiye down`: the whole of Kaiye on this machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.local.accounts import Account
from deploy.local.children import NotReady
from deploy.local.layout import BadPort
from deploy.local.ports import NoFreePort
from deploy.local.running import AlreadyRunning, stop
from deploy.local.server import MissingProgram
from deploy.local.stack import Stack
from kernel.running import stop_on_signals

HomeOption = Annotated[Path, typer.Option("--home", envvar="KAIYE_HOME", help="Folder for data, secrets and logs.")]
DEFAULT_HOME = Path(".kaiye")
_TITLES = {
    "portal": "Portal 办事大厅",
    "temporal-web": "Temporal Web UI (case histories)",
    "temporal-metrics": "Temporal's figures",
    "temporal": "Temporal",
    "nats": "NATS JetStream",
    "s3": "Object store (S3)",
    "postgres": "PostgreSQL",
    "population-registry": "Sandbox: population registry",
    "sms-gateway": "Sandbox: SMS gateway",
    "trust": "Sandbox: certificate and time-stamp authority",
    "agencies": "Sandbox: agencies",
}


def up(
    home: HomeOption = DEFAULT_HOME,
    split: Annotated[bool, typer.Option("--split", help="One process per service instead of two for all.")] = False,
    port_base: Annotated[
        int | None,
        typer.Option("--port-base", envvar="KAIYE_PORT_BASE", help="Use consecutive ports from this one on."),
    ] = None,
    servers_only: Annotated[
        bool, typer.Option("--servers-only", help="Run Temporal, NATS, S3 and PostgreSQL, but no application.")
    ] = False,
) -> None:
    """Start everything and keep it running until Ctrl-C."""
    home = home.expanduser().resolve()
    console = Console()
    try:
        code = asyncio.run(_up(console, home, split, port_base, not servers_only))
    except AlreadyRunning as trouble:
        console.print(str(trouble), style="yellow", soft_wrap=True)
        if trouble.run:
            console.print(_address_table(trouble.run.addresses))
        code = 1
    except (NoFreePort, MissingProgram, NotReady, BadPort) as trouble:
        console.print(str(trouble), style="red", markup=False, soft_wrap=True)
        console.print(f"Logs: {home / 'logs'}. To look further: kaiye doctor", soft_wrap=True)
        code = 1
    raise typer.Exit(code)


def down(home: HomeOption = DEFAULT_HOME) -> None:
    """Stop the stack that runs in this folder."""
    console = Console()
    home = home.expanduser().resolve()
    try:
        stopped = stop(home)
    except TimeoutError as trouble:
        console.print(str(trouble), style="red")
        raise typer.Exit(1) from None
    console.print("Stopped." if stopped else f"Nothing runs from {home}.", soft_wrap=True)


async def _up(console: Console, home: Path, split: bool, port_base: int | None, with_applications: bool) -> int:
    signalled = stop_on_signals()
    began = time.monotonic()
    stack = Stack(
        home,
        split=split,
        port_base=port_base,
        with_applications=with_applications,
        said=lambda line: console.print(line, markup=False, soft_wrap=True),
    )
    starting = asyncio.create_task(stack.__aenter__())
    stopping = asyncio.create_task(signalled.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        console.print("Stopping before the start was complete.")
        starting.cancel()
        await asyncio.wait({starting})
        return 130
    stopping.cancel()
    await starting
    try:
        console.print(_address_table(stack.addresses))
        if with_applications:
            console.print(_account_table(stack.accounts))
        console.print(f"Ready after {time.monotonic() - began:.1f} s. Data and logs: {stack.home}. Ctrl-C stops it.")
        await signalled.wait()
        console.print("Stopping.")
    finally:
        await stack.stop()
    console.print("Everything has stopped.")
    return 0


def _address_table(addresses: Mapping[str, str]) -> Table:
    table = Table("Part", "Address", title="Addresses", title_justify="left")
    for name in sorted(
        addresses, key=lambda part: (part not in _TITLES, list(_TITLES).index(part) if part in _TITLES else 0)
    ):
        table.add_row(_TITLES.get(name, f"Service: {name}"), addresses[name])
    return table


def _account_table(accounts: Sequence[Account]) -> Table:
    table = Table(title="Demo accounts", title_justify="left")
    for heading in ("Login", "Authority", "Password", "TOTP secret"):
        table.add_column(heading, no_wrap=True, overflow="fold")
    for account in accounts:
        table.add_row(account.account_name, account.authority or "", account.password, account.totp_secret)
    return table
