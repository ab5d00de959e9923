"""Kills processes of a stack and notes when everything answered again."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from tests.chaos.counting import Outage
from tests.system.stack import RunningStack, until

_READY_SECONDS = 120


class Kills:
    """`kill` comes back at once; what was killed is watched until it and all others answer."""

    def __init__(self, stack: RunningStack) -> None:
        self._stack = stack
        self._watched: list[threading.Thread] = []
        self._never: list[str] = []
        self.outages: list[Outage] = []

    def kill(self, process: str) -> None:
        """Crash one process, with everything that it started."""
        child, at = self._stack.run.children[process], datetime.now(UTC)
        self._stack.kill(process)
        watching = threading.Thread(target=self._watch, args=(process, child, at), daemon=True)
        watching.start()
        self._watched.append(watching)

    def recovered(self) -> None:
        """Wait until everything that was killed is there again. Fails when something does not come."""
        for watching in self._watched:
            watching.join()
        self._watched.clear()
        assert self._never == []

    def _watch(self, process: str, child: int, at: datetime) -> None:
        def again() -> bool:
            return self._stack.run.children[process] != child and self._stack.is_ready()

        try:
            until(again, _READY_SECONDS, f"{process} again")
        except AssertionError as never:
            self._never.append(str(never))
        self.outages.append(Outage(process, at, datetime.now(UTC)))
