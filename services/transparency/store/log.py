"""Entries, tiles and checkpoints as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from kernel.tlog.tiles import Tile
from services.transparency.domain.entries import Entry

_GROWING = 7_165_001
"""Advisory lock: one process at a time adds entries."""


def alone(connection: Connection) -> bool:
    """Whether this transaction may add entries; another one that does is not waited for."""
    return bool(connection.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _GROWING}).scalar_one())


def size(connection: Connection) -> int:
    return int(connection.execute(text("SELECT coalesce(max(index) + 1, 0) FROM transparency.entry")).scalar_one())


def add(connection: Connection, first: int, entries: Sequence[Entry]) -> None:
    connection.execute(
        text(
            "INSERT INTO transparency.entry (index, book, key, digest, by, at, salt)"
            " SELECT :first + place - 1, book, key, digest, by, at, salt FROM unnest(CAST(:book AS text[]),"
            " CAST(:key AS text[]), CAST(:digest AS bytea[]), CAST(:by AS text[]), CAST(:at AS timestamptz[]),"
            " CAST(:salt AS uuid[])) WITH ORDINALITY AS added(book, key, digest, by, at, salt, place)"
        ),
        {"first": first} | {n: [getattr(e, n) for e in entries] for n in ("book", "key", "digest", "by", "at", "salt")},
    )


def tile(connection: Connection, wanted: Tile) -> bytes:
    """Raises LookupError for one that is not there."""
    asked = text("SELECT hashes FROM transparency.tile WHERE level = :level AND number = :number")
    found = connection.execute(asked, wanted._asdict()).scalar()
    if found is None:
        raise LookupError(f"no tile {wanted.level}/{wanted.number}")
    return bytes(found)


def tiles(connection: Connection, wanted: Collection[Tile]) -> dict[Tile, bytes]:
    """Those of them that are there, in one statement."""
    asked = text(
        "SELECT level, number, hashes FROM transparency.tile JOIN unnest(CAST(:levels AS smallint[]),"
        " CAST(:numbers AS bigint[])) AS wanted(level, number) USING (level, number)"
    )
    given = {"levels": [tile.level for tile in wanted], "numbers": [tile.number for tile in wanted]}
    return {Tile(row.level, row.number): bytes(row.hashes) for row in connection.execute(asked, given)}


def keep(connection: Connection, tiles: Mapping[Tile, bytes]) -> None:
    connection.execute(
        text(
            "INSERT INTO transparency.tile (level, number, hashes)"
            " SELECT * FROM unnest(CAST(:level AS smallint[]), CAST(:number AS bigint[]), CAST(:hashes AS bytea[]))"
            " ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"
        ),
        {
            "level": [tile.level for tile in tiles],
            "number": [tile.number for tile in tiles],
            "hashes": list(tiles.values()),
        },
    )


@dataclass(frozen=True)
class Kept:
    """A checkpoint that was signed."""

    size: int
    note: str
    signed_at: datetime
    stamp: bytes | None


_CHECKPOINT = "SELECT size, note, signed_at, stamp FROM transparency.checkpoint"


def sign(connection: Connection, at: int, note: str, now: datetime) -> None:
    connection.execute(
        text("INSERT INTO transparency.checkpoint (size, note, signed_at) VALUES (:size, :note, :now)"),
        {"size": at, "note": note, "now": now},
    )


def last_checkpoint(connection: Connection, *, stamped: bool = False) -> Kept | None:
    which = "WHERE stamp IS NOT NULL" if stamped else ""
    row = connection.execute(text(f"{_CHECKPOINT} {which} ORDER BY size DESC LIMIT 1")).first()
    return None if row is None else _kept(row)


def stamp(connection: Connection, at: int, token: bytes) -> None:
    connection.execute(
        text("UPDATE transparency.checkpoint SET stamp = :token WHERE size = :size"), {"size": at, "token": token}
    )


def entries(connection: Connection, first: int, most: int) -> list[tuple[int, Entry]]:
    asked = text(
        "SELECT index AS place, book, key, digest, by, at, salt FROM transparency.entry"
        " WHERE index >= :first AND index < :first + :most ORDER BY index"
    )
    return [(row.place, _entry(row)) for row in connection.execute(asked, {"first": first, "most": most})]


def last_of(connection: Connection, book: str, keys: Sequence[str]) -> dict[str, tuple[int, bytes | None]]:
    """The last entry of each row that has one: its index and digest."""
    asked = text(
        "SELECT wanted.key, found.index AS place, found.digest FROM unnest(CAST(:keys AS text[])) AS wanted(key)"
        " CROSS JOIN LATERAL (SELECT index, digest FROM transparency.entry e"
        " WHERE e.key = wanted.key AND e.book = :book ORDER BY index DESC LIMIT 1) found"
    )
    rows = connection.execute(asked, {"book": book, "keys": list(keys)})
    return {row.key: (row.place, None if row.digest is None else bytes(row.digest)) for row in rows}


def of_file(connection: Connection, sha256: bytes) -> tuple[int, Entry] | None:
    """The first entry of a file with this digest."""
    asked = text(
        "SELECT index AS place, book, key, digest, by, at, salt FROM transparency.entry"
        " WHERE digest = :digest AND book LIKE '%#%' ORDER BY index LIMIT 1"
    )
    row = connection.execute(asked, {"digest": sha256}).first()
    return None if row is None else (row.place, _entry(row))


def of_number(connection: Connection, number: str, most: int) -> list[tuple[int, Entry]]:
    """Entries of rows whose key begins with an application's number or a code, the oldest first."""
    asked = text(
        "SELECT index AS place, book, key, digest, by, at, salt FROM transparency.entry"
        " WHERE key >= :first AND key < :end ORDER BY index LIMIT :most"
    )
    given = {"first": f'["{number}"', "end": f'["{number}#', "most": most}
    return [(row.place, _entry(row)) for row in connection.execute(asked, given)]


def _entry(row: Row[Any]) -> Entry:
    digest = row.digest
    return Entry(
        row.book,
        row.key,
        None if digest is None else bytes(digest),
        row.by,
        row.at,
        row.salt,
    )


def _kept(row: Row[Any]) -> Kept:
    token = row.stamp
    return Kept(
        row.size,
        row.note,
        row.signed_at,
        None if token is None else bytes(token),
    )
