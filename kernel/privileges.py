"""What a running service may do with rows that stand: a privilege of its role, not a habit of its code."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, text

from kernel.errors import Defect
from kernel.tlog.rows import FINDINGS, OUTBOX, Logged, install, logged

_OF_THE_MIGRATIONS = "alembic_version"
OURS = frozenset({_OF_THE_MIGRATIONS, OUTBOX, FINDINGS})
"""Tables that every schema has, whatever its service keeps."""


@dataclass(frozen=True)
class Rows:
    """Of each table of a schema: rows are `only_added`, or some columns of them are `changed` (`*`: any), or they are
    `deleted`. Reading and adding belong to every table.

    Each row has its leaf in the log, but in `unlogged` tables; `left_out` columns are not covered by it. Columns that
    are `objects` hold the SHA-256 of something outside the database, which has a leaf of its own."""

    only_added: frozenset[str]
    changed: Mapping[str, tuple[str, ...]]
    deleted: frozenset[str]
    unlogged: frozenset[str] = frozenset()
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    objects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Rows:
        told = tomllib.loads(file.read_text())
        changed, left_out, objects = (
            {table: tuple(columns.split()) for table, columns in told.get(name, {}).items()}
            for name in ("changed", "left_out", "objects")
        )
        stay, go, unlogged = (frozenset(told.get(name, ())) for name in ("only_added", "deleted", "unlogged"))
        return cls(stay, changed, go, unlogged, left_out, objects)

    @property
    def tables(self) -> frozenset[str]:
        return self.only_added | self.changed.keys() | self.deleted

    def logged(self, connection: Connection, schema: str) -> list[Logged]:
        """The tables whose rows have leaves."""
        return logged(connection, schema, self.unlogged, self.left_out, self.objects)


def grant(connection: Connection, schema: str, role: str, rows: Rows) -> None:
    """Give `role` exactly what `rows` says, of the tables and columns that exist, and the rows their leaves in the log;
    for the owner of them. Raises Defect `database.rows_undescribed` for a table that `rows` does not name."""
    columns = _columns(connection, schema)
    undescribed = columns.keys() - rows.tables - OURS
    if undescribed:
        raise Defect("database.rows_undescribed", ", ".join(sorted(undescribed)))
    quoted = connection.dialect.identifier_preparer.quote
    statements = [f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(role)}"]
    for table, known in columns.items():
        if table in (OUTBOX, FINDINGS):
            continue
        named = f"{quoted(schema)}.{quoted(table)}"
        statements.append(f"REVOKE ALL ON {named} FROM {quoted(role)}")
        statements += [f"GRANT {what} ON {named} TO {quoted(role)}" for what in _rights(table, known, rows, quoted)]
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {quoted(schema)} TO {quoted(role)}")
    connection.exec_driver_sql("; ".join(statements))
    install(connection, schema, role, rows.logged(connection, schema))


def _rights(table: str, known: frozenset[str], rows: Rows, quoted: Callable[[str], str]) -> Iterator[str]:
    yield "SELECT"
    if table == _OF_THE_MIGRATIONS:
        return
    yield "INSERT"
    if table in rows.deleted:
        yield "DELETE"
    changed = rows.changed.get(table, ())
    if changed == ("*",):
        yield "UPDATE"
    elif exist := [quoted(column) for column in changed if column in known]:
        yield f"UPDATE ({', '.join(exist)})"


def _columns(connection: Connection, schema: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    asked = text(
        "SELECT t.relname, a.attname FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0"
        " AND NOT a.attisdropped WHERE t.relnamespace = to_regnamespace(:schema) AND t.relkind IN ('r', 'p')"
    )
    for table, column in connection.execute(asked, {"schema": schema}):
        found.setdefault(table, set()).add(column)
    return {table: frozenset(known) for table, known in found.items()}
