"""`kaiye events follow`: what an agency receives, as it is published."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import nats
import typer
from nats.js.api import DeliverPolicy
from rich.console import Console

from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.nats_server import AGENCIES
from kernel.masking import mask_address, mask_id_number, mask_mobile, mask_name
from kernel.running import stop_on_signals

app = typer.Typer(help="Events for other agencies.", no_args_is_help=True)

_MASKS = {"cerno": mask_id_number, "mobtel": mask_mobile, "tel": mask_mobile, "dom": mask_address, "name": mask_name}


@app.callback()
def events() -> None:
    """Events for other agencies."""


@app.command()
def follow(
    agency: Annotated[str, typer.Argument(help=f"One of: {', '.join(AGENCIES)}.")],
    home: HomeOption = DEFAULT_HOME,
    from_start: Annotated[bool, typer.Option("--all", help="Begin with the first event ever published.")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show personal data in full.")] = False,
) -> None:
    """Print each event for an agency as one JSON line until Ctrl-C; the agency's own position is not touched."""
    console = Console()
    if agency not in AGENCIES:
        console.print(f"No agency {agency}; there are: {', '.join(AGENCIES)}", style="red")
        raise typer.Exit(1)
    run, environment = running(home, console)
    notice = environment.of("notice")
    asyncio.run(_follow(run.addresses["nats"], notice, agency, from_start, reveal))


async def _follow(url: str, notice: dict[str, str], agency: str, from_start: bool, reveal: bool) -> None:
    stop = stop_on_signals()
    connection = await nats.connect(
        url, user=notice["KAIYE_NATS_USER"], password=notice["KAIYE_NATS_PASSWORD"], name="kaiye-cli"
    )
    try:
        subscription = await connection.jetstream().subscribe(
            f"events.{agency}.>",
            ordered_consumer=True,
            deliver_policy=DeliverPolicy.ALL if from_start else DeliverPolicy.NEW,
        )
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            arriving = asyncio.create_task(subscription.next_msg(timeout=None))
            await asyncio.wait({arriving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not arriving.done():
                arriving.cancel()
                break
            event = json.loads(arriving.result().data)
            print(json.dumps(event if reveal else masked(event), ensure_ascii=False), flush=True)
    finally:
        await connection.close()


def masked(event: dict[str, Any]) -> dict[str, Any]:
    """The event with personal data masked for display."""
    data = event.get("data") or {}
    shown = {key: _MASKS[key](value) if key in _MASKS and value else value for key, value in data.items()}
    return event | {"data": shown}
