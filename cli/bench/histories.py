"""How long the histories of cases are: events, and bytes as Temporal counts them."""

from __future__ import annotations

from collections.abc import Sequence

from temporalio.client import Client


async def longest(client: Client, workflow_ids: Sequence[str]) -> tuple[int, int]:
    """The most events and the most bytes that one of the histories has."""
    infos = [(await client.get_workflow_handle(each).describe()).raw_info for each in workflow_ids]
    return max(info.history_length for info in infos), max(info.history_size_bytes for info in infos)
