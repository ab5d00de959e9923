"""Who did and saw what here, for an auditor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.acting import where_from
from kernel.tokens import Principal, Role
from kernel.trails import AskedPerson, AskedTrail, OfPerson, exported
from services.register.operations.resources import Resources
from services.register.store import access, entities
from services.register.store.access import EntityAccess


def read_trail(resources: Resources, caller: Principal, asked: AskedTrail) -> Iterator[bytes]:
    """Of every entity; that it was read is written down first."""
    now = resources.clock.now()
    origin = where_from(resources.hash_key, Role.AUDITOR)
    with resources.database.transaction() as session:
        session.add(EntityAccess(at=now, subject=caller.subject, role=Role.AUDITOR, action="trail", origin=origin))
    return exported(resources.exchange.authors, asked, caller.subject, now, _lines(resources, asked))


def _lines(resources: Resources, asked: AskedTrail) -> Iterator[dict[str, Any]]:
    with resources.database.transaction() as session:
        for entry in access.trail(session, asked):
            yield {
                **{"book": "views", "id": entry.id, "at": entry.at, "about": entry.uscc},
                **{"event": entry.action, "actor": entry.subject, "role": entry.role, "origin": entry.origin},
            }


def find_person(resources: Resources, caller: Principal, asked: AskedPerson) -> OfPerson:
    """Entities that this person belongs to or ever did, and the applications that made their versions."""
    wanted = resources.person_hash(asked.id_document_type, asked.id_number)
    with resources.database.transaction() as session:
        found = entities.ever_of_person(session, wanted)
        origin = where_from(resources.hash_key, Role.AUDITOR)
        now = resources.clock.now()
        session.add(EntityAccess(at=now, subject=caller.subject, role=Role.AUDITOR, action="person", origin=origin))
    return OfPerson(of=found)
