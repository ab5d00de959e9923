"""Who did and saw what here, for an auditor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.tokens import Principal
from kernel.trails import AskedPerson, AskedTrail, OfPerson, exported
from services.identity.operations.resources import Resources
from services.identity.store import accounts, audit


def read_trail(resources: Resources, caller: Principal, asked: AskedTrail) -> Iterator[bytes]:
    """Of every account; that it was read is written down first."""
    with resources.database.transaction() as session:
        resources.record(session, "trail_read", actor_ref=caller.subject, object_ref=asked.about or "all")
    return exported(resources.authors, asked, caller.subject, resources.clock.now(), _lines(resources, asked))


def _lines(resources: Resources, asked: AskedTrail) -> Iterator[dict[str, Any]]:
    with resources.database.transaction() as session:
        for entry in audit.trail(session, asked):
            yield {
                **{"book": "accounts", "at": entry.at, "number": entry.number, "about": entry.object_ref},
                **{"event": entry.event, "actor": entry.actor_ref, "reason": entry.reason},
                **{"role": entry.role, "origin": entry.origin},
                **{"request_id": entry.request_id, "digest": entry.digest},
            }


def find_person(resources: Resources, caller: Principal, asked: AskedPerson) -> OfPerson:
    """The account whose owner proved to be this person."""
    hashes = resources.person_hashes(asked.id_document_type, asked.id_number)
    with resources.database.transaction() as session:
        account = accounts.by_person(session, hashes)
        found = [account.account_id] if account else []
        resources.record(session, "person_looked_for", actor_ref=caller.subject, object_ref=found[0] if found else "-")
    return OfPerson(of=found)
