"""What checking found, until a person has looked into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

Found = tuple[str, str, str]
"""Kind, book and key of what was found."""


def raise_alarms(connection: Connection, found: Sequence[Found], now: datetime) -> None:
    """One open alarm for each; what is found again is counted."""
    kinds, books, keys = zip(*sorted(set(found)), strict=True) if found else ((), (), ())
    connection.execute(
        text(
            "INSERT INTO transparency.alarm (kind, book, key, found_at, last_found_at)"
            " SELECT kind, book, key, :now, :now FROM unnest(CAST(:kinds AS text[]), CAST(:books AS text[]),"
            " CAST(:keys AS text[])) AS told(kind, book, key)"
            " ON CONFLICT (kind, book, key) WHERE acknowledged_at IS NULL"
            " DO UPDATE SET last_found_at = excluded.last_found_at, times = alarm.times + 1"
        ),
        {"now": now, "kinds": list(kinds), "books": list(books), "keys": list(keys)},
    )


def acknowledged(connection: Connection, found: Sequence[Found]) -> set[Found]:
    """Those of which somebody said that they were looked into: they are not raised again."""
    rows = connection.execute(
        text(
            "SELECT DISTINCT kind, book, key FROM transparency.alarm WHERE acknowledged_at IS NOT NULL"
            " AND key = ANY(:keys)"
        ),
        {"keys": [key for _, _, key in found]},
    )
    return {(kind, book, key) for kind, book, key in rows} & set(found)


def open_alarms(connection: Connection, most: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        text(
            "SELECT number, kind, book, key, found_at, last_found_at, times FROM transparency.alarm"
            " WHERE acknowledged_at IS NULL ORDER BY number LIMIT :most"
        ),
        {"most": most},
    )
    return [dict(row._mapping) for row in rows]


def counted(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        text("SELECT kind, count(*) FROM transparency.alarm WHERE acknowledged_at IS NULL GROUP BY kind")
    )
    return {kind: count for kind, count in rows}  # noqa: C416 - rows, not pairs


def acknowledge(connection: Connection, number: int, by: str, reason: str, now: datetime) -> bool:
    """False where no such alarm is open."""
    done = connection.execute(
        text(
            "UPDATE transparency.alarm SET acknowledged_at = :now, acknowledged_by = :by, reason = :reason"
            " WHERE number = :number AND acknowledged_at IS NULL"
        ),
        {"number": number, "by": by, "reason": reason, "now": now},
    )
    return done.rowcount == 1
