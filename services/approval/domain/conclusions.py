"""When a revocation was concluded, and whether in time (实施细则 Art. 52, 53)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.approval.domain.revocation import Entry, Written, standing

CONCLUDES = (Entry.NOT_ACCEPTED, Entry.CONFIRMED)
_OF_THE_AUTHORITY = frozenset({"revocation_accept", "revocation_investigation"})
"""Periods that bind the authority; forty-five days of publicity bind whoever objects."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """`in_time`: before the authority's period was over; `seconds` since it was opened."""

    at: datetime
    in_time: bool
    seconds: float


def conclusion(entries: Sequence[Written]) -> Concluded | None:
    """That it was not accepted, or what two persons decided first. That a wrong revocation is taken back later is no
    conclusion of its own; None while nothing was decided."""
    for number, each in enumerate(entries):
        if each.entry in CONCLUDES:
            before = standing(entries[:number])
            assert before.opened_at
            due = [clock.due for clock in before.clocks if clock.timer in _OF_THE_AUTHORITY]
            return Concluded(each.at, each.at < min(due), (each.at - before.opened_at).total_seconds())
    return None
