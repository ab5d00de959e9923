"""`kaiye status` and `kaiye history`: one case as operations see it."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markdown import Markdown
from temporalio.api.common.v1 import Payload
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowHandle
from temporalio.converter import PayloadCodec
from temporalio.service import RPCError

from cli.running import running, temporal
from cli.stack import DEFAULT_HOME, HomeOption
from workflows.contract import case_id

NumberArgument = Annotated[str, typer.Argument(help="The application number (23 digits).")]
_DETAILS = "__temporal_workflow_metadata"
_ANSWERED_WITHIN = timedelta(seconds=10)


def status(number: NumberArgument, home: HomeOption = DEFAULT_HOME) -> None:
    """Show where a case stands, what it waits for and who must act."""
    console = Console()
    _, environment = running(home, console)
    raise typer.Exit(asyncio.run(_status(console, environment, number)))


async def _status(console: Console, environment: Any, number: str) -> int:
    client = await temporal(environment)
    handle = client.get_workflow_handle(case_id(number))
    try:
        described = await handle.describe()
    except RPCError as error:
        console.print(f"No case {number}: {error.message}", style="red", markup=False)
        return 1
    console.print(f"{await described.static_summary()}  ({described.status.name if described.status else '?'})")
    for pair in described.typed_search_attributes:
        value = ", ".join(pair.value) if isinstance(pair.value, list) else pair.value
        console.print(f"  {pair.key.name}: {value}", highlight=False)
    console.print(Markdown(await _details(handle)))
    console.print(f"history: {described.history_length} events")
    return 0


async def _details(handle: WorkflowHandle[Any, Any]) -> str:
    """What the case itself says of it: only while a workflow worker runs, unlike its attributes."""
    try:
        asked = await handle.query(_DETAILS, result_type=WorkflowMetadata, rpc_timeout=_ANSWERED_WITHIN)
    except RPCError:
        return "*No workflow worker answers: no details. The attributes above are as the case set them.*"
    return asked.current_details or "no details"


def history(
    number: NumberArgument,
    out: Annotated[Path, typer.Option("--out", help="File for the history as JSON.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write a case's history, decrypted, so that it can be replayed on other code. It holds no personal data."""
    console = Console()
    _, environment = running(home, console)
    written = asyncio.run(_history(environment, number))
    out.write_text(written, encoding="utf-8")
    console.print(f"{out}: {len(json.loads(written)['events'])} events", highlight=False)


async def _history(environment: Any, number: str) -> str:
    client = await temporal(environment)
    return await readable_history(client, case_id(number))


async def readable_history(client: Client, workflow_id: str) -> str:
    """The history as JSON with every payload decrypted."""
    fetched = await client.get_workflow_handle(workflow_id).fetch_history()
    codec = client.data_converter.payload_codec
    content = json.loads(fetched.to_json())
    return json.dumps(await _opened(content, codec) if codec else content, ensure_ascii=False, indent=1)


async def _opened(node: Any, codec: PayloadCodec) -> Any:
    if isinstance(node, list):
        return [await _opened(item, codec) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("metadata"), dict) and "data" in node and "encoding" in node["metadata"]:
        (payload,) = await codec.decode(
            [
                Payload(
                    metadata={key: base64.b64decode(value) for key, value in node["metadata"].items()},
                    data=base64.b64decode(node["data"]),
                )
            ]
        )
        return {
            "metadata": {key: base64.b64encode(value).decode() for key, value in payload.metadata.items()},
            "data": base64.b64encode(payload.data).decode(),
        }
    return {key: await _opened(value, codec) for key, value in node.items()}
