"""What goes on by itself beside requests: taking receipts, publishing and sending what is left, sending again."""

from __future__ import annotations

import asyncio

from kernel.rounds import Steady, pause
from services.notice.operations.dispatching import republish
from services.notice.operations.messages import send_waiting
from services.notice.operations.receipts import take_next_receipt
from services.notice.operations.reconciliation import measure
from services.notice.operations.resources import Resources

_PATIENCE_SECONDS = 1.0


async def take_receipts(resources: Resources, stop: asyncio.Event) -> None:
    """Take receipts one after the other until `stop`; streams and consumers are made on the way."""
    work = Steady("receipts_not_taken", lambda: take_next_receipt(resources))
    while not stop.is_set():
        if not await asyncio.to_thread(work):
            await pause(stop, _PATIENCE_SECONDS)


async def keep_publishing(resources: Resources, seconds: float, stop: asyncio.Event) -> None:
    """Look at the ledger every `seconds` until `stop`."""

    def look() -> None:
        measure(resources)
        republish(resources)

    work = Steady("events_not_republished", look)
    while not stop.is_set():
        await asyncio.to_thread(work)
        await pause(stop, seconds)


async def keep_messaging(resources: Resources, seconds: float, stop: asyncio.Event) -> None:
    """Look every `seconds` until `stop` at the messages that nobody waits for and the gateway has not taken."""
    work = Steady("messages_not_sent", lambda: send_waiting(resources))
    while not stop.is_set():
        await asyncio.to_thread(work)
        await pause(stop, seconds)
