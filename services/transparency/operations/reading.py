"""What anybody may have of the log: its checkpoint, its tiles, and the proof of a file whose digest they know."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from kernel.errors import Refusal, not_found
from kernel.tlog.proofs import Proof
from kernel.tlog.tiles import HASH, Tile, needed, numbered, subtrees_of, width_in
from kernel.tlog.tree import inclusion_proof
from services.transparency.domain.entries import Entry
from services.transparency.operations.resources import Resources
from services.transparency.store import log

_MOST = 500


def read_checkpoint(resources: Resources, *, stamped: bool = False) -> log.Kept:
    """The newest one, or the newest with a time stamp. Raises Refusal 404 while there is none."""
    with resources.database.single_statements() as connection:
        found = log.last_checkpoint(connection, stamped=stamped)
    if found is None:
        raise _absent("checkpoint")
    return found


def read_tile(resources: Resources, level: int, place: str) -> bytes:
    """A tile, or as much of it as its path names. Raises Refusal 404 for one that the newest checkpoint does not
    cover."""
    try:
        number, width = numbered(place)
    except ValueError:
        raise _absent("tile") from None
    wanted = Tile(level, number)
    if level > 7 or width_in(wanted, read_checkpoint(resources).size) < width:
        raise _absent("tile")
    with resources.database.single_statements() as connection:
        return log.tile(connection, wanted)[: width * HASH]


def prove_file(resources: Resources, sha256: str) -> Proof:
    """That a file with this digest is in the log. Raises Refusal 404."""
    with resources.database.single_statements() as connection:
        found = log.of_file(connection, bytes.fromhex(sha256))
        newest = log.last_checkpoint(connection)
        if found is None or newest is None or found[0] >= newest.size:
            raise _absent("file")
        return _proof(connection, newest, *found)


def prove_number(resources: Resources, number: str) -> list[Proof]:
    """That what stands under an application's number or a code is in the log; the oldest first, some hundred."""
    with resources.database.single_statements() as connection:
        newest = log.last_checkpoint(connection)
        found = log.of_number(connection, number, _MOST) if newest else []
        return [_proof(connection, newest, *each) for each in found if newest and each[0] < newest.size]


def _proof(connection: Connection, checkpoint: log.Kept, index: int, entry: Entry) -> Proof:
    make = partial(inclusion_proof, index, checkpoint.size)
    hashes = make(subtrees_of(log.tiles(connection, needed(make)).__getitem__))
    return Proof(entry.content, index, tuple(hashes), checkpoint.note)


def _absent(what: str) -> Refusal:
    return not_found(f"log.{what}", "日志中没有该内容", "The log has no such thing")
