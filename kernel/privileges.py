"""What a running service may do with rows that stand: a privilege of its role, not a habit of its code."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from kernel.errors import Defect

_OF_THE_MIGRATIONS = "alembic_version"


@dataclass(frozen=True)
class Rows:
    """Of each table of a schema: rows are `only_added`, or some columns of them are `changed` (`*`: any), or they are
    `deleted`. Reading and adding belong to every table."""

    only_added: frozenset[str]
    changed: Mapping[str, tuple[str, ...]]
    deleted: frozenset[str]

    @classmethod
    def read(cls, file: Path) -> Rows:
        told = tomllib.loads(file.read_text())
        changed = {table: tuple(columns.split()) for table, columns in told.get("changed", {}).items()}
        return cls(frozenset(told.get("only_added", ())), changed, frozenset(told.get("deleted", ())))

    @property
    def tables(self) -> frozenset[str]:
        return self.only_added | self.changed.keys() | self.deleted


def grant(connection: Connection, schema: str, role: str, rows: Rows) -> None:
    """Give `role` exactly what `rows` says, of the tables and columns that exist; for the owner of them. Raises Defect
    `database.rows_undescribed` for a table that `rows` does not name."""
    columns = _columns(connection, schema)
    undescribed = columns.keys() - rows.tables - {_OF_THE_MIGRATIONS}
    if undescribed:
        raise Defect("database.rows_undescribed", ", ".join(sorted(undescribed)))
    quoted = connection.dialect.identifier_preparer.quote
    statements = [f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(role)}"]
    for table, known in columns.items():
        named = f"{quoted(schema)}.{quoted(table)}"
        statements.append(f"REVOKE ALL ON {named} FROM {quoted(role)}")
        statements += [f"GRANT {what} ON {named} TO {quoted(role)}" for what in _rights(table, known, rows, quoted)]
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {quoted(schema)} TO {quoted(role)}")
    connection.exec_driver_sql("; ".join(statements))


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
