"""Logs people in and out, and keeps their tokens fresh without their noticing."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from kernel.errors import Refusal
from services.portal.operations.resources import Resources

_KEPT_SECONDS = 60
_MOST_KEPT = 10_000
REFRESH_BEFORE_SECONDS = 60


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What a logged-in visitor's cookie holds, sealed. `expires_at` is a Unix time."""

    access: str
    refresh: str
    expires_at: float

    @property
    def roles(self) -> frozenset[str]:
        """What the token says its bearer may do. Decides what is offered; what is allowed, each service checks."""
        claims = self.access.split(".")[1]
        return frozenset(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))).get("roles", ()))


class Refreshing:
    """Several tabs may ask with the same refresh token at once; it may be used only once (RFC 9700 2.2.2). The first
    one's answer serves the others for a minute. Counts in this process: a visitor stays with one replica."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._kept: OrderedDict[str, tuple[float, Tokens]] = OrderedDict()

    def refresh(self, resources: Resources, tokens: Tokens) -> Tokens:
        """Tokens that are good for a while longer. Raises the identity service's Refusal when the session is over."""
        key = hashlib.sha256(tokens.refresh.encode()).hexdigest()
        with self._lock:
            own = self._locks.setdefault(key, threading.Lock())
        try:
            with own:
                now = resources.clock.now().timestamp()
                with self._lock:
                    kept = self._kept.get(key)
                if kept and now - kept[0] < _KEPT_SECONDS:
                    return kept[1]
                answer = resources.identity.post("/sessions/refresh", None, {"refresh_token": tokens.refresh})
                fresh = _tokens(answer, now)
                with self._lock:
                    self._kept[key] = (now, fresh)
                    while len(self._kept) > _MOST_KEPT or now - next(iter(self._kept.values()))[0] > _KEPT_SECONDS:
                        self._kept.popitem(last=False)
                return fresh
        finally:
            with self._lock:
                self._locks.pop(key, None)


def log_in(resources: Resources, account_name: str, password: str, totp_code: str | None) -> Tokens:
    """Raises the identity service's Refusal for a wrong name, password or code."""
    typed = {"account_name": account_name, "password": password, "totp_code": totp_code or None}
    answer = resources.identity.post("/sessions", None, typed)
    return _tokens(answer, resources.clock.now().timestamp())


def log_out(resources: Resources, token: str) -> None:
    """Ends every session of the account; a session that is over already is no trouble."""
    try:
        resources.identity.delete("/sessions", token)
    except Refusal as refusal:
        if refusal.status != 401:
            raise


def needs_refresh(resources: Resources, tokens: Tokens) -> bool:
    return tokens.expires_at - resources.clock.now().timestamp() < REFRESH_BEFORE_SECONDS


def _tokens(answer: dict[str, Any], now: float) -> Tokens:
    return Tokens(answer["access_token"], answer["refresh_token"], now + float(answer["expires_in"]))
