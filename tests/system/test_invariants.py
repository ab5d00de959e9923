"""What must always hold did hold after every way was gone, and each check between services can fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session

from cli.invariants import agreement
from cli.invariants.books import Books, opened
from cli.invariants.registry import examine, packages_are_whole
from deploy.local.environment import DATABASE, lent
from deploy.local.postgres import SUPERUSER, Postgres
from deploy.local.stack import servers_of
from kernel.objects import ObjectStore
from services.archive.clients import PackageStore
from services.archive.settings import ArchiveSettings
from tests.system.conftest import Ended
from tests.system.stack import ROOT, RunningStack

_SERVICES = ("filing", "naming", "signing", "approval", "register", "licence", "archive", "notice")


def test_everything_holds(stack: RunningStack, every_way: list[Ended]) -> None:
    """No invariant of any service, of any stored file or between services is broken."""
    examined = list(examine(stack.environment))
    assert len(examined) > 50
    assert [(one.owner, one.name, one.violations) for one in examined if one.violations] == []


def test_command_says_so(stack: RunningStack, every_way: list[Ended]) -> None:
    """`kaiye invariants` prints a line for each and ends with 0."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "invariants", "--home", str(stack.home)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "no licence without decision" in done.stdout


@pytest.fixture
def tampered(stack: RunningStack, every_way: list[Ended]) -> Iterator[Session]:
    """The whole database as its superuser, constraints and triggers off; nothing is kept."""
    (server,) = (one for one in servers_of(stack.home, stack.run.ports) if isinstance(one, Postgres))
    engine = create_engine(server.url(DATABASE, SUPERUSER, server.superuser_password))
    with Session(engine) as session:
        session.connection().execute(text("SET session_replication_role = replica"))
        yield session
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    ("check", "damage"),
    [
        (agreement.no_licence_without_decision, "DELETE FROM approval.decision WHERE outcome = 'APPROVE'"),
        (
            agreement.no_licence_without_signature,
            "UPDATE signing.signing_session SET voided_at = now(), void_reason = 'lapsed'",
        ),
        (
            agreement.codes_are_those_of_the_register,
            "UPDATE notice.outgoing_event SET sequence = abs(hashtext(event_id::text)),"
            " uscc = (SELECT max(uscc) FROM licence.licence)",
        ),
        (agreement.licences_print_their_entity, "UPDATE register.entity_version SET name = name || '旧'"),
        (agreement.licences_print_their_entity, "UPDATE register.entity SET established_on = established_on - 1"),
        (agreement.licences_print_their_entity, "DELETE FROM register.entity_version"),
        (agreement.entities_have_licences, "DELETE FROM licence.licence"),
        (agreement.stages_and_licences_agree, "UPDATE filing.application SET stage = 'REJECTED'"),
        (agreement.stages_and_licences_agree, "DELETE FROM licence.licence"),
        (agreement.licences_left_their_traces, "DELETE FROM notice.outgoing_event WHERE receiver = 'tax'"),
        (agreement.licences_left_their_traces, "UPDATE naming.registered_name SET uscc = 'X' || substr(uscc, 2)"),
        (
            agreement.nobody_examines_an_ended_case,
            "UPDATE filing.stage_entry SET at = at - interval '11 minutes';"
            "UPDATE approval.review_task"
            " SET state = 'open', decided_at = NULL, opened_at = opened_at - interval '11 minutes'",
        ),
        (
            agreement.unquestioned_refusals_are_filed,
            "DELETE FROM approval.review_request; UPDATE archive.archive_volume SET status = 'NUMBERED';"
            "UPDATE approval.decision SET review_request_until = now() - interval '11 minutes'"
            " WHERE review_request_until IS NOT NULL",
        ),
        (agreement.archived_documents_are_those_issued, "UPDATE archive.filed_document SET sha256 = 'other'"),
    ],
)
def test_checks_between_services_can_fail(tampered: Session, check: agreement.Check, damage: str) -> None:
    """Sound before the damage, broken after it."""
    books = Books(dict.fromkeys(_SERVICES, tampered))
    assert check(books) == []
    tampered.connection().execute(text(damage))
    assert check(books) != []


_NEVER_CHANGED = (
    "SELECT min(uscc) FROM licence.licence WHERE uscc IN"
    " (SELECT uscc FROM register.entity_version GROUP BY uscc HAVING count(*) = 1)"
)


def _again(session: Session, table: str, **changed: str) -> None:
    """The rows about one business that was never changed once more, with other values."""
    copied = ", ".join(f"{column} = {value}" for column, value in changed.items())
    for statement in (
        f"CREATE TEMP TABLE again AS SELECT * FROM {table} WHERE uscc = ({_NEVER_CHANGED})",
        f"UPDATE again SET {copied}",
        f"INSERT INTO {table} SELECT * FROM again",
        "DROP TABLE again",
    ):
        session.connection().execute(text(statement))


def test_a_later_filing_about_the_same_entity_is_sound(tampered: Session) -> None:
    """A second application may stand beside a code, if it made a version of that entity in the register."""
    books = Books(dict.fromkeys(_SERVICES, tampered))
    moved = {"application_no": "'A2026112800099'"}
    _again(tampered, "notice.outgoing_event", **moved, event_id="gen_random_uuid()", sequence="sequence + 900")
    assert agreement.codes_are_those_of_the_register(books) != []
    _again(tampered, "register.entity_version", **moved, version="2")
    assert agreement.codes_are_those_of_the_register(books) == []


def test_missing_archive_volume_is_found_after_the_grace(tampered: Session) -> None:
    """A licence older than ten minutes without an archive volume is a fault."""
    books = Books(dict.fromkeys(_SERVICES, tampered))
    tampered.connection().execute(text("UPDATE archive.archive_volume SET status = 'NUMBERED'"))
    assert agreement.licences_left_their_traces(books) == []
    tampered.connection().execute(text("UPDATE licence.licence SET issued_at = issued_at - interval '11 minutes'"))
    assert agreement.licences_left_their_traces(books) != []


def test_one_name_on_two_licences_is_found(tampered: Session) -> None:
    books = Books(dict.fromkeys(_SERVICES, tampered))
    assert agreement.no_name_on_two_licences(books) == []
    tampered.connection().execute(text("ALTER TABLE licence.licence DISABLE TRIGGER ALL"))
    tampered.connection().execute(text("UPDATE licence.licence SET name = '同名' WHERE name IS NOT NULL"))
    assert agreement.no_name_on_two_licences(books) != []


def test_swapped_package_is_found(stack: RunningStack, tampered: Session) -> None:
    """A volume that points to another volume's package is found."""
    with lent(stack.environment.of("archive")):
        packages = PackageStore(ObjectStore(ArchiveSettings()), stack.environment.shared["KAIYE_ARCHIVE_BUCKET"])
    assert packages_are_whole(packages, tampered) == []
    tampered.connection().execute(
        text("UPDATE archive.archive_volume SET package_key = (SELECT min(package_key) FROM archive.archive_volume)")
    )
    assert packages_are_whole(packages, tampered) != []


def test_books_cannot_be_written(stack: RunningStack) -> None:
    """The checks' sessions refuse to write."""
    url = stack.environment.of("naming")["KAIYE_NAMING_DATABASE_URL"]
    with pytest.raises(Exception, match="read-only"), opened({"naming": url}) as books:
        books.session("naming").connection().execute(text("DELETE FROM naming.registered_name"))
