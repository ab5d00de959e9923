"""Connections to PostgreSQL that a pool keeps: a dead one is replaced before anybody sends something over it."""

from __future__ import annotations

import select
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

ASKED_AFTER_SECONDS = 30.0
"""A connection that nobody used for so long is asked whether it still answers: a server that vanished with its machine
said no farewell. All others are looked at without a way to the server and back."""


class _Dead(DisconnectionError):
    """The others of the pool are as old: none of them is used again without being looked at."""

    invalidate_pool = True


def replace_dead(engine: Engine) -> None:
    """From now on whoever takes a connection out of the pool of `engine` gets one that lives."""

    @event.listens_for(engine, "checkin")
    def keep(_: Any, record: Any) -> None:
        record.info["kept_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look_at(connection: Any, record: Any, _: Any) -> None:
        since = record.info.pop("kept_since", None)
        if since is None:
            return  # just made
        if _has_news(connection) or (
            time.monotonic() - since > ASKED_AFTER_SECONDS and not _answers(engine, connection)
        ):
            raise _Dead()


def _has_news(connection: Any) -> bool:
    """A server that closes says so, or just closes: either way there is something to read where nobody asked."""
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error:
        return False
