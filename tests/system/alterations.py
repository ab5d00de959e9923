"""Alters each column of what a stack keeps, one after the other, and asks the checks of the log whether they see it.

`python -m tests.system.alterations` starts a stack, registers a business, and writes the table of docs/security.md. All
happens in one transaction of the superuser, with triggers off, that is taken back: nothing is left altered.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, NullPool, RootTransaction, create_engine, text
from sqlalchemy.exc import DatabaseError

from deploy.local.environment import DATABASE, WRITERS
from deploy.local.generated_secrets import SecretFile
from deploy.local.postgres import SUPERUSER
from kernel.privileges import Rows
from kernel.tlog.rows import OUTBOX, Logged
from services.transparency.domain.entries import Entry
from services.transparency.operations.checking import contradictions
from services.transparency.store import log
from services.transparency.store.outboxes import Book
from tests.system.stack import ROOT, RunningStack

_OTHER_LETTER = "overlay(coalesce({c}, '') placing 'ξ' from 1)"
_OTHER = {
    "integer": "coalesce({c}, 0) + 1",
    "bigint": "coalesce({c}, 0) + 1",
    "smallint": "coalesce({c}, 0) + 1",
    "boolean": "NOT coalesce({c}, false)",
    "date": "coalesce({c}, current_date) + 1",
    "timestamp with time zone": "coalesce({c}, now()) + interval '1 microsecond'",
    "bytea": "coalesce({c}, '') || '\\x00'",
    "jsonb": "jsonb_build_array({c})",
    "json": "json_build_array({c})",
    "uuid": "gen_random_uuid()",
    "double precision": "coalesce({c}, 0) + 1",
    "text": _OTHER_LETTER,
    "character": _OTHER_LETTER,
    "character varying": _OTHER_LETTER,
}
"""Another value of each type, the least different one that every row has."""
_SOME = {
    **dict.fromkeys(("integer", "bigint", "smallint", "double precision"), "1"),
    **dict.fromkeys(("text", "character", "character varying"), "'x'"),
    **dict.fromkeys(("json", "jsonb"), "'{}'"),
    "boolean": "false",
    "date": "DATE '2026-01-01'",
    "timestamp with time zone": "TIMESTAMPTZ '2026-01-01T00:00:00Z'",
    "bytea": "'\\x00'",
    "uuid": "gen_random_uuid()",
}
"""A value of each type."""
_MORE = "array_append({c}, NULL)"
_APPENDED_SECONDS = 30


@dataclass
class Outcome:
    """Of a table's alterations: how many the running service's role could not have made, how many a rule of the
    database refused even to the superuser, how many checking found, and which nothing noticed."""

    book: str
    denied: int = 0
    refused: int = 0
    found: int = 0
    unnoticed: list[str] = field(default_factory=list)

    @property
    def tried(self) -> int:
        return self.refused + self.found + len(self.unnoticed)


def altered(stack: RunningStack) -> list[Outcome]:
    """Every table whose rows have leaves: each column changed, a row deleted. One that has no row gets one for the
    while."""
    password = SecretFile(stack.home / "secrets.json").password("database-superuser")
    url = f"postgresql+psycopg://{SUPERUSER}:{password}@{stack.addresses['postgres']}/{DATABASE}"
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    outcomes = []
    with engine.connect() as connection, _when_all_is_in_the_log(connection) as whole:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica; SET LOCAL timezone = 'UTC'")
        for schema in WRITERS:
            rows = Rows.read(ROOT / "services" / schema / "migrations" / "rows.toml")
            for table in rows.logged(connection, schema):
                outcomes.append(_of_table(connection, schema, table) or _of_a_row_made_up(connection, schema, table))
        whole.rollback()
    engine.dispose()
    return outcomes


def _when_all_is_in_the_log(connection: Connection) -> RootTransaction:
    """A transaction that sees no row whose leaf still waits: what was written a moment ago is found a moment later."""
    waiting = " + ".join(f"(SELECT count(*) FROM {schema}.{OUTBOX})" for schema in WRITERS)
    deadline = time.monotonic() + _APPENDED_SECONDS
    while True:
        whole = connection.begin()
        if not connection.exec_driver_sql(f"SELECT {waiting}").scalar_one():
            return whole
        whole.rollback()
        assert time.monotonic() < deadline, "leaves are not taken into the log"
        time.sleep(0.2)


def _of_a_row_made_up(connection: Connection, schema: str, table: Logged) -> Outcome:
    """Of a table that is empty: with a row that no service would write, and the leaf that its trigger would leave.
    Rules about its values are taken away until then."""
    book = f"{schema}.{table.table}"
    attempt = connection.begin_nested()
    rules = text(
        "SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = CAST(:book AS regclass) AND contype = 'c'"
    )
    for rule in connection.execute(rules, {"book": book}).scalars().all():
        connection.exec_driver_sql(f"ALTER TABLE {book} DROP CONSTRAINT {rule}")
    columns = [(column, kind) for column, kind, generated in _columns(connection, book) if not generated]
    names = ", ".join(f'"{column}"' for column, _ in columns)
    values = ", ".join("'{}'" if kind.endswith("[]") else _SOME[kind] for _, kind in columns)
    connection.exec_driver_sql(f"INSERT INTO {book} ({names}) OVERRIDING SYSTEM VALUE VALUES ({values})")
    key, digest = connection.exec_driver_sql(f"SELECT key, digest FROM {schema}.log_rows_{table.table}(NULL, 1)").one()
    entry = Entry(book, key, bytes(digest), None, datetime.now(UTC), uuid4())
    log.add(connection, log.size(connection), [entry])
    outcome = _of_table(connection, schema, table)
    attempt.rollback()
    assert outcome is not None, book
    return outcome


def _of_table(connection: Connection, schema: str, table: Logged) -> Outcome | None:
    """None for one that is empty."""
    outcome = Outcome(f"{schema}.{table.table}")
    named = ", ".join(f'"{column}"' for column, _ in table.key)
    key = connection.exec_driver_sql(
        f"SELECT jsonb_build_array({named})::text FROM {outcome.book} ORDER BY {named} LIMIT 1"
    ).scalar()
    if key is None:
        return None
    seen = contradictions(connection, Book(schema, table.table), [key])
    if seen:
        raise AssertionError(f"nothing was altered yet: {seen}")
    chosen = f"jsonb_build_array({named})::text = '{key.replace(chr(39), chr(39) * 2)}'"
    for what, statement, privilege in _alterations(connection, outcome.book, table, chosen):
        allowed = f"SELECT {privilege}"
        outcome.denied += not connection.execute(text(allowed)).scalar_one()
        attempt = connection.begin_nested()
        try:
            changed = connection.exec_driver_sql(statement.replace("%", "%%")).fetchall()
            keys = sorted({key, *(row[0] for row in changed)})
            if contradictions(connection, Book(schema, table.table), keys):
                outcome.found += 1
            else:
                outcome.unnoticed.append(what)
        except DatabaseError:
            outcome.refused += 1
        finally:
            attempt.rollback()
    return outcome


def _alterations(connection: Connection, book: str, table: Logged, chosen: str) -> Iterator[tuple[str, str, str]]:
    """What is altered, the statement, which returns the keys it touched, and whether the service's role may do it."""
    role = book.partition(".")[0]
    key = ", ".join(f'"{column}"' for column, _ in table.key)
    for column, kind, generated in _columns(connection, book):
        if column in table.left_out or generated:
            continue
        other = (_MORE if kind.endswith("[]") else _OTHER[kind]).format(c=f'"{column}"')
        yield (
            column,
            f'UPDATE {book} SET "{column}" = {other} WHERE {chosen} RETURNING jsonb_build_array({key})::text',
            f"has_column_privilege('{role}', '{book}', '{column}', 'UPDATE')",
        )
    yield (
        "(row deleted)",
        f"DELETE FROM {book} WHERE {chosen} RETURNING jsonb_build_array({key})::text",
        f"has_table_privilege('{role}', '{book}', 'DELETE')",
    )


def _columns(connection: Connection, book: str) -> list[tuple[str, str, str]]:
    """Name, type, and whether it is computed out of others."""
    asked = text(
        "SELECT attname::text, format_type(atttypid, NULL), attgenerated::text FROM pg_attribute"
        " WHERE attrelid = CAST(:book AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    return [(column, kind, generated) for column, kind, generated in connection.execute(asked, {"book": book})]


def as_markdown(outcomes: list[Outcome]) -> str:
    """One line for each service."""
    lines = [
        "| schema | tables | alterations | refused to the service's role | refused even to the superuser"
        " | found by checking | unnoticed |",
        "|---|---|---|---|---|---|---|",
    ]
    whole: Counter[str] = Counter()
    for schema in (*dict.fromkeys(each.book.partition(".")[0] for each in outcomes), "all"):
        own = [each for each in outcomes if schema in ("all", each.book.partition(".")[0])]
        whole = Counter()
        for each in own:
            whole.update(tried=each.tried, denied=each.denied, refused=each.refused, found=each.found)
            whole.update(unnoticed=len(each.unnoticed))
        told = (len(own), whole["tried"], whole["denied"], whole["refused"], whole["found"], whole["unnoticed"])
        lines.append(f"| {schema} | {' | '.join(map(str, told))} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    from tests.system.stack import started

    home = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if home is not None:
        sys.stdout.write(as_markdown(altered(RunningStack(home, None))))  # type: ignore[arg-type]
        return
    with started() as stack:
        began = time.monotonic()
        outcomes = altered(stack)
        sys.stdout.write(f"{as_markdown(outcomes)}\n{time.monotonic() - began:.1f} s\n")


if __name__ == "__main__":
    main()
