"""Who did and saw what here, for an auditor."""

from __future__ import annotations

from collections.abc import Iterator

from kernel.tokens import Principal
from kernel.trail_book import read_book
from kernel.trails import AskedPerson, AskedTrail, OfPerson
from services.filing.operations.operator_lock import person_hash
from services.filing.operations.resources import Resources
from services.filing.store import applications


def read_trail(resources: Resources, caller: Principal, asked: AskedTrail) -> Iterator[bytes]:
    """Of every case; that it was read is written down first."""
    return read_book(resources.trail, resources.database, resources.exchange.authors, caller, asked)


def find_person(resources: Resources, caller: Principal, asked: AskedPerson) -> OfPerson:
    """Applications whose operator, once confirmed, is this person."""
    wanted = person_hash(resources, asked.id_number)
    with resources.database.transaction() as session:
        numbers = applications.of_operator(session, wanted)
        resources.trail.note(session, "person_looked_for", f"person:{wanted[:16]}", actor=caller.subject)
    return OfPerson(of=numbers)
