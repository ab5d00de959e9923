"""A register of generated names in the naming service's tables, filled by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
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
"""The authority at which names are wished for; those of its whole city are compared."""

MOST_CITIES = 20
"""All names are at most so many times those of the city: the other cities are copies of it."""

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


def fill(database: Database, size: int, city: int) -> None:
    """Add so many registered names with their clues, `city` of them in the city of `CROWDED`, then build the indexes
    and gather statistics. The names of other cities are the same ones under other divisions, copied by the server."""
    connection = database.engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        driver.execute("SET statement_timeout = 0")
        driver.execute("SET maintenance_work_mem = '256MB'")
        with _without_indexes(driver):
            names = _names(city)
            while chunk := list(islice(names, _CHUNK)):
                _copy(driver, "registered_name", _NAME_COLUMNS, (_row(*name) for name in chunk))
                _copy(driver, "name_clue", _CLUE_COLUMNS, (row for name in chunk for row in _clues(*name)))
            for number, first in enumerate(range(city, size, city)):
                _another_city(driver, number, min(city, size - first))
        connection.commit()
        driver.autocommit = True
        driver.execute("VACUUM ANALYZE naming.registered_name, naming.name_clue")
        driver.autocommit = False
    finally:
        connection.invalidate()
        connection.close()


_Name = tuple[str, str, NameParts, NameKeys]


def _county_authorities() -> tuple[list[str], list[str]]:
    """Those of the city of `CROWDED`, and all others."""
    codes = [a.code for a in authorities.all() if a.registers_sole_traders and a.level == "county"]
    here = [code for code in codes if area_of(code) == area_of(CROWDED)]
    return here or [CROWDED], [code for code in codes if code not in here]


def _names(size: int) -> Iterator[_Name]:
    """Identifier, authority, parts and keys; no name twice at an authority."""
    chance = random.Random(20261122)  # noqa: S311 - fictitious names
    codes, _ = _county_authorities()
    kinds = sole_trader_types.all()
    prefix = {code: divisions.name_prefix(code[:6]) for code in codes}
    seen: set[int] = set()
    while len(seen) < size:
        authority = chance.choice(codes)
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


def _another_city(driver: psycopg.Connection[Any], number: int, size: int) -> None:
    """Copy so many names; each authority's go to one of another city that has none of them yet."""
    here, others = _county_authorities()
    target = {code: others[(number * len(here) + place) % len(others)] for place, code in enumerate(here)}
    moved = [(code, other, area_of(other), divisions.name_prefix(other[:6])) for code, other in target.items()]
    columns = {column: f"n.{column}" for column in _NAME_COLUMNS} | {
        "id": "%(mark)s || n.id", "uscc": "%(mark)s || n.id", "authority_code": "m.other", "area_code": "m.area",
        "division": "m.place", "full_name": "m.place || substr(n.full_name, length(n.division) + 1)",
        "full_key": "m.place || substr(n.full_key, length(n.division) + 1)",
        "order_key": "md5(n.order_key || m.other)",
    }  # fmt: skip
    chosen = (
        "naming.registered_name n JOIN unnest(%(here)s::text[], %(other)s::text[], %(area)s::text[], %(place)s::text[])"
        " AS m(here, other, area, place) ON m.here = n.authority_code AND n.id <= %(last)s"
    )
    values = {
        "mark": f"{number:03d}",  # digits come before the letter that the city's own begin with
        "last": f"n{size:09d}",
        **{name: [row[place] for row in moved] for place, name in enumerate(("here", "other", "area", "place"))},
    }
    driver.execute(
        f"INSERT INTO naming.registered_name ({', '.join(columns)})"  # noqa: S608 - texts of this file
        f" SELECT {', '.join(columns.values())} FROM {chosen}",
        values,
    )
    driver.execute(
        "INSERT INTO naming.name_clue (area_code, kind, value, family, name_id)"  # noqa: S608 - texts of this file
        " SELECT m.area, c.kind, c.value, c.family, %(mark)s || n.id"
        f" FROM {chosen} JOIN naming.name_clue c ON c.name_id = n.id",
        values,
    )


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
