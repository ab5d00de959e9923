"""A connection to the database that dies at any moment is an outage: never a defect, a wrong row, half a case."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, make_url
from sqlmodel import select

from kernel.database import Database
from kernel.errors import Outage
from kernel.reading_together import Questions
from services.filing.store.applications import FilingApplication, FilingSection
from services.filing.store.timeline import StageEntry
from tests.fixtures.wires import Wire, wire
from tests.servers import RunningPostgres

_NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
_ENTRIES = 3
_CUTS = 60
_AT_ONCE = 8
_HURRIED = 1e-5
"""Seconds after which threads take turns, so that they meet where they seldom do."""


def _questions() -> Questions:
    return Questions(
        select(FilingApplication).where(FilingApplication.application_no == bindparam("no")),
        select(StageEntry).where(StageEntry.application_no == bindparam("no")),
        select(FilingSection).where(FilingSection.application_no == bindparam("no")),
    )


_CASE = _questions()


def _number(case: int) -> str:
    return f"140213012026070100{case:05}"


def _write(database: Database, case: int) -> None:
    number = _number(case)
    with database.transaction() as session:
        session.add(
            FilingApplication(
                application_no=number,
                subject="a",
                request_id=number,
                authority_code="140213",
                county_code="140213",
                type_code="GT001",
                filing_type="establishment",
                filing_type_edition="1",
                stage="DRAFT",
                content_version=1,
                further_premises_hashes=["x"],
                created_at=_NOW,
            )
        )
        session.add_all(
            StageEntry(application_no=number, number=each, stage="DRAFT", at=_NOW) for each in range(1, _ENTRIES + 1)
        )


def _read(database: Database, case: int) -> tuple[int, int, int]:
    with database.reading() as session:
        applications, entries, sections = _CASE.ask(session, no=_number(case))
        assert {each.application_no for each in (*applications, *entries)} <= {_number(case)}
        return len(applications), len(entries), len(sections)


_WHOLE, _NOTHING = (1, _ENTRIES, 0), (0, 0, 0)


@pytest.fixture
def url(postgres: RunningPostgres) -> str:
    url = postgres.database("filing")
    postgres.migrate("filing", url)
    return url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def way(url: str) -> Iterator[Wire]:
    there = make_url(url)
    assert there.host and there.port
    with wire((there.host, there.port)) as way:
        yield way


@pytest.fixture
def over_the_wire(url: str, way: Wire) -> Iterator[Database]:
    opened = Database(make_url(url).set(host="127.0.0.1", port=way.port).render_as_string(hide_password=False))
    yield opened
    opened.close()


def test_cut_anywhere_is_an_outage(database: Database, over_the_wire: Database, way: Wire) -> None:
    """After however many bytes the answer ends, signing in and committing included: the case is there as a whole or not
    at all, what is read is right or an outage, and the next connection knows nothing of it."""
    whole = min(_carried(over_the_wire, way, case) for case in (0, 1))  # The first connection of all asks for more.
    outages = 0
    for case, cut in enumerate(random.Random(1).sample(range(1, whole), _CUTS), start=2):
        over_the_wire.engine.dispose()
        way.cut_after = cut
        told = True
        try:
            _write(over_the_wire, case)
            assert _read(over_the_wire, case) == _WHOLE
        except Outage:
            outages += 1
            told = False
        way.cut_after = None
        there = _read(over_the_wire, case)
        assert there == _read(database, case)
        assert there == _WHOLE or (there == _NOTHING and not told)
    assert outages == _CUTS


def _carried(database: Database, way: Wire, case: int) -> int:
    """How many bytes answer one who writes and reads over a new connection."""
    database.engine.dispose()
    before = way.carried
    _write(database, case)
    assert _read(database, case) == _WHOLE
    return way.carried - before


def test_first_asked_by_many_at_once(database: Database) -> None:
    """As after an outage, when everybody who waited goes on: each gets what is there."""
    _write(database, 0)
    turns = sys.getswitchinterval()
    sys.setswitchinterval(_HURRIED)
    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in range(10):
                database.engine.clear_compiled_cache()
                asked, meet = _questions(), threading.Barrier(_AT_ONCE)
                found = [pool.submit(_found, database, asked, meet) for _ in range(_AT_ONCE)]
                assert [one.result() for one in found] == [_WHOLE] * _AT_ONCE
    finally:
        sys.setswitchinterval(turns)


def _found(database: Database, asked: Questions, meet: threading.Barrier) -> tuple[int, ...]:
    with database.reading() as session:
        meet.wait()
        return tuple(len(rows) for rows in asked.ask(session, no=_number(0)))
