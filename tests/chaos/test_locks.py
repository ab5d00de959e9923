"""Somebody's transaction keeps a table to itself for minutes (a migration, a report, a forgotten session)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import NullPool, create_engine, text

from deploy.local.environment import DATABASE
from deploy.local.postgres import SUPERUSER, Postgres
from deploy.local.stack import servers_of
from tests.chaos.campaign import SEED, Campaign
from tests.chaos.counting import Outage
from tests.chaos.crowd import Crowd, assert_whole
from tests.chaos.kills import Kills
from tests.system.stack import RunningStack, until

pytestmark = pytest.mark.chaos

_TABLES = ("filing.application", "naming.registered_name", "register.entity", "notice.outgoing_event")
_HELD_SECONDS = 120.0


@contextmanager
def _kept(stack: RunningStack, table: str) -> Iterator[None]:
    """Nobody else reads or writes `table` while inside."""
    (server,) = (one for one in servers_of(stack.home, stack.run.ports) if isinstance(one, Postgres))
    engine = create_engine(server.url(DATABASE, SUPERUSER, server.superuser_password), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield


@pytest.mark.parametrize("table", _TABLES)
def test_a_table_nobody_gets_at(stack: RunningStack, campaign: Campaign, table: str) -> None:
    """Two people register meanwhile. Nothing hangs on the lock for good, nothing is lost or doubled, and all goes on by
    itself when it is gone."""
    crowd, kills = Crowd(stack, 2, SEED + 400 + _TABLES.index(table)), Kills(stack)
    at = datetime.now(UTC)
    with _kept(stack, table):
        crowd.begin()
        time.sleep(_HELD_SECONDS)
    until(stack.is_ready, 60, f"{table} again")
    kills.outages.append(Outage(f"lock on {table}", at, datetime.now(UTC)))
    assert_whole(stack, crowd, kills, campaign)
