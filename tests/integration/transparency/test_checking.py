"""What is altered behind the services' back is found, whatever it is; what they write themselves is not."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import psycopg
import pytest

from services.transparency.operations.alarming import acknowledge_alarm, read_alarms
from services.transparency.operations.reading import prove_file
from services.transparency.operations.watching import measure
from tests.integration.transparency.conftest import Room

_ALTERATIONS = {
    "a row is altered": ("UPDATE licence.used_code SET used_at = now() + '1 day' WHERE position = 3", "row_altered"),
    "a row is deleted": ("DELETE FROM licence.used_code WHERE position = 3", "row_missing"),
    "a row is added": ("INSERT INTO licence.used_code VALUES (999, 'b1', NULL, NULL, now())", "row_without_leaf"),
    "a table is dropped": ("DROP TABLE licence.used_code CASCADE; DROP FUNCTION licence.log_rows_used_code",
                           "table_missing"),
    "an entry is altered": ("UPDATE transparency.entry SET digest = sha256('x') WHERE index = 2", "entry_altered"),
    "an entry is deleted": ("DELETE FROM transparency.entry WHERE index = 2", "entry_missing"),
    "the last entries are deleted": ("DELETE FROM transparency.entry WHERE index > 500", "entries_missing"),
    "a tile is altered": ("UPDATE transparency.tile SET hashes = overlay(hashes placing '\\x00' from 40)"
                          " WHERE level = 0 AND number = 1", "entry_altered"),
    "an upper tile is altered": ("UPDATE transparency.tile SET hashes = overlay(hashes placing '\\x00' from 40)"
                                 " WHERE level = 1", "tree_altered"),
    "a tile is deleted": ("DELETE FROM transparency.tile WHERE level = 0 AND number = 1", "entry_altered"),
    "the checkpoint is altered": ("UPDATE transparency.checkpoint SET note = replace(note, 'kaiye', 'kaiyo')",
                                  "checkpoint_altered"),
    "checkpoints are deleted": ("DELETE FROM transparency.checkpoint", "checkpoint_missing"),
    "a trigger is disabled": ("ALTER TABLE licence.used_code DISABLE TRIGGER log_write", "triggers_changed"),
    "a trigger is dropped": ("DROP TRIGGER log_write ON licence.used_code", "triggers_changed"),
    "a trigger does nothing": ("CREATE OR REPLACE FUNCTION licence.log_write_used_code() RETURNS trigger LANGUAGE"
                               " plpgsql AS 'BEGIN RETURN NULL; END'", "triggers_changed"),
    "a reader lies": ("CREATE OR REPLACE FUNCTION licence.log_look_used_code(keys text[]) RETURNS TABLE (key text,"
                      " digest bytea) LANGUAGE sql SECURITY DEFINER AS 'SELECT NULL::text, NULL::bytea WHERE false'",
                      "triggers_changed"),
}  # fmt: skip


@pytest.mark.parametrize("what", _ALTERATIONS)
def test_what_was_altered_unseen_is_found(room: Room, what: str) -> None:
    """By somebody with every right in the database, with triggers off, after the log had it; the next pass tells."""
    statement, kind = _ALTERATIONS[what]
    room.write(600)
    room.logged()
    assert room.checked() == set()
    with room.intruder() as somebody:
        somebody.execute(statement)
    room.later()
    assert kind in {found for found, _, _ in room.checked()}


def test_what_the_services_write_is_no_contradiction(room: Room) -> None:
    """Rows that changed, went and came meanwhile, and rows whose leaf still waits."""
    room.write(600)
    room.logged()
    with room.service.transaction() as session:
        session.connection().exec_driver_sql("UPDATE licence.code_block SET next_position = next_position + 1")
    room.write(5)
    assert room.checked() == set()
    room.logged()
    room.later()
    assert room.checked() == set()


def test_another_role_that_writes_is_named_at_once(room: Room) -> None:
    """With triggers on, what it wrote is in the log, and so is who wrote it."""
    room.write()
    room.logged()
    with room.intruder(unseen=False) as somebody:
        somebody.execute("UPDATE licence.used_code SET used_at = now()")
    room.logged()
    assert room.checked() == {("written_by_another", "licence.used_code", "postgres")}


def test_a_migration_that_changes_rows_says_which_one_it_was(room: Room, later: Path) -> None:
    """The alarm names its revision and its script's SHA-256, and the log proves that this script was run; what the
    owner's role writes beside migrations is somebody at the database, as before."""
    room.write(3)
    room.logged()
    room.migrate()
    assert room.logged() == 4
    digest = hashlib.sha256(later.read_bytes()).hexdigest()
    assert room.checked() == {("written_by_migration", "licence.used_code", f"9999 {digest}")}
    entry = json.loads(prove_file(room.resources, digest).entry)
    assert (entry["book"], entry["key"]) == ("licence.alembic_version#script", '["9999"]')
    assert room.logged() == 1  # of the alarm itself
    room.migrate()
    assert room.logged() == 0
    with psycopg.connect(room.owner) as somebody:
        somebody.execute("UPDATE licence.used_code SET used_at = now()")
    room.logged()
    assert ("written_by_another", "licence.used_code", room.owner_role) in room.checked()


@pytest.fixture
def later(room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A migration that came with a later release, beside those there are; its file."""
    from kernel import database

    release = tmp_path / "migrations"
    shutil.copytree(database._migrations("licence"), release)
    script = release / "versions" / "9999_rows.py"
    last = max(path.name[:4] for path in release.glob("versions/0*.py"))
    script.write_text(
        f'from alembic import op\n\nrevision = "9999"\ndown_revision = "{last}"\n\n\n'
        "def upgrade() -> None:\n    op.execute(\"UPDATE licence.used_code SET used_at = used_at + interval '1 s'\")\n"
    )
    monkeypatch.setattr(database, "_migrations", lambda _: release)
    return script


def test_a_row_taken_out_of_the_outbox_is_found(room: Room) -> None:
    """Before the log had it: it stands without a leaf."""
    room.write(3)
    room.logged()
    (key,) = room.write()
    with room.intruder() as somebody:
        somebody.execute("DELETE FROM licence.log_outbox")
    assert room.checked() == {("row_without_leaf", "licence.used_code", key)}


def test_a_late_leaf_for_a_row_is_named(room: Room) -> None:
    """A row that is said to have stood there when the table got its leaves, long after."""
    room.write()
    room.logged()
    room.checked()
    with room.intruder() as somebody:
        somebody.execute(
            "INSERT INTO licence.log_outbox (book, key, digest, by)"
            " VALUES ('used_code', '[1]', sha256('x'), 'standing')"
        )
    room.logged()
    assert ("standing_too_late", "licence.used_code", "[1]") in room.checked()


def test_an_alarm_stays_until_somebody_looked_into_it(room: Room) -> None:
    """Told once, counted, acknowledged with a reason; another alteration of the same row is told anew."""
    room.write(3)
    room.logged()
    for when in ("1 day", "2 days"):
        with room.intruder() as somebody:
            somebody.execute(f"UPDATE licence.used_code SET used_at = now() + '{when}' WHERE position = 2")
        for _ in range(2):
            room.later()
            room.checked()
        told = read_alarms(room.resources)
        (alarm,) = told.alarms
        assert (alarm.kind, alarm.book, alarm.times > 1) == ("row_altered", "licence.used_code", True)
        assert told.checked_at == room.clock.now()
        assert told.checked >= 8
        measure(room.resources)
        assert alarm.number is not None
        acknowledge_alarm(room.resources, alarm.number, "ops", "restored from the backup of yesterday")
        room.later()
        assert room.checked() == set()


def test_rows_that_stood_there_get_their_first_leaf(room: Room) -> None:
    """A table that is logged for the first time: what it holds is in the log, and nothing is wrong with it."""
    with room.intruder() as somebody:
        somebody.execute(
            "INSERT INTO licence.code_block VALUES ('b9', '14021300', 'MA', 0, 9, 0, 'OPEN', 'added', now())"
        )
        somebody.execute("DROP TRIGGER log_write ON licence.code_block; COMMENT ON TABLE licence.log_outbox IS NULL")
    room.migrate()
    assert room.logged() == 1
    assert room.checked() == set()
