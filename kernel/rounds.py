"""What a service does again and again beside its requests: no trouble ends it, and each is told once."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

import structlog

from kernel.counters import idling
from kernel.errors import Defect, Outage

log = structlog.get_logger()

_ASKED_EVERY_SECONDS = 1.0


class Steady:
    """Calls `work`; trouble is logged when it begins and when it is over, and never ends the round. What is done
    because time passed, `by_the_clock`, is not counted among what a registration costs."""

    def __init__(self, event: str, work: Callable[[], object], *, by_the_clock: bool = False) -> None:
        self._event = event
        self._work = idling()(work) if by_the_clock else work
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


async def pause(stop: asyncio.Event, seconds: float, over: Callable[[], bool] = lambda: False) -> None:
    """Until `stop`, for so many seconds at most, and no longer than until it is `over`, which is asked every second."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), min(left, _ASKED_EVERY_SECONDS))
        if over():
            return
