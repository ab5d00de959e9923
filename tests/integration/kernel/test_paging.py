"""Lists from the database are leafed through by key, whatever comes meanwhile."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import DateTime, event, text
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import Database
from kernel.errors import Refusal
from kernel.web.paging import Asked, Piece, of_statement
from tests.servers import RunningPostgres, owned

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


class Leaf(SQLModel, table=True):
    """Something to list; several may be of one instant."""

    __tablename__ = "leaf_of_a_test"

    number: str = Field(primary_key=True)
    made_at: datetime = Field(sa_type=DateTime(timezone=True))


@pytest.fixture(scope="module")
def database(postgres: RunningPostgres) -> Iterator[Database]:
    opened = Database(owned(postgres.database("naming")))
    with opened.transaction() as session:
        session.connection().execute(
            text("CREATE TABLE leaf_of_a_test (number text PRIMARY KEY, made_at timestamptz NOT NULL)")
        )
    yield opened
    opened.close()


@pytest.fixture
def leaves(database: Database) -> Database:
    """Seven, of which always two have one instant."""
    with database.transaction() as session:
        session.connection().execute(text("TRUNCATE leaf_of_a_test"))
        for number in range(7):
            session.add(Leaf(number=f"n{number}", made_at=NOON + timedelta(minutes=number // 2)))
    return database


def _leaf(session: Session, cursor: str | None = None, limit: int = 3, *, newest_first: bool = True) -> Piece[Leaf]:
    return of_statement(
        session, select(Leaf), Asked(cursor, limit), col(Leaf.made_at), col(Leaf.number), newest_first=newest_first
    )


def _numbers(piece: Piece[Leaf]) -> str:
    return "".join(row.number[1:] for row in piece.rows)


@pytest.mark.parametrize(("newest_first", "expected"), [(True, ["654", "321", "0"]), (False, ["012", "345", "6"])])
def test_forth_and_back(leaves: Database, newest_first: bool, expected: list[str]) -> None:
    """Each item once, in both orders; on the way back the same pages."""
    with leaves.transaction() as session:
        pages = [_leaf(session, newest_first=newest_first)]
        while (cursor := pages[-1].next) is not None:
            pages.append(_leaf(session, cursor, newest_first=newest_first))
        assert [_numbers(page) for page in pages] == expected
        assert [page.first for page in pages] == [1, 4, 7]
        back = [pages[-1]]
        while (cursor := back[-1].previous) is not None:
            back.append(_leaf(session, cursor, newest_first=newest_first))
        assert [_numbers(page) for page in back] == expected[::-1]
        assert [page.first for page in back] == [7, 4, 1]


def test_what_comes_meanwhile_moves_nothing(leaves: Database) -> None:
    """A new item at the head neither repeats nor hides one of the next page, and is found on the way back."""
    with leaves.transaction() as session:
        first = _leaf(session)
        session.add(Leaf(number="n7", made_at=NOON + timedelta(hours=1)))
        session.flush()
        second = _leaf(session, first.next)
        assert _numbers(second) == "321"
        again = _leaf(session, second.previous)
        assert _numbers(again) == "654"
        assert _numbers(_leaf(session, again.previous)) == "7"


def test_back_to_what_is_gone(leaves: Database) -> None:
    """Where nothing is left before, the list begins anew."""
    with leaves.transaction() as session:
        second = _leaf(session, _leaf(session).next)
        session.connection().execute(text("DELETE FROM leaf_of_a_test WHERE number > 'n3'"))
        assert _numbers(_leaf(session, second.previous)) == "321"


def test_rows_of_several_entities(leaves: Database) -> None:
    """The first of them has the key."""
    with leaves.transaction() as session:
        chosen = select(Leaf, Leaf.number)
        first = of_statement(session, chosen, Asked(limit=4), col(Leaf.number))
        rest = of_statement(session, chosen, Asked(first.next, 4), col(Leaf.number))
    assert [number for _, number in (*first.rows, *rest.rows)] == [f"n{number}" for number in range(7)]


def test_one_statement(leaves: Database) -> None:
    """A page costs one question."""
    asked: list[str] = []

    def ask(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    with leaves.transaction() as session:
        cursor = _leaf(session).next
        event.listen(leaves.engine, "before_cursor_execute", ask)
        try:
            _leaf(session, cursor)
        finally:
            event.remove(leaves.engine, "before_cursor_execute", ask)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "keys",
    [[], ["2026-11-20T12:00:00"], ["x", "n1"], ["2026-11-20T12:00:00", "n1"], [1, "n1"]]
    + [["2026-11-20T12:00:00+08:00", value] for value in ("a\x00", "x" * 101, 7, None, True)]
    + [["2026-11-20T12:00:00+08:00", "n1", "n2"]],
)
def test_a_cursor_of_another_list(leaves: Database, keys: list[object]) -> None:
    """It is refused, not asked of the database."""
    cursor = base64.urlsafe_b64encode(json.dumps([0, False, *keys]).encode()).decode().rstrip("=")
    with leaves.transaction() as session, pytest.raises(Refusal) as refused:
        _leaf(session, cursor)
    assert refused.value.code == "request.cursor_invalid"
