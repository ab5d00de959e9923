"""Writes the rows that a transaction leaves with one statement."""

from __future__ import annotations

from collections.abc import Sequence
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
from sqlmodel import Session

_MOST = 64
"""More rows than this are many of few kinds, which the session writes in a statement each."""

_Shape = tuple[Table, tuple[Column[Any], ...], bool]
"""What a row needs of the statement: its table, the columns written, and whether it is new."""


@dataclass(frozen=True)
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
    """Write what the session has not written yet, as its last act before it commits: with one statement if it can be,
    else as the session does it. The objects are detached afterwards.

    PostgreSQL checks foreign keys when a statement ends, so that one statement may write a row before the one it refers
    to. What has an order beyond that is left to the session: rows that go, and new rows beside changed ones of a table.
    """
    # Always in the same order, so that no two transactions wait for each other.
    changed = sorted((each for each in session.dirty if session.is_modified(each)), key=_place)
    objects = [*session.new, *changed]
    if not 1 < len(objects) <= _MOST or session.deleted:
        return
    rows = [row for each in objects if (row := _row(each)) is not None]
    if len(rows) < len(objects) or {row.table for row in rows if row.key} & {row.table for row in rows if not row.key}:
        return
    values = {
        f"r{number}_{position}": value
        for number, row in enumerate(rows)
        for position, value in enumerate((*row.values, *(row.key or ())))
    }
    written = session.connection().execute(_statement(tuple(row.shape for row in rows)), values).scalar_one()
    if written != len(rows):
        raise StaleDataError(f"{len(rows)} rows were to be written, {written} were there")
    for each in objects:
        make_transient(each)
        make_transient_to_detached(each)


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
