"""Texts that are sent while nobody waits, so that how long an answer takes does not tell whether one is sent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import structlog

log = structlog.get_logger()

_AT_ONCE = 4


class Deliveries:
    """Runs jobs in threads of its own, each with the log context of the request it comes from."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="text")

    def hand_over(self, job: Callable[[], None]) -> None:
        context = copy_context()
        self._threads.submit(context.run, _watched, job)

    def close(self) -> None:
        """Waits for the jobs that were handed over."""
        self._threads.shutdown(wait=True)


def _watched(job: Callable[[], None]) -> None:
    try:
        job()
    except Exception as error:  # nobody waits for the job: only the log can tell what became of it
        log.error("delivery_failed", error_code=getattr(error, "code", "defect"), exc_info=error)
