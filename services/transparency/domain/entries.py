"""What the log has a leaf of: one state of one row, or one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from kernel.canonical import canonical_json
from kernel.tlog.rows import MIGRATIONS
from kernel.tlog.tree import leaf_hash


@dataclass(frozen=True)
class Entry:
    """`book` is `schema.table`, or `schema.table#column` for a file; `key` the row's key as JSON. Without `digest` the
    row was gone. `by` is the role that wrote it, unless it was the service that runs. The `salt` keeps whoever sees the
    leaf's hash alone from trying what the row might be."""

    book: str
    key: str
    digest: bytes | None
    by: str | None
    at: datetime
    salt: UUID

    @property
    def schema(self) -> str:
        return self.book.partition(".")[0]

    @property
    def is_migration(self) -> bool:
        """Says that a migration was carried out, and which."""
        return self.book == f"{self.schema}.{MIGRATIONS}"

    @property
    def content(self) -> bytes:
        """What is hashed: canonical JSON."""
        told = {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "book": self.book,
            "by": self.by,
            "key": self.key,
            "salt": self.salt.hex,
            "sha256": self.digest.hex() if self.digest is not None else None,
        }
        return canonical_json({name: value for name, value in told.items() if value is not None})

    @property
    def leaf(self) -> bytes:
        return leaf_hash(self.content)


def standing(entries: list[Entry]) -> list[Entry]:
    """Of one batch, in its order: each state that lasted, and every one that another role than the service's wrote."""
    last = {(entry.book, entry.key): place for place, entry in enumerate(entries)}
    return [
        entry
        for place, entry in enumerate(entries)
        if last[entry.book, entry.key] == place or entry.by is not None or "#" in entry.book
    ]
