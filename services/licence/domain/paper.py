"""The ways of a paper licence from the queue to the entity's hands (留痕: every step is recorded)."""

from __future__ import annotations

from collections.abc import Iterable
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
    ADDITIONAL = "ADDITIONAL"


class Delivery(StrEnum):
    COLLECT = "COLLECT"
    POST = "POST"


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
}


def may_follow(status: PaperStatus, following: PaperStatus) -> bool:
    return following in _NEXT.get(status, frozenset())


def least_advanced(papers: Iterable[PaperStatus]) -> PaperStatus | None:
    """What is still to be done for a licence: the status of its paper that is furthest behind, void ones aside."""
    order = list(PaperStatus)
    standing = [status for status in papers if status is not PaperStatus.VOID]
    return min(standing, key=order.index, default=None)
