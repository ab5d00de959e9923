"""Lists: one envelope, and one way to leaf through them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar, overload

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Date, DateTime, Integer, tuple_
from sqlalchemy import Row as SelectedRow
from sqlalchemy.orm import Mapped
from sqlmodel import Session
from sqlmodel.sql.expression import Select, SelectOfScalar

from kernel.errors import Refusal

MOST = 200
_INTEGERS = 2**31
_LONGEST_KEY = 100
_CURSOR = r"^[A-Za-z0-9_=-]{1,400}$"

Item = TypeVar("Item")
Row = TypeVar("Row")
Shown = TypeVar("Shown")
First = TypeVar("First")
Second = TypeVar("Second")
Key = Mapped[Any]


class Page(BaseModel, Generic[Item]):
    """Some items of a list, in its order.

    `next` and `previous` are sent back as `cursor`; null where the list ends. `first` is the place of the first item
    in the list as leafed through, counted from 1. `total` is null where nobody counts.
    """

    model_config = ConfigDict(frozen=True)

    items: tuple[Item, ...]
    next: str | None = None
    previous: str | None = None
    first: int = 1
    total: int | None = None


class Leafing(BaseModel):
    """Where in a list to begin and how many items to answer with: the fields of a search in a body."""

    cursor: str | None = Field(default=None, pattern=_CURSOR, description="`next` or `previous` of the page before")
    limit: int = Field(default=20, ge=1, le=MOST)

    def asked(self) -> Asked:
        return Asked(self.cursor, self.limit)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which piece of a list is wanted; without a cursor its beginning."""

    cursor: str | None = None
    limit: int = 20


def _asked(
    cursor: Annotated[
        str | None,
        Query(pattern=_CURSOR, description="`next` or `previous` of the page before"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> Asked:
    return Asked(cursor, limit)


Paging = Annotated[Asked, Depends(_asked)]
"""The parameters `cursor` and `limit` of a list's address."""


@dataclass(frozen=True, slots=True)
class Piece(Generic[Row]):
    """Rows of a list with where they stand in it."""

    rows: tuple[Row, ...]
    next: str | None = None
    previous: str | None = None
    first: int = 1

    def shown(self, show: Callable[[Row], Shown]) -> Piece[Shown]:
        """The same piece, each row as `show` makes it."""
        return Piece(tuple(map(show, self.rows)), self.next, self.previous, self.first)

    def page(self, show: Callable[[Row], Shown], total: int | None = None) -> Page[Shown]:
        return self.of(map(show, self.rows), total)

    def of(self, items: Iterable[Shown], total: int | None = None) -> Page[Shown]:
        """The page with these in the place of the rows."""
        return Page(items=tuple(items), next=self.next, previous=self.previous, first=self.first, total=total)


def whole(items: Iterable[Item]) -> Page[Item]:
    """A list that is short by its nature, all of it."""
    found = tuple(items)
    return Page(items=found, total=len(found))


def of_sequence(rows: Sequence[Row], asked: Asked) -> Piece[Row]:
    """A piece of what is at hand anyway. Raises Refusal `request.cursor_invalid`."""
    cursor = _Cursor.read(asked.cursor, ()) if asked.cursor else _Cursor()
    start = max(0, cursor.passed - asked.limit) if cursor.backwards else cursor.passed
    end = start + asked.limit
    return Piece(
        rows=tuple(rows[start:end]),
        next=_Cursor(end).written() if end < len(rows) else None,
        previous=_Cursor(start, backwards=True).written() if start else None,
        first=start + 1,
    )


@overload
def of_statement(
    session: Session, statement: SelectOfScalar[Row], asked: Asked, *key: Key, newest_first: bool = False
) -> Piece[Row]: ...


@overload
def of_statement(
    session: Session, statement: Select[First, Second], asked: Asked, *key: Key, newest_first: bool = False
) -> Piece[tuple[First, Second]]: ...


def of_statement(session: Session, statement: Any, asked: Asked, *key: Key, newest_first: bool = False) -> Piece[Any]:
    """A piece of what `statement` selects, in the order of the columns `key`, which together are unique (keyset: what
    comes meanwhile moves nothing). One statement. The first entity selected has the columns.

    Raises Refusal `request.cursor_invalid`.
    """
    columns: Sequence[Any] = key
    cursor = _Cursor.read(asked.cursor, columns) if asked.cursor else _Cursor()
    rows = _fetched(session, statement, asked.limit + 1, cursor, columns, newest_first)
    if cursor.backwards and not rows:  # what was before is gone
        cursor = _Cursor()
        rows = _fetched(session, statement, asked.limit + 1, cursor, columns, newest_first)
    more, rows = len(rows) > asked.limit, rows[: asked.limit]
    if cursor.backwards:
        rows.reverse()
        passed = max(0, cursor.passed - len(rows)) if more else 0
    else:
        passed = cursor.passed
    before, after = (more, True) if cursor.backwards else (cursor.keys != (), more)
    names = [column.key for column in columns]
    return Piece(
        rows=tuple(rows),
        next=_Cursor(passed + len(rows), _keys(rows[-1], names)).written() if after and rows else None,
        previous=_Cursor(passed, _keys(rows[0], names), backwards=True).written() if before and rows else None,
        first=passed + 1,
    )


def _fetched(
    session: Session,
    statement: Any,
    limit: int,
    cursor: _Cursor,
    key: Sequence[Any],
    newest_first: bool,
) -> list[Any]:
    descending = newest_first != cursor.backwards
    if cursor.keys:
        place = tuple_(*key)
        statement = statement.where(place < cursor.keys if descending else place > cursor.keys)
    ordered = statement.order_by(*(column.desc() if descending else column.asc() for column in key))
    return list(session.exec(ordered.limit(limit)))


def _keys(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    entity = row[0] if isinstance(row, SelectedRow) else row
    return tuple(getattr(entity, name) for name in names)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How many items were passed, and the key of the item the next piece begins after, or ends before."""

    passed: int = 0
    keys: tuple[Any, ...] = field(default=())
    backwards: bool = False

    def written(self) -> str:
        keys = [key.isoformat() if isinstance(key, date) else key for key in self.keys]
        text = json.dumps([self.passed, self.backwards, *keys], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, key: Sequence[Any]) -> _Cursor:
        try:
            passed, backwards, *keys = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if not (type(passed) is int and 0 <= passed < _INTEGERS and type(backwards) is bool):
                raise ValueError
            return cls(passed, tuple(_value(each, column) for each, column in zip(keys, key, strict=True)), backwards)
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise _invalid() from None


def _value(written: Any, column: Any) -> Any:
    """Raises ValueError or TypeError for what cannot stand in the column."""
    if isinstance(column.type, DateTime):
        instant = datetime.fromisoformat(written)
        if instant.tzinfo is None:
            raise ValueError
        return instant
    if isinstance(column.type, Date):
        return date.fromisoformat(written)
    if isinstance(column.type, Integer):
        if type(written) is not int or abs(written) >= _INTEGERS:
            raise ValueError
        return written
    if not written.isprintable() or len(written) > _LONGEST_KEY:
        raise ValueError
    return written


def _invalid() -> Refusal:
    return Refusal("request.cursor_invalid", "分页标记无效", "The page cursor is not valid", pointer="/cursor")
