"""Goes through everything again and again: each row against its leaf, each entry against the tree and its row.

One slice is one transaction that sees one moment, so that what is being written meanwhile is no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from services.transparency.operations.checking_tree import check_head, check_tree
from services.transparency.operations.resources import Resources
from services.transparency.store import alarms, log, outboxes, passes
from services.transparency.store.alarms import Found
from services.transparency.store.outboxes import Book
from services.transparency.store.passes import Pass

SLICE = 512
ROWS, ENTRIES = "rows", "entries"


def check_slice(resources: Resources) -> bool:
    """Check the next rows and the next entries, and raise alarms. Returns whether there is more to check now. Raises
    Outage."""
    with resources.database.transaction() as session:
        connection = session.connection()
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        if not passes.alone(connection):
            return False
        now = resources.clock.now()
        known = passes.read(connection)
        under_way = {name: _begun(known.get(name), name, now, resources.pass_seconds) for name in (ROWS, ENTRIES)}
        if not any(under_way.values()):
            return False
        schemas = outboxes.schemas(connection)
        books = outboxes.books(connection, schemas)
        found: list[Found] = []
        if rows := under_way[ROWS]:
            found += _check_rows(connection, rows, books, now)
        if entries := under_way[ENTRIES]:
            found += _check_entries(connection, entries, books, now)
            if entries.place is None:
                found += check_head(connection, resources.signer.verifier)
                found += _shapes(connection, schemas, now)
        new = set(found) - (alarms.acknowledged(connection, found) if found else set())
        if new:
            alarms.raise_alarms(connection, sorted(new), now)
    return True


def _begun(before: Pass | None, name: str, now: datetime, seconds: float) -> Pass | None:
    """The pass that is under way, or a new one if it is time for it."""
    if before is None:
        return Pass(name, None, None, now, None)
    if before.ended_at is None:
        return before
    if now - before.begun_at < timedelta(seconds=seconds):
        return None
    return Pass(name, None, None, now, None, 0, before.last_checked)


def _go_on(connection: Connection, at: Pass, book: str | None, place: str | None, now: datetime, checked: int) -> None:
    """The next slice begins there; without a place the pass is over."""
    there = replace(at, book=book, place=place, checked=at.checked + checked)
    if book is None and place is None:
        there = replace(there, ended_at=now, last_checked=there.checked)
    passes.write(connection, there)


def _check_rows(connection: Connection, at: Pass, books: Sequence[Book], now: datetime) -> list[Found]:
    left = [book for book in books if at.book is None or book.name >= at.book]
    if not left:
        _go_on(connection, at, None, None, now, 0)
        return []
    book = left[0]
    rows = outboxes.rows_after(connection, book, at.place if book.name == at.book else None, SLICE)
    found = list(_compared(connection, book, dict(rows)))
    if len(rows) == SLICE:
        _go_on(connection, at, book.name, rows[-1][0], now, len(rows))
    else:
        _go_on(connection, at, left[1].name if len(left) > 1 else None, None, now, len(rows))
    return found


def _compared(connection: Connection, book: Book, rows: dict[str, bytes]) -> Iterator[Found]:
    if not rows:
        return
    last = {key: digest for key, (_, digest) in log.last_of(connection, book.name, list(rows)).items()}
    last |= outboxes.pending(connection, book, list(rows))
    for key, digest in rows.items():
        if key not in last:
            yield "row_without_leaf", book.name, key
        elif last[key] != digest:
            yield "row_altered", book.name, f"{key} {digest.hex()[:16]}"


def _check_entries(connection: Connection, at: Pass, books: Sequence[Book], now: datetime) -> list[Found]:
    first, size = int(at.place or 0), log.size(connection)
    end = min(first + SLICE, size)
    entries = dict(log.entries(connection, first, SLICE))
    found: list[Found] = [("entry_missing", "log", str(index)) for index in range(first, end) if index not in entries]
    found += check_tree(connection, first, end, size, entries)
    by_book: dict[str, dict[str, int]] = {}
    for index, entry in entries.items():
        if entry.digest is not None and "#" not in entry.book:
            by_book.setdefault(entry.book, {})[entry.key] = index
    readable = {book.name: book for book in books}
    for name, keys in by_book.items():
        if name in readable:
            found += _still_there(connection, readable[name], keys)
        else:
            found.append(("table_missing", name, ""))
    _go_on(connection, at, None, str(end) if end < size else None, now, len(entries))
    return found


def contradictions(connection: Connection, book: Book, keys: Sequence[str]) -> list[Found]:
    """What a pass says of the rows with these keys, be they there or not."""
    last = log.last_of(connection, book.name, keys)
    logged = {key: place for key, (place, digest) in last.items() if digest is not None}
    return [
        *_still_there(connection, book, logged),
        *_compared(connection, book, outboxes.rows_of(connection, book, [key for key in keys if key not in logged])),
    ]


def _still_there(connection: Connection, book: Book, keys: dict[str, int]) -> Iterator[Found]:
    """Of rows whose last entry is at these places: whether each is there, and is what its entry says."""
    last = log.last_of(connection, book.name, list(keys))
    standing = [key for key, place in keys.items() if last[key][0] == place]
    waiting = outboxes.pending(connection, book, standing)
    rows = outboxes.rows_of(connection, book, standing)
    for key in standing:
        if key not in rows and waiting.get(key, b"") is not None:
            yield "row_missing", book.name, key
    yield from _compared(connection, book, rows)


def _shapes(connection: Connection, schemas: Sequence[str], now: datetime) -> list[Found]:
    """The triggers that leave leaves are those that were seen first; a table whose standing rows still come is seen
    later."""
    seen, before = outboxes.shapes(connection, schemas), passes.shapes(connection)
    changed = {book: digest for book, digest in seen.items() if book in before and before[book] != digest}
    coming = outboxes.standing(connection, schemas)
    new = {book: digest for book, digest in seen.items() if book not in before and book not in coming}
    passes.keep_shapes(connection, changed | new, now)
    return [("triggers_changed", book, digest[:16]) for book, digest in changed.items()]
