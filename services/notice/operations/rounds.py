"""What goes on by itself beside requests: taking receipts, publishing and sending what is left, sending again."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

import structlog

from kernel.errors import Defect, Outage
from services.notice.operations.dispatching import SOON, expect_answers_soon, republish
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
    """Look at the ledger every `seconds` until `stop`. When the server is met, at a start or after it was away, at
    once, and once more when what nobody answered before is due."""
    met = 0

    def look() -> None:
        nonlocal met
        meeting = resources.stream.meetings
        if meeting != met:
            expect_answers_soon(resources)
        measure(resources)
        republish(resources)
        met = meeting

    work = _Steady("events_not_republished", look)
    while not stop.is_set():
        new = resources.stream.meetings != met
        await asyncio.to_thread(work)
        wait = min(seconds, SOON.total_seconds() + _PATIENCE_SECONDS) if new else seconds
        await _pause(stop, wait, lambda: resources.stream.meetings != met)


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


async def _pause(stop: asyncio.Event, seconds: float, over: Callable[[], bool] = lambda: False) -> None:
    """Until `stop`, until `seconds` have passed, or until it is `over`, which is asked after each second."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), min(left, _PATIENCE_SECONDS))
        if over():
            return
