"""Hashes of passwords: dear enough for whoever steals them, cheap enough that logging in stops nobody's service."""

from __future__ import annotations

import secrets
import threading
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 4
"""Hashes under way in one process, each with 19 MiB: a flood of log-ins waits here and not for memory."""


class PasswordHashes:
    """Argon2id (RFC 9106) with what OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one
    lane. A hash made with other parameters is right, too, and `is_outdated`. Safe to share between threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        with self._places:
            return self._hasher.hash(password)

    def is_right(self, password_hash: str, password: str) -> bool:
        try:
            with self._places:
                return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, password_hash: str) -> bool:
        """Whether a new hash of the same password should take its place."""
        return self._hasher.check_needs_rehash(password_hash)

    @cached_property
    def of_nobody(self) -> str:
        """Checked for unknown account names, so that they take as long as known ones."""
        return self.hash(secrets.token_urlsafe(16))
