"""A limit holds for all processes of a service, and across its restarts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text

from kernel.database import Database
from kernel.errors import Outage, Refusal
from kernel.rates import Rates
from tests.servers import RunningPostgres, as_owner

KEY = bytes(32)
SOMEBODY = "192.0.2.1"


@pytest.fixture(scope="module")
def url(postgres: RunningPostgres) -> str:
    url = postgres.database("identity")
    postgres.migrate("identity", url)
    return url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    with as_owner(opened) as connection:
        connection.execute(text("TRUNCATE identity.rate"))
    yield opened
    opened.close()


def _rates(database: Database, *, login: str = "3/minute") -> Rates:
    return Rates("identity", database, KEY, {"login": login, "sms": "1/minute"})


def _pass(database: Database, seconds: int) -> None:
    with database.transaction() as session:
        session.connection().execute(
            text("UPDATE identity.rate SET ends_at = ends_at - :passed * interval '1 second'"), {"passed": seconds}
        )


def test_one_too_many(database: Database) -> None:
    """It is refused with the seconds to wait; other addresses and other requests are not concerned."""
    rates = _rates(database)
    for _ in range(3):
        rates.count("login", SOMEBODY)
    with pytest.raises(Refusal) as refused:
        rates.count("login", SOMEBODY)
    assert (refused.value.code, refused.value.status) == ("identity.too_many_requests", 429)
    assert 1 <= refused.value.details["retry_after"] <= 60
    rates.count("login", "192.0.2.2")
    rates.count("sms", SOMEBODY)


def test_several_processes(url: str, database: Database) -> None:
    """Asked at the same time of several, one address is let through as often as the limit says, and not once more."""
    others = [Database(url, pool_size=2) for _ in range(3)]

    def ask(each: int) -> bool:
        try:
            _rates(others[each % 3]).count("login", SOMEBODY)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(ask, range(18))) == 3
    for other in others:
        other.close()


def test_a_restart(url: str, database: Database) -> None:
    """What was counted before still counts."""
    before = Database(url)
    for _ in range(3):
        _rates(before).count("login", SOMEBODY)
    before.close()
    with pytest.raises(Refusal):
        _rates(database).count("login", SOMEBODY)


def test_the_window_ends(database: Database) -> None:
    """After it the whole limit is there again."""
    rates = _rates(database)
    for _ in range(3):
        rates.count("login", SOMEBODY)
    with pytest.raises(Refusal):
        rates.count("login", SOMEBODY)
    _pass(database, 60)
    for _ in range(3):
        rates.count("login", SOMEBODY)
    with pytest.raises(Refusal):
        rates.count("login", SOMEBODY)


def test_one_statement_and_no_transaction_around_it(database: Database) -> None:
    """A request that is let through costs one way to the database and back."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    rates = _rates(database)
    rates.count("login", SOMEBODY)
    event.listen(database.engine, "before_cursor_execute", note)
    rates.count("login", SOMEBODY)
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(asked) == 1


def test_who_asks_is_not_kept(database: Database) -> None:
    """The table holds keyed hashes, and windows that ended an hour ago are cleared away by those who come later."""
    rates = _rates(database)
    for number in range(6):
        rates.count("login", f"192.0.2.{number}")
    _pass(database, 60 + 3600 + 1)
    for _ in range(3):
        rates.count("login", "198.51.100.7")
    with database.transaction() as session:
        keys = list(session.connection().execute(text("SELECT key FROM identity.rate")).scalars())
    assert len(keys) == 1
    assert "198.51" not in keys[0]


def test_a_database_that_is_silent(postgres: RunningPostgres, database: Database) -> None:
    """Nobody is told to have asked too often when nobody counted."""
    rates = _rates(database)
    with postgres.down(), pytest.raises(Outage):
        rates.count("login", SOMEBODY)


def test_the_counters_of_the_library(database: Database) -> None:
    """What the library `limits` may ask of a storage is answered."""
    rates = _rates(database)
    rates.count("login", SOMEBODY)
    table = rates.storage
    with database.transaction() as session:
        (key,) = session.connection().execute(text("SELECT key FROM identity.rate")).scalars()
    assert table.check()
    assert (table.get(key), table.get("nobody")) == (1, 0)
    table.clear(key)
    assert table.get(key) == 0
    rates.count("login", SOMEBODY)
    assert table.reset() == 1
