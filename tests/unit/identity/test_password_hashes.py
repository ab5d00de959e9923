"""A flood of log-ins waits for places, not for memory, and what cannot wait is told so at once."""

from __future__ import annotations

import threading
import time

from argon2 import PasswordHasher

from kernel.errors import Outage
from services.identity.operations.password_hashes import AT_ONCE, MOST_WAITING, PasswordHashes


class _Slow(PasswordHasher):
    """Counts how many are under way."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.under_way = self.most = 0
        self._lock = threading.Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # always answers
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.05)
        with self._lock:
            self.under_way -= 1
        return False


def test_two_hundred_wrong_log_ins() -> None:
    """Never more than four hashes hold memory; some sixty wait, the others hear at once when to come again, and
    afterwards everybody is let in as before."""
    hasher = _Slow()
    hashes, start = PasswordHashes(hasher), threading.Barrier(200)
    answers: list[object] = []

    def log_in() -> None:
        start.wait()
        try:
            answers.append(hashes.is_right("x", "wrong"))
        except Outage as outage:
            answers.append(outage.code)

    flood = [threading.Thread(target=log_in) for _ in range(200)]
    for each in flood:
        each.start()
    for each in flood:
        each.join()
    assert hasher.most <= AT_ONCE
    assert set(answers) == {False, "identity.busy"}
    assert answers.count(False) >= AT_ONCE + MOST_WAITING
    assert PasswordHashes().is_right(PasswordHashes().hash("right"), "right")
    assert hashes.is_right("x", "wrong") is False
