"""Hashes of passwords: dear enough for whoever steals them, cheap enough that logging in stops nobody's service."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kernel.errors import Outage

AT_ONCE = 4
"""Hashes under way in one process, each with 19 MiB: a flood of log-ins waits here and not for memory."""

MOST_WAITING = 60
"""So many more wait, less than a second; who comes then is told at once to come again, so that threads stay free."""


class PasswordHashes:
    """Argon2id (RFC 9106) with what OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one
    lane. A hash made with other parameters is right, too, and `is_outdated`. Safe to share between threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._queue = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)

    def hash(self, password: str) -> str:
        """Raises Outage `identity.busy` when too many wait."""
        with self._place():
            return self._hasher.hash(password)

    def is_right(self, password_hash: str, password: str) -> bool:
        """Raises Outage `identity.busy` when too many wait."""
        try:
            with self._place():
                return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._queue.acquire(blocking=False):
            raise Outage(
                "identity.busy",
                "登录的人太多，请几秒后再试",
                "Too many people log in at this moment; please try again in a few seconds",
                retry_after=3,
            )
        try:
            with self._places:
                yield
        finally:
            self._queue.release()

    def is_outdated(self, password_hash: str) -> bool:
        """Whether a new hash of the same password should take its place."""
        return self._hasher.check_needs_rehash(password_hash)

    @cached_property
    def of_nobody(self) -> str:
        """Checked for unknown account names, so that they take as long as known ones."""
        return self.hash(secrets.token_urlsafe(16))
