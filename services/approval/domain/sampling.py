"""Which decisions a seed draws: anybody who has the seed and the list can draw them again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence


def chosen(seed: str, decision_nos: Sequence[str], size: int) -> list[str]:
    """The `size` numbers whose HMAC-SHA256 under the seed is smallest, in that order."""

    def rank(number: str) -> tuple[bytes, str]:
        return hmac.digest(bytes.fromhex(seed), number.encode(), "sha256"), number

    return sorted(decision_nos, key=rank)[:size]


def digest(decision_nos: Sequence[str]) -> str:
    """SHA-256 over the sorted numbers, one a line: what was drawn from."""
    return hashlib.sha256("\n".join(sorted(decision_nos)).encode()).hexdigest()
