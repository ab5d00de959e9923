"""Chained audit entries: each holds the digest of the one before, so that none can be changed or left out unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar

BEGINNING = "0" * 64
"""What the first entry of a chain follows."""


class Entry(Protocol):
    """What a chain needs of an entry; `chained` is everything in it but its digest."""

    number: int
    previous: str
    digest: str

    def chained(self) -> Sequence[str | int | None]: ...


AnEntry = TypeVar("AnEntry", bound=Entry)


def chain_digest(entry: Entry) -> str:
    """SM3 (GB/T 32905) over everything else in the entry, in hex."""
    return hashlib.new("sm3", json.dumps(list(entry.chained()), ensure_ascii=False).encode()).hexdigest()


def follow(entry: AnEntry, last: Entry | None) -> AnEntry:
    """Number and chain a new entry after the `last` one of its chain; the caller keeps others from doing the same."""
    entry.number = last.number + 1 if last else 1
    entry.previous = last.digest if last else BEGINNING
    entry.digest = chain_digest(entry)
    return entry


def instant(at: datetime) -> str:
    """A time as it is chained: in UTC to the microsecond, which is what the database keeps."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def broken(chain: Iterable[AnEntry]) -> Iterator[AnEntry]:
    """The entries of one chain, in order, that do not follow the one before or do not have their digest."""
    number, previous = 0, BEGINNING
    for entry in chain:
        number += 1
        if entry.number != number or entry.previous != previous or entry.digest != chain_digest(entry):
            yield entry
        number, previous = entry.number, entry.digest
