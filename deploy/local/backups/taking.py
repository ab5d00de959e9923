"""Takes a backup of a stack while it runs, so that everything a row refers to is there as well."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from deploy.local.backups.book import (
    OBJECTS,
    OUTSIDE,
    POSTGRES,
    TEMPORAL,
    WAL,
    BackupTrouble,
    Book,
    File,
    Moment,
    copy,
    described,
    digest,
)
from deploy.local.backups.cluster import Cluster
from deploy.local.object_volumes import writing
from deploy.local.postgres import Postgres

SECRETS = "secrets.json"
OUTSIDE_FILES = ("ports.json", "sandbox", "nats/agencies.json")
"""Kept of the folder of a stack beside its stores. Events wait in the database: of NATS only who is let in."""
FILER, TEMPORAL_FILE, VOLUMES = "filer.db", "temporal.db", "volumes"
_MADE_ANEW = frozenset({".idx", ".cpd", ".cpx"})


def take(home: Path, folder: Path, server: Postgres, seen: Callable[[Path], None] = lambda _: None) -> Moment:
    """One more moment in `folder`, which may be new. `seen` writes the public log's head into the folder, before the
    moment. Raises BackupTrouble; then the folder has the moments it had.

    In this order: the course of cases, since what is repeated of it finds its effect; then the moment in the database;
    then objects, to which the rows of that moment refer and which never change.
    """
    if not (home / "objects" / "volumes" / FILER).exists():
        raise BackupTrouble(f"The object store of {home} was made by a release whose entries cannot be copied in use.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        book, cluster = Book(folder), Cluster(server, folder)
        secrets = digest(home / SECRETS, (home / SECRETS).stat().st_size)
        if book.moments and book.moments[0].secrets != secrets:
            raise BackupTrouble(f"{folder} holds backups of a stack with other secrets; use another folder.")
        name = f"kaiye-{len(book.moments) + 1:04}"
        cluster.archive_log()
        base = cluster.base()
        seen(folder)
        course = folder / TEMPORAL / f"{name}.db"
        _snapshot(home / "temporal" / TEMPORAL_FILE, course)
        at, segments = cluster.restore_point(name)
        files = [
            described(folder, course),
            *(described(folder, path) for path in sorted(base.rglob("*")) if path.is_file()),
        ]
        files += [described(folder, folder / POSTGRES / WAL / segment) for segment in segments]
        files += copied_objects(home, folder, name)
        files += _outside(home, folder, name)
        moment = Moment(name, at.isoformat(), segments, secrets, tuple(files))
        book.add(moment)
    return moment


def copied_objects(home: Path, folder: Path, name: str) -> Iterator[File]:
    """Entries first, then the volumes they point into."""
    volumes, target = home / OBJECTS / VOLUMES, folder / OBJECTS / VOLUMES
    entries = folder / OBJECTS / f"{name}-{FILER}"
    _snapshot(volumes / FILER, entries)
    yield described(folder, entries)
    for path in sorted(volumes.rglob("*")):
        # The index beside a volume is made anew from it.
        if not path.is_file() or path.name.startswith(FILER) or path.suffix in _MADE_ANEW:
            continue
        there = target / path.relative_to(volumes)
        if path.suffix == ".dat":
            there = _copied_volume(path, there)
        else:
            copy(path, there)
        yield described(folder, there)


def _copied_volume(path: Path, there: Path) -> Path:
    """Where the copy of a volume lies. It only grows, until the store writes it anew without what was removed: then it
    is another file, and the moments before keep theirs."""
    known = _of_writing(there, writing(path))
    if known.exists() and known.stat().st_size == path.stat().st_size:
        return known
    # What is copied may have been written anew since it was looked at.
    found = there.with_suffix(".found")
    copy(path, found)
    known = _of_writing(there, writing(found))
    known.parent.mkdir(parents=True, exist_ok=True)
    return found.replace(known)


def _of_writing(there: Path, number: int) -> Path:
    return there.parent.with_name(f"{VOLUMES}-{number}") / there.name if number else there


def _outside(home: Path, folder: Path, name: str) -> Iterator[File]:
    for each in OUTSIDE_FILES:
        source = home / each
        for path in sorted(source.rglob("*")) if source.is_dir() else [source] * source.exists():
            if path.is_file():
                target = folder / OUTSIDE / name / path.relative_to(home)
                copy(path, target)
                yield described(folder, target)


def _snapshot(source: Path, target: Path) -> None:
    """A database of SQLite as it is between two of its transactions."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read,
        closing(sqlite3.connect(part)) as written,
    ):
        read.backup(written)
    copy(part, target)
    part.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupTrouble(f"Another backup into {folder} is being taken.") from None
        yield
