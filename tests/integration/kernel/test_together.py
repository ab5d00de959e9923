"""What is asked and what is written with one statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import col, delete, select

from kernel.database import Database, violated_constraint
from kernel.reading_together import Questions
from services.filing.store.applications import FilingApplication, FilingSection
from services.filing.store.timeline import StageEntry
from tests.servers import RunningPostgres, as_owner

_NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
_NO = "14021301202607010000017"


@pytest.fixture
def database(postgres: RunningPostgres) -> Iterator[Database]:
    url = postgres.database("filing")
    postgres.migrate("filing", url)
    opened = Database(url)
    with as_owner(opened) as connection:
        for table in (FilingSection, StageEntry, FilingApplication):
            connection.execute(delete(table))
    yield opened
    opened.close()


@pytest.fixture
def sent(database: Database) -> list[str]:
    found: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _, __, statement, *___: found.append(statement))
    return found


def _application() -> FilingApplication:
    return FilingApplication(
        application_no=_NO,
        subject="a",
        request_id="b",
        authority_code="140213",
        county_code="140213",
        type_code="GT001",
        filing_type="establishment",
        filing_type_edition="1",
        stage="DRAFT",
        further_premises_hashes=["x"],
        created_at=_NOW,
    )


def _entries(number: int) -> list[StageEntry]:
    return [StageEntry(application_no=_NO, number=each, stage="DRAFT", at=_NOW) for each in range(1, number + 1)]


def _section() -> FilingSection:
    return FilingSection(application_no=_NO, kind="operator", version=1, encrypted="sealed", updated_at=_NOW)


_CASE = Questions(
    select(FilingApplication).where(FilingApplication.application_no == bindparam("no")),
    select(StageEntry).where(StageEntry.application_no == bindparam("no")),
    select(FilingSection).where(FilingSection.application_no == bindparam("no")),
)


def _case(database: Database, application_no: str = _NO) -> tuple[list[Any], ...]:
    with database.reading() as session:
        return _CASE.ask(session, no=application_no)


@pytest.mark.parametrize(("number", "statements"), [(3, 1), (40, 1), (200, 4)])
def test_whatever_was_not_written_goes_at_the_end(
    database: Database, sent: list[str], number: int, statements: int
) -> None:
    """Also where those that refer to others come first, and however many they are."""
    with database.transaction() as session:
        session.add_all([*_entries(number), _section(), _application()])
    assert len(sent) == statements
    applications, entries, sections = _case(database)
    assert [each.application_no for each in applications] == [_NO]
    assert sorted(each.number for each in entries) == list(range(1, number + 1))
    assert [each.encrypted for each in sections] == ["sealed"]
    assert applications[0].further_premises_hashes == ["x"] and applications[0].created_at == _NOW
    assert applications[0].deleted_at is None


def test_new_and_changed_rows_go_together(database: Database, sent: list[str]) -> None:
    with database.transaction() as session:
        session.add_all([_application(), *_entries(1)])
    with database.transaction() as session:
        (application,), (entry,), _ = _CASE.ask(session, no=_NO)
        application.stage, application.further_premises_hashes, application.deleted_at = "SIGNING", [], _NOW
        entry.deadline = _NOW
        session.add_all([application, entry, _section()])
        sent.clear()
    assert len(sent) == 1
    (application,), (entry,), sections = _case(database)
    assert (application.stage, application.further_premises_hashes, application.deleted_at) == ("SIGNING", [], _NOW)
    assert entry.deadline == _NOW and len(sections) == 1


def test_a_changed_row_goes_before_new_ones_of_its_table(database: Database) -> None:
    """And rows that go, after everything else."""
    with database.transaction() as session:
        session.add_all([_application(), _section()])
    with database.transaction() as session:
        (application,), _, (section,) = _CASE.ask(session, no=_NO)
        application.request_id, section.version = "c", 7
        other = FilingApplication(**(_application().model_dump() | {"application_no": _NO[:-1] + "8"}))
        entry = StageEntry(application_no=other.application_no, number=1, stage="DRAFT", at=_NOW)
        session.add_all([entry, FilingSection(**(_section().model_dump() | {"kind": "name"})), other, *_entries(1)])
    assert sorted((each.kind, each.version) for each in _case(database)[2]) == [("name", 1), ("operator", 7)]
    assert len(_case(database, _NO[:-1] + "8")[1]) == 1
    with database.transaction() as session:
        for section in _CASE.ask(session, no=_NO)[2]:
            session.delete(section)
        session.add_all(_entries(3)[1:])
    _, entries, sections = _case(database)
    assert (len(entries), sections) == (3, [])


def test_nothing_is_kept_of_what_is_refused(database: Database) -> None:
    """The refusal has the name of the constraint, and a row that went meanwhile is noticed."""
    with pytest.raises(IntegrityError) as refused, database.transaction() as session:
        session.add_all([_section(), *_entries(2)])
    assert violated_constraint(refused.value) in {"section_application_no_fkey", "stage_entry_application_no_fkey"}
    assert _case(database) == ([], [], [])
    with database.transaction() as session:
        session.add_all([_application(), _section()])
    with pytest.raises(StaleDataError):
        _change_what_went(database)
    assert [each.stage for each in _case(database)[0]] == ["DRAFT"]


def _change_what_went(database: Database) -> None:
    with database.transaction() as session:
        (application,), _, (section,) = _CASE.ask(session, no=_NO)
        session.connection().execute(delete(FilingSection).where(col(FilingSection.kind) == "operator"))
        application.stage, section.version = "SIGNING", 2
        session.add_all([application, section])


def test_questions_about_nothing_find_nothing(database: Database, sent: list[str]) -> None:
    assert _case(database, "0" * 23) == ([], [], [])
    assert len(sent) == 1
