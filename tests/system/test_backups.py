"""A stack is brought back into an empty folder as it was, and what is lost of a backup is named file by file."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from cli.invariants.registry import Examined, examine
from cli.registration.form import RegistrationForm
from deploy.local.backups.book import Book
from deploy.local.layout import DEFAULT_PORTS
from deploy.local.stack import Stack
from kernel.clock import SHANGHAI
from tests.system.people import newcomer, signed_in
from tests.system.stack import ANY_PORTS, ROOT, RunningStack, started, until

_ANY = dict.fromkeys(DEFAULT_PORTS, 0)


@dataclass(frozen=True)
class Kept:
    """Numbers in their order: before the first backup, between both, signed but not handed in at the second, and after
    it. `between` is a time before anything of the third; `licence` the digest of the second's."""

    folder: Path
    numbers: tuple[str, str, str, str]
    second: RegistrationForm
    third: RegistrationForm
    licence: str
    between: datetime

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets.json"

    def restored(self, name: str, *more: str, backups: Path | None = None) -> tuple[int, str]:
        """How `kaiye restore` into a folder of that name ends, and what it says."""
        home = str(self.folder / name)
        place = str(backups or self.backups)
        return _kaiye("restore", place, "--home", home, "--secrets", str(self.secrets), *more)

    @contextmanager
    def damaged(self) -> Iterator[Path]:
        """Another copy of the backups."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            yield Path(shutil.copytree(self.backups, Path(name) / "backups"))


def _kaiye(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        env={**os.environ, **ANY_PORTS, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _carried(stack: RunningStack, stage: str | None = None) -> tuple[str, RegistrationForm, str]:
    """A case carried so far, whose it is, and the digest of its licence if it came to one."""
    with newcomer(stack) as person:
        number = person.open()
        if stage:
            assert person.applicant.carry_through(number, until=stage)["stage"] == stage
            return number, person.form, ""
        assert person.applicant.carry_through(number)["stage"] == "ARCHIVED"
        return number, person.form, hashlib.sha256(person.licence(number)).hexdigest()


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    with tempfile.TemporaryDirectory(prefix="kaiye-backups-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with started(folder / "home") as stack:
            backup = ("backup", str(folder / "backups"), "--home", str(stack.home))
            first, _, _ = _carried(stack)
            code, said = _kaiye(*backup, "--secrets", str(folder / "secrets.json"))
            assert code == 0, said
            second, whose, licence = _carried(stack)
            time.sleep(1)
            between = datetime.now(SHANGHAI).replace(microsecond=0)
            third, form, _ = _carried(stack, "SIGNED")
            code, said = _kaiye(*backup)
            assert code == 0, said
            fourth, _, _ = _carried(stack)
        yield Kept(folder, (first, second, third, fourth), whose, form, licence, between)


def _stages(stack: Stack) -> dict[str, str]:
    engine = create_engine(stack.environment.of("filing")["KAIYE_FILING_DATABASE_URL"])
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT application_no, stage FROM filing.application")).all()
    engine.dispose()
    return {str(number): str(stage) for number, stage in rows}


def _broken(found: Iterator[Examined]) -> list[tuple[str, str, list[str]]]:
    return [(one.owner, one.name, one.violations) for one in found if one.violations]


def test_restored_is_as_it_was(kept: Kept) -> None:
    """At the last backup: licences byte for byte, every invariant, the public log only grew; who had signed goes on to
    the licence, and what came later is not there."""
    code, said = kept.restored("again")
    assert code == 0, said
    home = kept.folder / "again"
    with started(home) as stack:
        assert _broken(examine(stack.environment)) == []
        code, said = _kaiye("log", "monitor", "--home", str(home), "--state", str(home / "log-monitor.json"))
        assert code == 0 and "grew from" in said, said
        _, second, third, fourth = kept.numbers
        with signed_in(stack, kept.second) as person:
            licence = person.licence(second)
            asked = partial(stack.ask, "GET", "filing", f"/applications/{fourth}", person.token)
            # A service that was just started may not know yet whose sessions ended.
            until(lambda: asked().status_code != 503, 60, "an answer of the filing service")
            assert asked().status_code == 404
        with signed_in(stack, kept.third) as person:
            assert person.applicant.carry_through(third)["stage"] == "ARCHIVED"
    assert hashlib.sha256(licence).hexdigest() == kept.licence


async def test_restored_to_a_time_between(kept: Kept) -> None:
    """What was committed by then is there, nothing of later, and everything that must hold holds."""
    code, said = kept.restored("between", "--to", kept.between.strftime("%Y-%m-%dT%H:%M:%S"))
    assert code == 0, said
    first, second, _, _ = kept.numbers
    async with Stack(kept.folder / "between", ports=_ANY, with_applications=False) as stack:
        assert _stages(stack) == {first: "LICENSED", second: "LICENSED"}
        assert _broken(examine(stack.environment)) == []


@pytest.mark.parametrize(
    ("pattern", "how", "told"),
    [
        ("objects/volumes/*.dat", "gone", "missing"),
        ("objects/volumes/*.dat", "flipped", "altered"),
        ("postgres/wal/*", "gone", "missing"),
        ("postgres/base/PG_VERSION", "flipped", "altered"),
        ("temporal/kaiye-0002.db", "cut", "shorter than it was"),
    ],
)
def test_a_loss_is_named_before_anything_is_made(kept: Kept, pattern: str, how: str, told: str) -> None:
    """The store, the file and what is wrong with it; the folder stays empty."""
    with kept.damaged() as damaged:
        files = [each for each in Book(damaged).moments[-1].files if fnmatch(each.path, pattern)]
        lost = max(files, key=lambda each: each.size).path
        path = damaged / lost
        if how == "gone":
            path.unlink()
        else:
            content = path.read_bytes()
            path.write_bytes(bytes([content[0] ^ 1]) + content[1:] if how == "flipped" else content[:-1])
        code, said = kept.restored("never", backups=damaged)
    assert code == 1
    (line,) = [line for line in said.splitlines() if lost in line]
    assert told in line
    assert not (kept.folder / "never").exists()


async def test_without_its_objects_exactly_their_cases_are_named(kept: Kept) -> None:
    """The object store lost as a whole: the database is brought back, and invariants name every file that is gone."""
    with kept.damaged() as damaged:
        shutil.rmtree(damaged / "objects")
        code, said = kept.restored("bare", "--despite-losses", backups=damaged)
    assert code == 0 and "objects/volumes" in said, said
    first, second, _, _ = kept.numbers
    async with Stack(kept.folder / "bare", ports=_ANY, with_applications=False) as stack:
        broken = _broken(examine(stack.environment))
    of_files = {"confirmed_documents_are_stored", "documents_are_stored", "packages_are_whole"}
    assert {name for _, name, _ in broken} == of_files
    told = "\n".join(line for _, _, lines in broken for line in lines)
    assert first in told and second in told


def test_without_the_course_cases_under_way_are_named(kept: Kept) -> None:
    """Temporal's store lost: who was under way, and nobody else, is listed."""
    with kept.damaged() as damaged:
        shutil.rmtree(damaged / "temporal")
        code, said = kept.restored("uncoursed", "--despite-losses", backups=damaged)
    assert code == 0, said
    assert [number for number in kept.numbers if f"{number}: begun" in said] == [kept.numbers[2]]


def test_what_cannot_be_restored_is_refused(kept: Kept) -> None:
    """Other secrets, a folder that is not empty, a time outside: each with its reason, and nothing made."""
    other = kept.folder / "other.json"
    other.write_text("{}")
    place = str(kept.backups)
    code, said = _kaiye("restore", place, "--home", str(kept.folder / "never"), "--secrets", str(other))
    assert code == 1 and "not the secrets" in said
    code, said = kept.restored("home")
    assert code == 1 and "not empty" in said
    code, said = kept.restored("never", "--to", "2026-01-01T00:00:00")
    assert code == 1 and "reaches from" in said
    assert not (kept.folder / "never").exists()
