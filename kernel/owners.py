"""Whose application it is: looked up once, then remembered for a moment."""

from __future__ import annotations

import threading
from collections import OrderedDict

from kernel.clock import Clock, SystemClock

REMEMBERED_SECONDS = 60
_MOST_REMEMBERED = 10_000


class Owners:
    """Who asked successfully for which case lately. An application never changes hands, so that a yes stays right;
    it is remembered for a minute only, since its applicant may delete it. A no is never remembered. Counts in this
    process; safe to share between threads."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._until: OrderedDict[tuple[str, str], float] = OrderedDict()

    def knows(self, subject: str, application_no: str) -> bool:
        """Whether it was the subject's own case within the last minute."""
        with self._lock:
            return self._until.get((subject, application_no), 0) > self._now()

    def remember(self, subject: str, application_no: str) -> None:
        with self._lock:
            self._until.pop((subject, application_no), None)
            self._until[subject, application_no] = self._now() + REMEMBERED_SECONDS
            while len(self._until) > _MOST_REMEMBERED:
                self._until.popitem(last=False)

    def forget(self, application_no: str) -> None:
        """It was deleted: it is nobody's case any more."""
        with self._lock:
            for key in [key for key in self._until if key[1] == application_no]:
                del self._until[key]

    def _now(self) -> float:
        return self._clock.now().timestamp()
