"""How often somebody may ask: counted in the service's database, so for all its processes and across restarts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from pydantic import AfterValidator
from sqlalchemy import Column, ColumnElement, MetaData, Table, delete, extract, func, select, text

from kernel.database import Database
from kernel.errors import Outage, too_often
from kernel.keyring import keyed_hash


def _readable(rate: str) -> str:
    parse(rate)
    return rate


Rate = Annotated[str, AfterValidator(_readable)]
"""A limit in the notation of the library `limits`: `30/minute`."""


def address(request: Request) -> str:
    """Who is asking, as far as limits per address are concerned."""
    return request.client.host if request.client else "unknown"


class Rates:
    """Limits of one service by kind of request and whoever asks. A window begins with the first request in it.

    The service's schema has the table `rate`. Who asks is kept as a keyed hash.
    """

    def __init__(self, service: str, database: Database, hash_key: bytes, allowed: Mapping[str, Rate]) -> None:
        self._service = service
        self._hash_key = hash_key
        self._allowed: dict[str, RateLimitItem] = {kind: parse(rate) for kind, rate in allowed.items()}
        self.storage = RateTable(service, database)
        self._limiter = FixedWindowRateLimiter(self.storage)

    def count(self, kind: str, who: str) -> None:
        """Count a request, with one statement. Raises Refusal `<service>.too_many_requests` (429) when it is one too
        many, with the seconds to wait."""
        limit, asking = self._allowed[kind], self._asking(kind, who)
        if not self._limiter.hit(limit, kind, asking):
            ends = self.storage.get_expiry(limit.key_for(kind, asking))
            raise too_often(self._service, ends - time.time())

    def hit(self, kind: str, who: str) -> bool:
        """Count, and say whether that was still within the limit."""
        return self._limiter.hit(self._allowed[kind], kind, self._asking(kind, who))

    def is_spent(self, kind: str, who: str) -> bool:
        """Whether the next one would be one too many; nothing is counted."""
        limit = self._allowed[kind]
        return self.storage.get(limit.key_for(kind, self._asking(kind, who))) >= limit.amount

    def _asking(self, kind: str, who: str) -> str:
        return keyed_hash(self._hash_key, f"rate:{kind}:{who}")


class RateTable(Storage):
    """Counters of one service's schema. Each request also clears away two windows that ended an hour ago."""

    STORAGE_SCHEME = None

    def __init__(self, schema: str, database: Database) -> None:
        super().__init__()
        self._database = database
        self._table = Table("rate", MetaData(), Column("key"), Column("hits"), Column("ends_at"), schema=schema)
        self._count = text(_COUNT.format(table=self._table.fullname))

    @property
    def base_exceptions(self) -> type[Exception]:
        return Outage

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """How many there are in the window with these; the first ones after a window's end begin a new one."""
        with self._database.single_statements() as connection:
            row = connection.execute(self._count, {"key": key, "amount": amount, "expiry": expiry})
            return int(row.scalar_one())

    def get(self, key: str) -> int:
        return int(self._read(self._table.c.hits, key) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970; now if there is none."""
        return float(self._read(extract("epoch", self._table.c.ends_at), key) or time.time())

    def check(self) -> bool:
        self._database.check()
        return True

    def reset(self) -> int | None:
        with self._database.single_statements() as connection:
            return connection.execute(delete(self._table)).rowcount

    def clear(self, key: str) -> None:
        with self._database.single_statements() as connection:
            connection.execute(delete(self._table).where(self._table.c.key == key))

    def _read(self, what: ColumnElement[Any], key: str) -> Any:
        running = (self._table.c.key == key) & (self._table.c.ends_at > func.now())
        with self._database.single_statements() as connection:
            return connection.execute(select(what).where(running)).scalar_one_or_none()


_COUNT = """
WITH gone AS (
    DELETE FROM {table} WHERE key IN (
        SELECT key FROM {table} WHERE ends_at < now() - interval '1 hour' AND key <> :key
        ORDER BY ends_at LIMIT 2 FOR UPDATE SKIP LOCKED
    )
)
INSERT INTO {table} AS counted (key, hits, ends_at) VALUES (:key, :amount, now() + :expiry * interval '1 second')
ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN counted.ends_at > now() THEN counted.hits ELSE 0 END + excluded.hits,
    ends_at = CASE WHEN counted.ends_at > now() THEN counted.ends_at ELSE excluded.ends_at END
RETURNING hits
"""
