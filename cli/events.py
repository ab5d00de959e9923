"""`kaiye events follow`: what an agency receives, as it is published, with the agency's own credentials."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import nats
import typer
from nats.aio.client import Client
from nats.errors import Error as NatsError
from rich.console import Console

from cli.agencies.credentials import Credentials
from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import SANDBOX_ROOM
from deploy.local.nats_accounts import AGENCIES
from kernel import jose
from kernel.running import stop_on_signals
from services.notice.domain import masked_events

app = typer.Typer(help="Events for other agencies.", no_args_is_help=True)

_ANSWER_SECONDS = 10.0
_FETCH_SECONDS = 1.0


@app.callback()
def events() -> None:
    """Events for other agencies."""


@app.command()
def follow(
    agency: Annotated[str, typer.Argument(help="An agency that is enrolled, or publicity or tax of the sandbox.")],
    credentials: Annotated[
        Path | None, typer.Option("--credentials", help="What it connects with; NAME.agency.json.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    from_start: Annotated[bool, typer.Option("--all", help="Begin with the first event that is kept.")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show personal data in full.")] = False,
) -> None:
    """Print each event for an agency as one JSON line until Ctrl-C; the agency's own position is not touched."""
    console = Console()
    own = _credentials(agency, credentials, home, console)
    try:
        asyncio.run(_follow(own, from_start, reveal))
    except (NatsError, OSError, TimeoutError) as trouble:
        console.print(
            f"{own.server} does not let {agency} in, or does not answer ({type(trouble).__name__}).", style="red"
        )
        raise typer.Exit(2) from None


def _credentials(agency: str, given: Path | None, home: Path, console: Console) -> Credentials:
    """Those of the file, or of an agency that the sandbox of a running stack plays."""
    path = given or Path(f"{agency}.agency.json")
    if given is None and agency in AGENCIES:
        run, environment = running(home, console)
        password = SecretFile(home.expanduser().resolve() / "secrets.json").password(f"nats-{agency}")
        keys = json.loads(environment.own[SANDBOX_ROOM]["KAIYE_AGENCY_PRIVATE_KEYS"])[agency]
        return Credentials.new(agency, run.addresses["nats"], environment.shared["KAIYE_NOTICE_URL"], password, keys)
    try:
        own = Credentials.read(path)
    except (OSError, ValueError):
        console.print(
            f"{path} does not hold the credentials of {agency}. `kaiye agency add` writes them; name the file with "
            "--credentials.",
            style="red",
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(1) from None
    if own.user != agency:
        console.print(f"{path} holds the credentials of {own.user}.", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1)
    return own


async def _follow(own: Credentials, from_start: bool, reveal: bool) -> None:
    stop = stop_on_signals()
    following = asyncio.create_task(_print_events(own, from_start, reveal))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({following, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    following.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await following


async def _print_events(own: Credentials, from_start: bool, reveal: bool) -> None:
    connection = await _connected(own, reconnecting=False)
    if not from_start:
        # Let in: from here on it outlasts a restart of the server. At first a refusal has to end it.
        await connection.close()
        connection = await _connected(own, reconnecting=True)
    try:
        async for payload in _replayed(connection, own) if from_start else _published(connection, own):
            event = opened(json.loads(payload), own)
            print(json.dumps(event if reveal else masked(event), ensure_ascii=False), flush=True)
    finally:
        await connection.close()


async def _connected(own: Credentials, *, reconnecting: bool) -> Client:
    return await nats.connect(
        **own.connecting(), name="kaiye-cli", allow_reconnect=reconnecting, connect_timeout=5, error_cb=_quiet
    )


async def _quiet(_: Exception) -> None:
    """Whoever waits is told by what it waits for."""


async def _published(connection: Client, own: Credentials) -> AsyncIterator[bytes]:
    subscription = await connection.subscribe(own.events)
    async for message in subscription.messages:
        yield message.data


async def _replayed(connection: Client, own: Credentials) -> AsyncIterator[bytes]:
    """Asked for as the agency asks for it; what is published meanwhile follows."""
    answers = await connection.subscribe(own.answers)
    request = {"specversion": "1.0", "id": str(uuid4()), "type": "request.replay.v1"}
    asked, keys = json.dumps(request).encode(), own.private_keys["keys"]
    await connection.jetstream().publish(own.receipts, jose.sign(asked, keys).encode() if keys else asked)
    async with asyncio.timeout(_ANSWER_SECONDS):
        while json.loads((await answers.next_msg(timeout=_ANSWER_SECONDS)).data)["data"]["message_id"] != request["id"]:
            pass
    subscription = await connection.jetstream().pull_subscribe_bind(own.replay_consumer, own.stream)
    while True:
        try:
            for message in await subscription.fetch(100, timeout=_FETCH_SECONDS):
                yield message.data
        except TimeoutError:  # the client has two kinds of it for a round without a message
            continue


def opened(event: dict[str, Any], own: Credentials) -> dict[str, Any]:
    """What was encrypted to the agency's key is decrypted, where its file has the key; else it says so."""
    if event.get("datacontenttype") != jose.ENCRYPTED:
        return event
    try:
        data = json.loads(jose.decrypt(event["data"], own.private_keys["keys"]))
    except ValueError:
        return event | {"data": {"encrypted_to": jose.header_of(event["data"]).get("kid")}}
    return event | {"data": data, "datacontenttype": "application/json"}


def masked(event: dict[str, Any]) -> dict[str, Any]:
    """The event with personal data masked for display."""
    return event | {"data": masked_events.masked(event.get("data") or {})}
