"""Who did and saw what here, for an auditor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.tokens import Principal
from kernel.trails import AskedTrail, exported
from services.approval.operations.resources import Resources, lock_application
from services.approval.store import audit

_READING = "trail"
"""The chain in which readings of the trail stand, as those of a case stand in its own."""


def read_trail(resources: Resources, caller: Principal, asked: AskedTrail) -> Iterator[bytes]:
    """Of every case; that it was read is written down first."""
    with resources.database.transaction() as session:
        lock_application(session, _READING)
        resources.record(session, _READING, "trail_read", actor_ref=caller.subject, object_ref=asked.about or "all")
    authors = resources.exchange.authors
    return exported(authors, asked, caller.subject, resources.clock.now(), _lines(resources, asked))


def _lines(resources: Resources, asked: AskedTrail) -> Iterator[dict[str, Any]]:
    with resources.database.transaction() as session:
        for entry in audit.trail(session, asked):
            yield {
                **{"book": "review", "at": entry.at, "number": entry.number, "about": entry.application_no},
                **{"event": entry.event, "actor": entry.actor_ref, "object": entry.object_ref, "digest": entry.digest},
                **{"role": entry.role, "origin": entry.origin, "request_id": entry.request_id},
            }
