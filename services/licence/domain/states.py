"""The states of a licence: valid from its document on, until it is replaced or ends for another reason."""

from __future__ import annotations

from enum import StrEnum


class LicenceState(StrEnum):
    """PREPARED has its number and its face for good, and no document yet. REPLACED: a later one stands in its stead
    (条例 Art. 28); LOST: its owner declared it lost (条例 Art. 37); VOID: its entity was deregistered or its
    registration undone; REVOKED: taken as a penalty."""

    PREPARED = "PREPARED"
    VALID = "VALID"
    REPLACED = "REPLACED"
    LOST = "LOST"
    VOID = "VOID"
    REVOKED = "REVOKED"


LABELS = {
    LicenceState.PREPARED: "制照中",
    LicenceState.VALID: "有效",
    LicenceState.REPLACED: "已换发",
    LicenceState.LOST: "已声明作废",
    LicenceState.VOID: "已作废",
    LicenceState.REVOKED: "已吊销",
}

ENDED = frozenset(LicenceState) - {LicenceState.PREPARED, LicenceState.VALID}
"""What is no licence any more."""

_NEXT = {
    # Replaced at once where a later one was finished first.
    LicenceState.PREPARED: {LicenceState.VALID, LicenceState.REPLACED},
    LicenceState.VALID: {LicenceState.REPLACED, LicenceState.LOST, LicenceState.VOID, LicenceState.REVOKED},
}


def may_follow(state: LicenceState, following: LicenceState) -> bool:
    return following in _NEXT.get(state, frozenset())
