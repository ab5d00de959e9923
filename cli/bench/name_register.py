"""A register of generated names in the naming service's tables, filled by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from catalogues import authorities, divisions, sole_trader_types
from catalogues.comparison_areas import area_of
from catalogues.names.composition import NameParts
from cli.ordinary_names import GIVEN, SURNAMES
from kernel.database import Database
from services.naming.domain import keys
from services.naming.domain.keys import NameKeys
from services.naming.store.register import clue_rows

CROWDED_COUNTY = "140213"
CROWDED = CROWDED_COUNTY + "00"
_CROWDED_SHARE = 0.17
"""One authority has as many names as a large city's; the others share the rest."""

_CHUNK = 20_000
_USUAL = (
    "明华海福祥瑞盛丰佳诚悦恒泰隆源兴和顺金鑫新老小文雅嘉家一东南西北春"
    "夏秋冬红绿蓝白天地人山水火木土星月日风云雨雪花草树林森江河湖龙凤虎马"
)
_ANY = "".join(dict.fromkeys(_USUAL + SURNAMES + GIVEN))

_NAME_COLUMNS = (
    "id", "authority_code", "area_code", "full_name", "division", "trade_name", "industry", "organisation_form",
    "full_key", "order_key", "trade_key", "industry_key", "meaning", "family", "keys_version", "status", "origin",
    "uscc", "since", "registered_on",
)  # fmt: skip
_CLUE_COLUMNS = ("area_code", "kind", "value", "family", "name_id")


def wished_trade_name(chance: random.Random) -> str:
    """As people choose them: lucky characters, personal names, and anything; short ones are often taken."""
    kind = chance.random()
    if kind < 0.35:
        return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))
    letters = _USUAL if kind < 0.7 else _ANY
    return "".join(chance.choice(letters) for _ in range(chance.choice((2, 3, 3, 4))))


def fill(database: Database, size: int) -> None:
    """Add so many registered names with their clues, then build the indexes and gather statistics."""
    connection = database.engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        driver.execute("SET statement_timeout = 0")
        with _without_indexes(driver):
            names = _names(size)
            while chunk := [name for _, name in zip(range(_CHUNK), names, strict=False)]:
                _copy(driver, "registered_name", _NAME_COLUMNS, (_row(*name) for name in chunk))
                _copy(driver, "name_clue", _CLUE_COLUMNS, (row for name in chunk for row in _clues(*name)))
        connection.commit()
        driver.autocommit = True
        driver.execute("VACUUM ANALYZE naming.registered_name, naming.name_clue")
        driver.autocommit = False
    finally:
        connection.invalidate()
        connection.close()


_Name = tuple[str, str, NameParts, NameKeys]


def _names(size: int) -> Iterator[_Name]:
    """Identifier, authority, parts and keys; no name twice at an authority."""
    chance = random.Random(20261122)  # noqa: S311 - fictitious names
    codes = [a.code for a in authorities.all() if a.registers_sole_traders and a.level == "county"]
    codes = [code for code in codes if code != CROWDED] or [CROWDED]
    kinds = sole_trader_types.all()
    prefix = {code: divisions.name_prefix(code[:6]) for code in {*codes, CROWDED}}
    seen: set[int] = set()
    while len(seen) < size:
        authority = CROWDED if chance.random() < _CROWDED_SHARE else chance.choice(codes)
        kind = chance.choice(kinds[:20] if chance.random() < 0.5 else kinds)
        parts = NameParts(
            prefix[authority],
            wished_trade_name(chance),
            chance.choice(kind.name_industry_terms),
            chance.choice(kind.organisation_forms),
        )
        mark = hash(authority + parts.full_name)
        if mark not in seen:
            seen.add(mark)
            yield f"n{len(seen):09d}", authority, parts, keys.keys_of(parts)


def _row(name_id: str, authority: str, parts: NameParts, found: NameKeys) -> tuple[Any, ...]:
    return (
        name_id, authority, area_of(authority), parts.full_name, parts.division, parts.trade_name, parts.industry,
        parts.organisation_form, found.full, found.order_key, found.trade_name, found.industry, found.meaning,
        found.family, keys.version(), "registered", "imported", name_id, datetime(2024, 1, 2, tzinfo=UTC),
        date(2024, 1, 2),
    )  # fmt: skip


def _clues(name_id: str, authority: str, _: NameParts, found: NameKeys) -> Iterator[tuple[str, ...]]:
    for row in clue_rows(name_id, area_of(authority), found):
        yield tuple(row[column] for column in _CLUE_COLUMNS)


def _copy(
    driver: psycopg.Connection[Any], table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> None:
    with driver.cursor().copy(f"COPY naming.{table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _without_indexes(driver: psycopg.Connection[Any]) -> Iterator[None]:
    """Indexes and constraints of the two tables are dropped and made again: far faster than row by row."""
    constraints = driver.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid IN ('naming.registered_name'::regclass, 'naming.name_clue'::regclass)"
        " AND contype IN ('p', 'f') ORDER BY contype DESC"
    ).fetchall()
    for table, name, _ in sorted(constraints, key=lambda row: not row[2].startswith("FOREIGN")):
        driver.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = driver.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE schemaname = 'naming' AND tablename IN ('registered_name', 'name_clue')"
    ).fetchall()
    for name, _ in indexes:
        driver.execute(f"DROP INDEX naming.{name}")
    yield
    for table, name, definition in constraints:
        driver.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, definition in indexes:
        driver.execute(definition)


def sizes_of(database: Database) -> dict[str, int]:
    """Rows, and bytes on disk of tables and of indexes."""
    with database.transaction() as session:
        row = (
            session.connection()
            .exec_driver_sql(
                "SELECT (SELECT count(*) FROM naming.registered_name), (SELECT count(*) FROM naming.name_clue),"
                " (SELECT count(*) FROM naming.registered_name WHERE area_code = %(crowded)s),"
                " pg_table_size('naming.registered_name') + pg_table_size('naming.name_clue'),"
                " pg_indexes_size('naming.registered_name') + pg_indexes_size('naming.name_clue')",
                {"crowded": area_of(CROWDED)},
            )
            .one()
        )
    return dict(zip(("names", "clues", "crowded", "table_bytes", "index_bytes"), row, strict=True))
