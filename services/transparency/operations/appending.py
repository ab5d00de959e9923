"""Takes what services wrote into the log, and says how far it has come."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from kernel.tlog.notes import Checkpoint
from kernel.tlog.rows import STANDING
from kernel.tlog.tiles import grown, subtrees_of
from kernel.tlog.tree import root
from services.transparency.domain.entries import Entry, standing
from services.transparency.operations.resources import Resources
from services.transparency.store import alarms, log, outboxes, passes
from services.transparency.store.alarms import Found


def append(resources: Resources) -> int:
    """Everything that waits, at most some thousand of each service: leaves, tiles and a signed checkpoint in one
    transaction with taking it, so that nothing is lost and nothing stands twice. Returns how many entries were added;
    none while another process adds some. Raises Outage."""
    with resources.database.single_statements() as connection:
        known = outboxes.schemas(connection)
        if not known or not outboxes.waiting(connection, known):
            return 0
    with resources.database.transaction() as session:
        connection = session.connection()
        if not log.alone(connection):
            return 0
        entries = standing(outboxes.take(connection, known))
        if entries:
            first = log.size(connection)
            log.add(connection, first, entries)
            read = partial(log.tile, connection)
            log.keep(connection, grown(first, [entry.leaf for entry in entries], read))
            _sign(resources, connection, first + len(entries))
            if unusual := _unusual(entries, passes.shapes(connection)):
                alarms.raise_alarms(connection, unusual, resources.clock.now())
    return len(entries)


def _unusual(entries: Sequence[Entry], seen: Container[str]) -> list[Found]:
    """What another role than the service's wrote, a migration or not; and rows said to have stood there before their
    table had leaves, of a table that was seen with them. A migration says itself which one it was: an alarm names it,
    and is raised all the same, since whoever has the owner's role can say so too."""
    found: list[Found] = []
    scripts = _migrations(entries)
    for entry in entries:
        if entry.by == STANDING:
            if entry.book.partition("#")[0] in seen:
                found.append(("standing_too_late", entry.book, entry.key))
        elif entry.by is not None and not entry.is_migration:
            script = scripts.get((entry.schema, entry.at))
            found.append(
                ("written_by_migration", entry.book, script) if script else ("written_by_another", entry.book, entry.by)
            )
    return found


def _migrations(entries: Sequence[Entry]) -> dict[tuple[str, datetime], str]:
    """By schema and the transaction's time: the migrations that it carried out, each with its script's SHA-256."""
    told: dict[tuple[str, datetime], list[str]] = {}
    for entry in entries:
        if entry.is_migration and entry.digest is not None:
            (revision,) = json.loads(entry.key)
            told.setdefault((entry.schema, entry.at), []).append(f"{revision} {entry.digest.hex()}")
    return {where: ", ".join(scripts) for where, scripts in told.items()}


def _sign(resources: Resources, connection: Connection, size: int) -> None:
    head = root(size, subtrees_of(partial(log.tile, connection)))
    note = resources.signer.sign(Checkpoint(resources.signer.name, size, head).text)
    log.sign(connection, size, note, resources.clock.now())


def stamp(resources: Resources) -> bool:
    """Have the newest checkpoint time-stamped and tell the agencies of it; False where that is done. Raises Outage:
    nothing but the stamp is missing then."""
    with resources.database.single_statements() as connection:
        newest, before = log.last_checkpoint(connection), log.last_checkpoint(connection, stamped=True)
    if newest is None or newest.stamp is not None:
        return False
    if before is not None and (resources.clock.now() - before.signed_at).total_seconds() < resources.stamp_seconds:
        return False
    token = resources.stamps.stamp(newest.note)
    with resources.database.transaction() as session:
        log.stamp(session.connection(), newest.size, token)
    resources.agencies.publish(newest.note)
    return True
