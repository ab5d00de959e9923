"""What goes on by itself beside requests: taking receipts, publishing and sending what is left, sending again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from kernel.errors import Defect, Outage
from services.notice.operations.dispatching import republish
from services.notice.operations.messages import send_waiting
from services.notice.operations.receipts import take_next_receipt
from services.notice.operations.reconciliation import measure
from services.notice.operations.resources import Resources

log = structlog.get_logger()

_PATIENCE_SECONDS = 1.0


async def take_receipts(resources: Resources, stop: asyncio.Event) -> None:
    """Take receipts one after the other until `stop`; streams and consumers are made on the way."""
    work = _Steady("receipts_not_taken", lambda: take_next_receipt(resources))
    while not stop.is_set():
        if not await asyncio.to_thread(work):
            await _pause(stop, _PATIENCE_SECONDS)


async def keep_publishing(resources: Resources, seconds: float, stop: asyncio.Event) -> None:
    """Look at the ledger every `seconds` until `stop`."""

    def look() -> None:
        measure(resources)
        republish(resources)

    work = _Steady("events_not_republished", look)
    while not stop.is_set():
        await asyncio.to_thread(work)
        await _pause(stop, seconds)


async def keep_messaging(resources: Resources, seconds: float, stop: asyncio.Event) -> None:
    """Look every `seconds` until `stop` at the messages that nobody waits for and the gateway has not taken."""
    work = _Steady("messages_not_sent", lambda: send_waiting(resources))
    while not stop.is_set():
        await asyncio.to_thread(work)
        await _pause(stop, seconds)


class _Steady:
    """Calls `work`; trouble is logged when it begins and when it is over, and never ends the round."""

    def __init__(self, event: str, work: Callable[[], object]) -> None:
        self._event = event
        self._work = work
        self._trouble: str | None = None

    def __call__(self) -> bool:
        """True when the work was done."""
        try:
            self._work()
        except Exception as error:  # one bad round must not end the rounds
            code = error.code if isinstance(error, Outage | Defect) else f"defect.{type(error).__name__}"
            if code != self._trouble:
                report = log.warning if isinstance(error, Outage) else log.error
                report(self._event, error_code=code, exc_info=error)
            self._trouble = code
            return False
        if self._trouble:
            log.info("trouble_was_over", error_code=self._trouble)
        self._trouble = None
        return True


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
