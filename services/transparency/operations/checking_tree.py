"""Whether entries are those that the tree was grown from, and the tree the one whose head was signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from sqlalchemy import Connection

from kernel.tlog.notes import Checkpoint, NotSigned, Verifier
from kernel.tlog.tiles import HASH, HEIGHT, WIDTH, Tile, folded, subtrees_of
from kernel.tlog.tree import root
from services.transparency.domain.entries import Entry
from services.transparency.store import log
from services.transparency.store.alarms import Found


def check_tree(
    connection: Connection, first: int, end: int, size: int, entries: Mapping[int, Entry]
) -> Iterator[Found]:
    """Entries from `first`, which begins a tile, to before `end`, and the tiles that these complete."""
    for number in range(first // WIDTH, -(-end // WIDTH)):
        hashes = _tile(connection, Tile(0, number))
        for index in range(number * WIDTH, min((number + 1) * WIDTH, end)):
            place = index % WIDTH * HASH
            if index in entries and entries[index].leaf != hashes[place : place + HASH]:
                yield "entry_altered", "log", str(index)
        yield from _folds(connection, Tile(0, number), hashes, size)


def _folds(connection: Connection, tile: Tile, hashes: bytes, size: int) -> Iterator[Found]:
    """A full tile's root is what the tile above it holds, and so on as far as tiles are completed."""
    while (tile.number + 1) * WIDTH << (HEIGHT * tile.level) <= size:
        above = Tile(tile.level + 1, tile.number // WIDTH)
        upper = _tile(connection, above)
        place = tile.number % WIDTH * HASH
        if len(hashes) != WIDTH * HASH or folded(hashes) != upper[place : place + HASH]:
            yield "tree_altered", "log", f"tile {tile.level}/{tile.number}"
            return
        if tile.number % WIDTH != WIDTH - 1:
            return
        tile, hashes = above, upper


def check_head(connection: Connection, verifier: Verifier) -> Iterator[Found]:
    """The newest checkpoint is signed, covers every entry, and is the root of the tree that is kept."""
    newest = log.last_checkpoint(connection)
    size = log.size(connection)
    if newest is None:
        if size:
            yield "checkpoint_missing", "log", ""
        return
    try:
        said = Checkpoint.opened(newest.note, verifier)
        kept = root(said.size, subtrees_of(partial(log.tile, connection)))
    except NotSigned:
        yield "checkpoint_altered", "log", str(newest.size)
        return
    except LookupError:
        kept = b""
    if size != said.size:
        yield "entries_missing", "log", f"{size} of {said.size}"
    if kept != said.root:
        yield "tree_altered", "log", "root"


def _tile(connection: Connection, tile: Tile) -> bytes:
    try:
        return log.tile(connection, tile)
    except LookupError:
        return b""
