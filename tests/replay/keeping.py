"""Keeps a history as `test_histories.py` replays it: decrypted, once."""

from __future__ import annotations

from pathlib import Path

from temporalio.client import Client

from cli.cases import readable_history

HISTORIES = Path(__file__).parent / "histories"


async def keep(name: str, client: Client, workflow_id: str) -> None:
    """Write it down under `name`; one that is on file is never written over."""
    content = await readable_history(client, workflow_id)
    with (HISTORIES / f"{name}.json").open("x", encoding="utf-8") as file:
        file.write(content + "\n")
