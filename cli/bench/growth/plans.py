"""What of a statement's plan reads more, the larger a table is."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from psycopg import Connection

_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?(\w+)\.(\w+)", re.IGNORECASE)
_LARGE = 1_000

OF_ONE_AUTHORITY = {
    ("register", "code_block"): "a handful of blocks to each authority",
    ("licence", "seal_key"): "one seal to each authority",
    ("notice", "event_signing_key"): "one key, a further one each time it is changed",
    ("notice", "agency"): "as many as departments were enrolled",
}
"""Tables that no registration makes larger."""


def growing(statements: Iterable[str], schema: str) -> list[str]:
    """The tables of `schema` in these statements that grow with the register."""
    named = {table for statement in statements for of, table in _TABLE.findall(statement) if of == schema}
    return sorted(table for table in named if (schema, table) not in OF_ONE_AUTHORITY)


def whole_reads(connection: Connection[tuple[object, ...]], statement: str, sizes: Mapping[str, float]) -> list[str]:
    """The tables that the statement goes through from one end to the other, whatever its values are: a prepared one
    is planned once for all. `sizes` are rows by table. An index of the rows that are not done yet is no table."""
    explain = b"EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + statement.encode()
    row = connection.execute(explain).fetchone()
    assert row is not None
    plan: Any = row[0] if not isinstance(row[0], str) else json.loads(row[0])
    partial = {str(name) for (name,) in connection.execute(_PARTIAL).fetchall()}
    return sorted({table for table in _read_whole(plan[0]["Plan"], False, partial) if sizes.get(table, 0) > _LARGE})


def sizes(connection: Connection[tuple[object, ...]], schema: str) -> dict[str, float]:
    found = connection.execute(
        "SELECT relname, reltuples FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'", [schema]
    ).fetchall()
    return {str(name): float(str(rows)) for name, rows in found}


_PARTIAL = "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indpred IS NOT NULL"


def _read_whole(node: Mapping[str, Any], few: bool, partial: Collection[str]) -> Iterator[str]:
    """`few`: only the first rows are wanted, so that an index in the right order may be begun without a condition."""
    kind = node["Node Type"]
    if "Relation Name" in node:
        bounded = "Index Cond" in node or "Recheck Cond" in node or node.get("Index Name") in partial
        by_index = kind.startswith(("Index", "Bitmap")) and bounded
        if not by_index and not (few and kind.startswith("Index")) and kind not in {"ModifyTable", "Tid Scan"}:
            yield node["Relation Name"]
    few = kind == "Limit" or (few and kind in {"LockRows", "Result"})
    for below in node.get("Plans", ()):
        yield from _read_whole(below, few, partial)
