"""Brings a stack back, into an empty folder, as it was at a moment that was backed up or between two of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from catalogues.filing_types.words import Stage
from deploy.local.backups.book import (
    BASE,
    OBJECTS,
    OUTSIDE,
    POSTGRES,
    TEMPORAL,
    BackupTrouble,
    Book,
    Loss,
    Moment,
    copy,
    digest,
)
from deploy.local.backups.cluster import base_problems, recovered
from deploy.local.backups.taking import FILER, SECRETS, TEMPORAL_FILE, VOLUMES
from deploy.local.kept_files import keep
from deploy.local.postgres import Postgres

_NEEDED = POSTGRES
"""Without the database there is nothing to bring back."""
_ENDED = (Stage.LAPSED, Stage.REJECTED, Stage.WITHDRAWN, Stage.ABANDONED, Stage.LICENSED, Stage.ENTERED, Stage.ARCHIVED)
_UNDER_WAY = (
    "SELECT application_no FROM filing.application"
    " WHERE deleted_at IS NULL AND NOT stage = ANY(%s) ORDER BY application_no"
)
_KNOWN = "SELECT DISTINCT workflow_id FROM executions_visibility"


class Lost(BackupTrouble):
    """Files of the backup are not what they were; `losses` says which."""

    def __init__(self, losses: list[Loss]) -> None:
        super().__init__(f"{len(losses)} files of the backup are not as they were.")
        self.losses = losses


@dataclass(frozen=True)
class Plan:
    """`wanted` has the log and the objects of the last moment, and the course of cases of the newest one that is not
    later than `until`; None for the last moment itself."""

    folder: Path
    wanted: Moment
    until: datetime | None
    losses: tuple[Loss, ...]


def plan(folder: Path, secrets: Path, until: datetime | None, *, despite_losses: bool) -> Plan:
    """What is to be done. Raises BackupTrouble where the time is not covered or the secrets are others, and Lost with
    each file, unless it is to be done despite losses and the database is whole."""
    moments = Book(folder).moments
    if not moments:
        raise BackupTrouble(f"{folder} holds no backup.")
    first, last = moments[0], moments[-1]
    if digest(secrets, secrets.stat().st_size) != last.secrets:
        raise BackupTrouble(f"{secrets} are not the secrets of this stack: nothing of it could be read with them.")
    if until is not None and not first.instant <= until <= last.instant:
        raise BackupTrouble(f"This backup reaches from {first.at} to {last.at}.")
    course = last if until is None else [each for each in moments if each.instant <= until][-1]
    # Log and objects only grow: the last moment has them for all. Of the others each has its own.
    wanted = replace(last, files=(*last.of(POSTGRES), *last.of(OBJECTS), *course.of(TEMPORAL), *course.of(OUTSIDE)))
    found = list(Book(folder).losses(wanted))
    if (folder / POSTGRES / BASE).is_dir() and not found:
        found += [Loss(POSTGRES, BASE, line) for line in base_problems(folder / POSTGRES / BASE)]
    if found and (not despite_losses or any(loss.store == _NEEDED for loss in found)):
        raise Lost(found)
    return Plan(folder, wanted, until, tuple(found))


def lay_out(planned: Plan, secrets: Path, home: Path) -> None:
    """Everything but the database, into `home`, which must not exist or be empty (BackupTrouble)."""
    if home.exists() and any(home.iterdir()):
        raise BackupTrouble(f"{home} is not empty. A stack is brought back into a new folder only.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep(home / SECRETS, secrets.read_text())
    folder, gone = planned.folder, {loss.path for loss in planned.losses}
    for file in planned.wanted.of(OUTSIDE):
        if file.path not in gone:
            copy(folder / file.path, home / Path(*Path(file.path).parts[2:]), file.size)
    for file in planned.wanted.of(TEMPORAL):
        if file.path not in gone:
            copy(folder / file.path, home / TEMPORAL / TEMPORAL_FILE, file.size)
    for file in planned.wanted.of(OBJECTS):
        _, *within = Path(file.path).parts[1:]
        target = Path(VOLUMES, *within) if within else Path(VOLUMES) / FILER
        if file.path not in gone:
            copy(folder / file.path, home / OBJECTS / target, file.size)


def bring_back(planned: Plan, home: Path, server: Postgres) -> list[str]:
    """The database, after `lay_out`. Gives the numbers of cases under way there whose course Temporal does not know,
    since they were begun after it was copied. Raises NotReady; then `home` is of no use."""
    known = {workflow.rpartition("/")[2] for workflow in _courses(home)}
    name = planned.wanted.name if planned.until is None else None
    with (
        recovered(server, planned.folder, home, planned.wanted.segments, name=name, until=planned.until),
        server.connect(server.database) as connection,
    ):
        under_way = connection.execute(_UNDER_WAY, [list(_ENDED)]).fetchall()
    return [str(number) for (number,) in under_way if number not in known]


def _courses(home: Path) -> frozenset[str]:
    """The ids of the cases' workflows that Temporal knows there."""
    path = home / TEMPORAL / TEMPORAL_FILE
    if not path.exists():
        return frozenset()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as read:
        return frozenset(row[0] for row in read.execute(_KNOWN))
