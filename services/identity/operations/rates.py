"""How often one address may ask, counted in this process."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kernel.errors import Refusal


class Rates:
    """Moving windows by kind of request and address of the caller."""

    def __init__(self, allowed: Mapping[str, RateLimitItem]) -> None:
        self._allowed = dict(allowed)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, kind: str, address: str) -> None:
        """Count a request; raises Refusal `identity.too_many_requests` (429) when it is one too many."""
        item = self._allowed[kind]
        if not self._limiter.hit(item, kind, address):
            again_at = self._limiter.get_window_stats(item, kind, address).reset_time
            raise too_often(max(1, math.ceil(again_at - time.time())))


def too_often(seconds: int) -> Refusal:
    return Refusal(
        "identity.too_many_requests",
        f"操作过于频繁，请在 {seconds} 秒后再试",
        f"Too many requests; please try again in {seconds} seconds",
        status=429,
        details={"retry_after_seconds": seconds},
    )
