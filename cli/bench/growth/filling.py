"""Fills the tables of a service with rows that look like those of a large register, whatever the columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

from psycopg import Connection, sql

_FEW = re.compile(
    r"(_code|_letter|^status|^state|^stage|^kind|^role|^outcome|_type|^agency|^receiver|^reviewer|edition)$"
)
"""Columns with few different values; all others have one of their own in each row."""

_VALUES = {
    "boolean": "g % 2 = 0",
    "uuid": "md5(g::text)::uuid",
    "date": "date '2020-01-01' + (g % 2500)::int",
    "timestamp with time zone": "timestamptz '2020-01-01' + g * interval '1 minute'",
    "jsonb": "'[]'::jsonb",
    "bytea": "'\\x00'::bytea",
    "ARRAY": "ARRAY[]::text[]",
    "double precision": "1.0",
    "numeric": "1",
}

Row = tuple[str, str, str, int | None, bool]


def fill(connection: Connection[tuple[object, ...]], schema: str, tables: Iterable[str], rows: int) -> None:
    """About so many rows in each of these tables, fewer where keys of few values allow no more; then their figures for
    the planner. `connection` is a superuser's: triggers, foreign keys and checks would want a meaning."""
    connection.execute("SET session_replication_role = replica")
    for table in tables:
        _drop_checks(connection, schema, table)
        indexes = _without_indexes(connection, schema, table)
        _fill(connection, schema, table, rows)
        for definition in indexes:
            connection.execute(definition.encode())
        connection.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(schema, table)))


def _fill(connection: Connection[tuple[object, ...]], schema: str, table: str, rows: int) -> None:
    columns = connection.execute(
        "SELECT column_name, data_type, is_nullable, character_maximum_length, is_generated <> 'NEVER'"
        " FROM information_schema.columns WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        [schema, table],
    ).fetchall()
    keys = [name for (name,) in connection.execute(_KEYS, [f"{schema}.{table}"]).fetchall()]
    given = [column for column in columns if not column[4]]
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) g ON CONFLICT DO NOTHING").format(
        sql.Identifier(schema, table),
        sql.SQL(", ").join(sql.Identifier(str(column[0])) for column in given),
        sql.SQL(", ").join(sql.SQL(_value(column, keys)) for column in given),
        sql.Literal(rows),
    )
    connection.execute(statement)


def _value(column: tuple[object, ...], keys: list[object]) -> str:
    name, kind, nullable, length = str(column[0]), str(column[1]), column[2] == "YES", column[3]
    if kind in {"integer", "bigint", "smallint"}:
        return "g" if keys == [name] else "1"
    if kind not in _VALUES:
        few = _FEW.search(name) and keys != [name]
        value = f"'{name[:4]}' || (g % 20)" if few else f"md5('{name[:8]}' || g)"
        value = f"left({value}, {length})" if length else value
    else:
        value = _VALUES[kind]
    # What is not yet done is the exception: of a thousand rows one lacks it.
    return f"CASE WHEN g % 1000 = 0 THEN NULL ELSE {value} END" if nullable and name not in keys else value


def _without_indexes(connection: Connection[tuple[object, ...]], schema: str, table: str) -> list[str]:
    """Drops those that keep nothing unique, and says how they are made: made once, they cost a tenth."""
    found = connection.execute(_INDEXES, [f"{schema}.{table}"]).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(schema, str(name))))
    return [str(definition) for _, definition in found]


def _drop_checks(connection: Connection[tuple[object, ...]], schema: str, table: str) -> None:
    for (name,) in connection.execute(_CHECKS, [f"{schema}.{table}"]).fetchall():
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.Identifier(schema, table), sql.Identifier(str(name))
            )
        )


_INDEXES = (
    "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = %s::regclass AND NOT i.indisunique AND NOT i.indisprimary AND NOT i.indisexclusion"
)
_CHECKS = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'x')"
_KEYS = (
    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
    " WHERE i.indrelid = %s::regclass AND i.indisprimary"
)
