"""The services' databases side by side, to be read and never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from kernel.database import Database


class Books:
    """One read-only session per service, each with that service's own role."""

    def __init__(self, sessions: Mapping[str, Session]) -> None:
        self._sessions = sessions

    def session(self, service: str) -> Session:
        return self._sessions[service]

    def rows(self, service: str, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """What one service's schema answers; a statement cannot reach into another schema."""
        return [tuple(row) for row in self._sessions[service].connection().execute(text(statement), values)]


@contextmanager
def opened(urls: Mapping[str, str]) -> Iterator[Books]:
    """`urls` maps a service to its database. Each statement sees what is committed at its own time, so a check reads
    the cause before its consequences. Raises Outage."""
    with ExitStack() as stack:
        sessions = {}
        for service, url in urls.items():
            database = Database(url, pool_size=1)
            stack.callback(database.close)
            session = stack.enter_context(database.transaction())
            session.connection().execute(text("SET TRANSACTION READ ONLY"))
            sessions[service] = session
        yield Books(sessions)
