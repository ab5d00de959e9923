"""The ways of a paper licence from the queue to the entity's hands (留痕: every step is recorded)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PaperStatus(StrEnum):
    """In the order in which they follow one another; VOID ends a paper that was spoiled or lost."""

    UNPRINTED = "UNPRINTED"
    PRINTED = "PRINTED"
    POSTED = "POSTED"
    COLLECTED = "COLLECTED"
    RECEIVED = "RECEIVED"
    VOID = "VOID"


class PaperReason(StrEnum):
    FIRST_ISSUE = "FIRST_ISSUE"
    REPLACEMENT = "REPLACEMENT"
    CHANGE = "CHANGE"
    ADDITIONAL = "ADDITIONAL"


class Delivery(StrEnum):
    COLLECT = "COLLECT"
    POST = "POST"


class ReturnManner(StrEnum):
    """How a paper of a licence that ended came back (条例 Art. 37; 实施细则 Art. 23): to the window, by post; or it did
    not, and was declared void in public."""

    WINDOW = "WINDOW"
    POST = "POST"
    DECLARED = "DECLARED"


WITH_OWNER = frozenset({PaperStatus.POSTED, PaperStatus.COLLECTED, PaperStatus.RECEIVED})
"""Where a paper is in its owner's hands, or on its way there."""


@dataclass(frozen=True, slots=True, repr=False)
class WantedPapers:
    """What the office looks for. `name` is part of the entity's name, `recipient` a whole name; days are days of
    printing in China, both included. `outstanding`: the owner still has it, though the licence ended."""

    status: PaperStatus | None = None
    name: str | None = None
    uscc: str | None = None
    print_nos: Sequence[str] = ()
    serial_no: str | None = None
    copy_kind: str | None = None
    reason: str | None = None
    delivery: str | None = None
    recipient: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    outstanding: bool = False


LABELS = {
    PaperStatus.UNPRINTED: "未打印",
    PaperStatus.PRINTED: "已打印",
    PaperStatus.POSTED: "已寄出",
    PaperStatus.COLLECTED: "已领取",
    PaperStatus.RECEIVED: "已签收",
    PaperStatus.VOID: "作废",
}

_NEXT = {
    PaperStatus.UNPRINTED: {PaperStatus.PRINTED, PaperStatus.VOID},
    PaperStatus.PRINTED: {PaperStatus.COLLECTED, PaperStatus.POSTED, PaperStatus.VOID},
    PaperStatus.POSTED: {PaperStatus.RECEIVED, PaperStatus.VOID},
    # Lost by its owner, or taken back when the licence changes (条例 Art. 28, 37).
    PaperStatus.COLLECTED: {PaperStatus.VOID},
    PaperStatus.RECEIVED: {PaperStatus.VOID},
}


def may_follow(status: PaperStatus, following: PaperStatus) -> bool:
    return following in _NEXT.get(status, frozenset())


def least_advanced(papers: Iterable[PaperStatus]) -> PaperStatus | None:
    """What is still to be done for a licence: the status of its paper that is furthest behind, void ones aside;
    VOID where no other is left, None where there never was one."""
    return min(papers, key=list(PaperStatus).index, default=None)


def reason_fits(reason: PaperReason, earlier: Collection[PaperStatus]) -> bool:
    """Whether a paper may be asked for with this reason after those of its kind: the first one once, a replacement
    or a change for one that is void, a further one at any time."""
    match reason:
        case PaperReason.FIRST_ISSUE:
            return not earlier
        case PaperReason.REPLACEMENT | PaperReason.CHANGE:
            return PaperStatus.VOID in earlier
        case PaperReason.ADDITIONAL:
            return True
