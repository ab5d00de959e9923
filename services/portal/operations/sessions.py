"""Logs people in and out, and keeps their tokens fresh without their noticing."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Any

from kernel.errors import Outage, Refusal
from services.portal.domain.tokens import Tokens
from services.portal.operations.resources import Resources

_KEPT_SECONDS = 60
_MOST_KEPT = 10_000
REFRESH_BEFORE_SECONDS = 60


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
                fresh = _tokens(resources, answer, now)
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
    return _tokens(resources, answer, resources.clock.now().timestamp())


def log_in_by_mobile(resources: Resources, mobile: str, sms_code: str) -> Tokens:
    """Raises the identity service's Refusal for a wrong code."""
    answer = resources.identity.post("/sessions/by-mobile", None, {"mobile": mobile, "sms_code": sms_code})
    return _tokens(resources, answer, resources.clock.now().timestamp())


def answer_second_factor(resources: Resources, ticket: str, totp_code: str) -> Tokens:
    """The code after a right password. Raises the identity service's Refusal."""
    answer = resources.identity.post("/sessions/second-factor", None, {"ticket": ticket, "totp_code": totp_code})
    return _tokens(resources, answer, resources.clock.now().timestamp())


def confirm_device(resources: Resources, typed: dict[str, str]) -> Tokens:
    """Staff's first log-in: own password and a code of the new device. Raises the identity service's Refusal."""
    wanted = {name: typed.get(name, "")[:1000] for name in ("ticket", "totp_code", "password", "password_confirm")}
    answer = resources.identity.post("/sessions/devices/confirmation", None, wanted)
    return _tokens(resources, answer, resources.clock.now().timestamp())


def unified_is_connected(resources: Resources) -> bool:
    """Whether the unified authentication centre can be offered; not while the identity service does not answer."""
    try:
        return bool(resources.identity.get("/sessions/unified", None)["connected"])
    except Outage:
        return False


def begin_unified(resources: Resources) -> dict[str, Any]:
    """Where to go, and what the browser keeps meanwhile. Raises the identity service's Outage and 404."""
    begun: dict[str, Any] = resources.identity.post("/sessions/unified/logins", None, None)
    return begun


def answer_unified(resources: Resources, login: str, state: str, code: str) -> Tokens | dict[str, Any]:
    """Tokens, or what must follow a first log-in. Raises the identity service's Refusal and Outage."""
    typed = {"login": login, "state": state[:200], "code": code[:4000]}
    answer: dict[str, Any] = resources.identity.post("/sessions/unified", None, typed)
    if answer["tokens"]:
        return _tokens(resources, answer["tokens"], resources.clock.now().timestamp())
    return answer


def complete_unified(resources: Resources, login: str, sms_code: str, agreement_accepted: bool) -> Tokens:
    """Link the account the person has, or open one. Raises the identity service's Refusal."""
    typed = {"login": login, "sms_code": sms_code, "agreement_accepted": agreement_accepted}
    answer = resources.identity.post("/sessions/unified/completion", None, typed)
    return _tokens(resources, answer, resources.clock.now().timestamp())


def identify_person(resources: Resources, token: str, typed: dict[str, Any]) -> Tokens:
    """The person at the window, for whom the clerk acts from here on. Raises the identity service's Refusal and
    Outage."""
    answer = resources.identity.post("/window/sessions", token, typed)
    return _tokens(resources, answer, resources.clock.now().timestamp())


def log_out(resources: Resources, token: str) -> None:
    """Ends every session of the account; a session that is over already is no trouble."""
    try:
        resources.identity.delete("/sessions", token)
    except Refusal as refusal:
        if refusal.status != 401:
            raise


def needs_refresh(resources: Resources, tokens: Tokens) -> bool:
    return tokens.expires_at - resources.clock.now().timestamp() < REFRESH_BEFORE_SECONDS


def _tokens(resources: Resources, answer: dict[str, Any], now: float) -> Tokens:
    """Raises Refusal `portal.other_side`."""
    tokens = Tokens(answer["access_token"], answer["refresh_token"], now + float(answer["expires_in"]))
    resources.side.admit(tokens.roles, at_window=tokens.at_window)
    return tokens
