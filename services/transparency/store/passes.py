"""How far each pass over everything has come, and what the triggers looked like when they were seen first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

_CHECKING = 7_165_002
"""Advisory lock: one process at a time checks."""


@dataclass(frozen=True)
class Pass:
    """`book` and `place` are where the next slice begins; `last_checked` is what the pass before went through."""

    name: str
    book: str | None
    place: str | None
    begun_at: datetime
    ended_at: datetime | None
    checked: int = 0
    last_checked: int = 0


def alone(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _CHECKING}).scalar_one())


def read(connection: Connection) -> dict[str, Pass]:
    rows = connection.execute(
        text("SELECT name, book, place, begun_at, ended_at, checked, last_checked FROM transparency.pass")
    )
    return {row.name: Pass(*row) for row in rows}


def write(connection: Connection, now: Pass) -> None:
    connection.execute(
        text(
            "INSERT INTO transparency.pass (name, book, place, begun_at, ended_at, checked, last_checked)"
            " VALUES (:name, :book, :place, :begun_at, :ended_at, :checked, :last_checked) ON CONFLICT (name) DO UPDATE"
            " SET book = excluded.book, place = excluded.place, begun_at = excluded.begun_at,"
            " ended_at = excluded.ended_at, checked = excluded.checked, last_checked = excluded.last_checked"
        ),
        now.__dict__,
    )


def shapes(connection: Connection) -> dict[str, str]:
    return {row.book: row.digest for row in connection.execute(text("SELECT book, digest FROM transparency.shape"))}


def keep_shapes(connection: Connection, seen: Mapping[str, str], now: datetime) -> None:
    connection.execute(
        text(
            "INSERT INTO transparency.shape (book, digest, seen_at) SELECT book, digest, :now"
            " FROM unnest(CAST(:books AS text[]), CAST(:digests AS text[])) AS seen(book, digest)"
            " ON CONFLICT (book) DO UPDATE SET digest = excluded.digest, seen_at = excluded.seen_at"
        ),
        {"books": list(seen), "digests": list(seen.values()), "now": now},
    )
