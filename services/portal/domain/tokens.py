"""The tokens of a logged-in visitor, and which accounts' are over although they could still be read."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

_MOST_KEPT = 10_000
_ACCESS_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What a logged-in visitor's cookie holds, encrypted. `expires_at` is a Unix time."""

    access: str
    refresh: str
    expires_at: float

    @property
    def claims(self) -> dict[str, Any]:
        """What the token says, unchecked."""
        content = self.access.split(".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
        return claims

    @property
    def roles(self) -> frozenset[str]:
        """What the token says its bearer may do. Decides what is offered; what is allowed, each service checks."""
        return frozenset(self.claims.get("roles", ()))

    @property
    def at_window(self) -> bool:
        """Whether a clerk acts for its bearer."""
        return "act" in self.claims

    @property
    def given_out_at(self) -> float:
        """To the millisecond, which the token's number (UUIDv7) begins with; `iat` knows seconds only."""
        return (UUID(self.claims["jti"]).int >> 80) / 1000


class Ended:
    """Accounts that logged out lately: a copy of their cookie, however old, holds tokens that were given out before.
    Counts in this process, for as long as such a token would be good; a log-in afterwards is another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: OrderedDict[str, float] = OrderedDict()

    def end(self, tokens: Tokens) -> None:
        now = time.time()
        with self._lock:
            self._at[tokens.claims["sub"]] = now
            self._at.move_to_end(tokens.claims["sub"])
            while len(self._at) > _MOST_KEPT or now - next(iter(self._at.values())) > _ACCESS_SECONDS:
                self._at.popitem(last=False)

    def includes(self, tokens: Tokens) -> bool:
        with self._lock:
            at = self._at.get(str(tokens.claims.get("sub")))
        return at is not None and tokens.given_out_at <= at
