"""How many pages follow a case at once: each costs a look every second, so an account has a few and a process many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from kernel.errors import Outage, too_often

MOST_OF_ACCOUNT = 8
MOST_OF_PROCESS = 400
_AGAIN_SECONDS = 30


class Streams:
    """Used on the event loop only."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def check(self, subject: str) -> None:
        """Raises Refusal `portal.too_many_requests` (429) for one more of an account with enough, and Outage
        `portal.busy` where the process has enough."""
        if self._open[subject] >= MOST_OF_ACCOUNT:
            raise too_often("portal", _AGAIN_SECONDS)
        if self._open.total() >= MOST_OF_PROCESS:
            raise Outage("portal.busy", retry_after=_AGAIN_SECONDS)

    @contextmanager
    def one_of(self, subject: str) -> Iterator[None]:
        """Counted while inside. Raises as `check`: many may have been let in at one moment."""
        self.check(subject)
        self._open[subject] += 1
        try:
            yield
        finally:
            self._open[subject] -= 1
            if not self._open[subject]:
                del self._open[subject]
