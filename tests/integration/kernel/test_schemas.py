"""What the services' code calls a column is a column of the schema, and what must not change their roles cannot."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlmodel import SQLModel

from deploy.local.applications import present_services
from deploy.local.rooms import has_tables
from kernel.errors import Defect
from kernel.privileges import OURS, Rows
from kernel.tlog.rows import FINDINGS
from tests.servers import RunningPostgres, owned

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", params=[name for name in present_services() if has_tables(name)])
def service(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def url(postgres: RunningPostgres, service: str) -> str:
    url = postgres.database(service)
    postgres.migrate(service, url)
    return url


@pytest.fixture
def running(url: str) -> Iterator[psycopg.Connection]:
    """What somebody has who took over the running service."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


@pytest.fixture
def described(service: str) -> Rows:
    return Rows.read(ROOT / "services" / service / "migrations" / "rows.toml")


def _columns(connection: psycopg.Connection, service: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT relname::text, attname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped",
        [service],
    ):
        found.setdefault(table, []).append(column)
    return found


def _refused(connection: psycopg.Connection, statement: str, *names: str) -> bool:
    try:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_every_column_exists(service: str, running: psycopg.Connection) -> None:
    """Of every table of the service, by the name that the database knows it by."""
    store = importlib.import_module(f"services.{service}.store")
    for room in pkgutil.iter_modules(store.__path__) if hasattr(store, "__path__") else ():
        importlib.import_module(f"services.{service}.store.{room.name}")
    found = {(table, column) for table, columns in _columns(running, service).items() for column in columns}
    tables = [table for table in SQLModel.metadata.tables.values() if table.schema == service]
    wanted = {(table.name, column.name) for table in tables for column in table.columns}
    assert wanted or service == "transparency"  # whose store writes its statements out
    assert wanted - found == set()


def test_every_table_is_described(service: str, running: psycopg.Connection, described: Rows) -> None:
    """`rows.toml` names every table, once as one whose rows stay or as one whose rows change, and no other column."""
    found = _columns(running, service)
    assert described.tables | OURS == found.keys()
    assert described.only_added.isdisjoint(described.changed.keys() | described.deleted)
    named = {(table, column) for table, columns in described.changed.items() for column in columns if column != "*"}
    assert named - {(table, column) for table, columns in found.items() for column in columns} == set()


def test_history_cannot_be_altered_by_what_runs(service: str, running: psycopg.Connection, described: Rows) -> None:
    """Whoever has the running service's role changes no column that is not said to change, deletes and empties nothing
    that stays, and takes no trigger, table or owner away: of any table."""
    for table, columns in _columns(running, service).items():
        changed = ("*",) if table == FINDINGS else described.changed.get(table, ())
        _refused(running, "GRANT ALL ON {}.{} TO CURRENT_USER", service, table)  # answered with a mere warning
        for column in columns if changed != ("*",) else ():
            refused = _refused(running, "UPDATE {}.{} SET {} = NULL WHERE false", service, table, column)
            assert refused is (column not in changed), f"{table}.{column}"
        assert _refused(running, "DELETE FROM {}.{} WHERE false", service, table) is (table not in described.deleted)
        for statement in (
            "TRUNCATE {}.{}",
            "DROP TABLE {}.{}",
            "ALTER TABLE {}.{} DISABLE TRIGGER ALL",
            "ALTER TABLE {}.{} OWNER TO CURRENT_USER",
            "ALTER TABLE {}.{} ADD COLUMN x text",
            "CREATE TRIGGER t BEFORE INSERT ON {}.{} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        ):
            assert _refused(running, statement, service, table), statement
    triggers = running.execute(
        "SELECT tgname::text, relname::text FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid"
        " WHERE NOT tgisinternal AND relnamespace = to_regnamespace(%s)",
        [service],
    ).fetchall()
    for trigger, table in triggers:
        assert _refused(running, "DROP TRIGGER {} ON {}.{}", trigger, service, table)
    for statement in (
        "DROP SCHEMA {}",
        "CREATE TABLE {}.x (y int)",
        "CREATE FUNCTION {}.f() RETURNS int RETURN 1",
    ):
        assert _refused(running, statement, service)


def test_a_table_that_nobody_described_stops_the_migration(postgres: RunningPostgres) -> None:
    """A new table gives what runs nothing until somebody says what becomes of its rows."""
    url = postgres.database("naming")
    with psycopg.connect(owned(url).replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE naming.forgotten (x int)")
    with pytest.raises(Defect, match="forgotten"):
        postgres.migrate("naming", url)
