"""Kept connections, questions without a transaction, and what is counted of both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlmodel import Session

from kernel import kept_connections
from kernel.counters import Work, counted
from kernel.database import Database, lock_key
from kernel.errors import Defect
from kernel.rounds import Steady
from kernel.statements import CLOCK, WORK
from services.filing.store import applications
from tests.servers import RunningPostgres


@pytest.fixture
def database(postgres: RunningPostgres) -> Iterator[Database]:
    opened = Database(postgres.database("filing"))
    yield opened
    opened.close()


def _ask(session: Session) -> int:
    return int(session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one())


def _end_all(postgres: RunningPostgres, database: Database) -> None:
    role = database.engine.url.username
    with postgres.server.connect("postgres") as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s", [role]
        ).fetchall()


def test_a_connection_that_was_ended_is_replaced(postgres: RunningPostgres, database: Database) -> None:
    """Whoever asks next notices nothing, in a transaction, a reading or a single statement; there was no question
    whether it lives."""
    for begin in (database.transaction, database.reading):
        with begin() as session:
            before = _ask(session)
        _end_all(postgres, database)
        with begin() as session:
            assert _ask(session) != before
    _end_all(postgres, database)
    with database.single_statements() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_all_kept_connections_are_replaced_after_a_restart(postgres: RunningPostgres, database: Database) -> None:
    """However many there were: each of them died with the server."""
    for _ in range(2):
        with database.transaction() as one, database.transaction() as two, database.reading() as three:
            assert len({_ask(one), _ask(two), _ask(three)}) == 3
        with postgres.server.connect("postgres") as connection:
            connection.execute("CHECKPOINT")  # the server of the tests forgets what it was told last
        with postgres.down():
            pass


def test_a_connection_that_vanished_silently_is_replaced(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was idle is asked before use, since its server may have gone without a word."""
    asked: list[object] = []

    def no_answer(connection: object) -> bool:
        asked.append(connection)
        return False

    monkeypatch.setattr(kept_connections, "ASKED_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(database.engine.dialect, "do_ping", no_answer)
    with database.transaction() as session:
        before = _ask(session)
    with database.transaction() as session:
        assert _ask(session) != before
    assert asked


def test_nobody_asks_whether_a_connection_lives(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was used a moment ago is looked at here, without a way to the server."""
    monkeypatch.setattr(database.engine.dialect, "do_ping", lambda _: pytest.fail("asked"))
    for _ in range(3):
        with database.transaction() as session:
            _ask(session)


def test_a_question_begins_no_transaction(database: Database) -> None:
    """Two in one reading are transactions of their own: their times differ."""
    with database.reading() as session:
        first, second = (session.connection().execute(text("SELECT now()")).scalar_one() for _ in range(2))
    assert first < second
    with database.transaction() as session:
        first, second = (session.connection().execute(text("SELECT now()")).scalar_one() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO filing.application DEFAULT VALUES",
        "WITH gone AS (DELETE FROM filing.application RETURNING 1) SELECT * FROM gone",
        "SELECT 1 FROM filing.application FOR UPDATE",
        "SELECT 1 FROM filing.application FOR NO KEY UPDATE",
        "SELECT 1 FROM filing.application FOR SHARE",
        "SELECT pg_advisory_xact_lock(1)",
    ],
)
def test_reading_neither_writes_nor_locks(database: Database, statement: str) -> None:
    """It would be no transaction: a lock would hold nobody back, and half a change could stay."""
    with pytest.raises(Defect, match=r"database\.write_while_reading"), database.reading() as session:
        session.connection().execute(text(statement))


def test_reading_takes_no_lock_by_name(database: Database) -> None:
    """Nor by way of the kernel."""
    with pytest.raises(Defect), database.reading() as session:
        lock_key(session, "somebody")


def _asked(because: str) -> tuple[float, float]:
    """Statements about one application for a reason, and all that a registration is said to cost."""
    site = "store.applications.application"
    labels = {"service": "filing", "operation": site, "site": site, "because": because}
    return REGISTRY.get_sample_value("kaiye_sql_statements_total", labels) or 0.0, counted()[Work.SQL_STATEMENT]


def _look(database: Database) -> None:
    with pytest.raises(Exception, match="does not exist"), database.reading() as session:
        applications.application(session, "none")


def test_statements_are_counted_where_they_are_caused(database: Database) -> None:
    """By service and site, for whoever looks for the costly ones."""
    site, all_of_them = _asked(WORK)
    _look(database)
    assert _asked(WORK) == (site + 1, all_of_them + 1)


def test_what_the_clock_asks_for_is_no_cost_of_a_registration(database: Database) -> None:
    """It is shown apart, and what comes after the round counts again."""
    site, all_of_them = _asked(CLOCK)
    assert Steady("not_looked", lambda: _look(database), by_the_clock=True)()
    assert _asked(CLOCK) == (site + 1, all_of_them)
    _look(database)
    assert _asked(CLOCK) == (site + 1, all_of_them + 1)
