"""Writes the rows that a transaction leaves with one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import (
    Column,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    func,
    insert,
    inspect,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import make_transient, make_transient_to_detached
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.schema import sort_tables
from sqlmodel import Session

_MOST = 64
"""So many rows go with one statement."""

_Shape = tuple[Table, tuple[Column[Any], ...], bool]
"""What a row needs of the statement: its table, the columns written, and whether it is new."""


@dataclass(frozen=True, eq=False)
class _Row:
    """What is written of one object: all of it if it is new, else what changed."""

    table: Table
    columns: tuple[Column[Any], ...]
    values: tuple[Any, ...]
    key: tuple[Any, ...] | None
    """The primary key of a row that is there already."""

    @property
    def shape(self) -> _Shape:
        return self.table, self.columns, self.key is None


def write_pending(session: Session) -> None:
    """Write what the session has not written yet, as its last act before it commits: with one statement, or one for
    each 64 rows. The objects are detached afterwards. Rows that go are left to the session.

    The session itself does not know which of our rows refer to which. PostgreSQL checks foreign keys when a statement
    ends, so that it does not matter within one; of several, those that are referred to go first.
    """
    # Always in the same order, so that no two transactions wait for each other.
    changed = sorted((each for each in session.dirty if session.is_modified(each)), key=_place)
    objects = [*changed, *session.new]
    rows = [row for each in objects if (row := _row(each)) is not None]
    if len(objects) < 2 or len(rows) < len(objects):
        return
    for together in _statements(rows):
        _write(session, together)
    for each in objects:
        make_transient(each)
        make_transient_to_detached(each)


def _statements(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    """A changed row goes before new ones of its table, since it may give up a key that one of them takes."""
    added = {row.table for row in rows if row.key is None}
    giving = [row for row in rows if row.key is not None and row.table in added]
    places = {table: place for place, table in enumerate(sort_tables({row.table for row in rows}))}
    others = sorted((row for row in rows if row not in giving), key=lambda row: places[row.table])
    for group in (giving, others):
        yield from (group[first : first + _MOST] for first in range(0, len(group), _MOST))


def _write(session: Session, rows: Sequence[_Row]) -> None:
    values = {
        f"r{number}_{position}": value
        for number, row in enumerate(rows)
        for position, value in enumerate((*row.values, *(row.key or ())))
    }
    written = session.connection().execute(_statement(tuple(row.shape for row in rows)), values).scalar_one()
    if written != len(rows):
        raise StaleDataError(f"{len(rows)} rows were to be written, {written} were there")


def _place(changed: Any) -> tuple[str, str]:
    return type(changed).__name__, repr(inspect(changed).identity)


def _row(written: Any) -> _Row | None:
    """None for a row of which the database or the session has to add something."""
    state = inspect(written)
    mapper = state.mapper
    if len(mapper.tables) != 1:
        return None
    new = not state.has_identity
    columns, values = [], []
    for attribute in mapper.column_attrs:
        (column,) = attribute.columns
        history = state.attrs[attribute.key].history
        if not new and not history.has_changes():
            continue
        value = state.dict.get(attribute.key)
        if value is None and (column.default is not None or column.server_default is not None):
            return None
        if column.primary_key and (value is None or not new):
            return None
        columns.append(column)
        values.append(value)
    return _Row(mapper.local_table, tuple(columns), tuple(values), None if new else tuple(state.identity))


@lru_cache(maxsize=500)
def _statement(shapes: Sequence[_Shape]) -> Select[int]:
    writes = []
    for number, (table, columns, new) in enumerate(shapes):
        names = (f"r{number}_{position}" for position in count())
        given = {column: bindparam(next(names), type_=column.type) for column in columns}
        write: Insert | Update = insert(table) if new else update(table)
        if isinstance(write, Update):
            write = write.where(*(key == bindparam(next(names), type_=key.type) for key in table.primary_key))
        writes.append(write.values(given).returning(literal_column("1")).cte(f"w{number}"))
    done = [select(func.count()).select_from(write).scalar_subquery() for write in writes]
    return select(sum(done[1:], start=done[0]))
