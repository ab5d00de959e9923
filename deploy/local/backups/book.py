"""What a folder of backups holds: moments to which a stack can be brought back, and the digest of every file for it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from deploy.local.kept_files import keep

_MOMENTS = "moments.json"
_PIECE = 1 << 20

POSTGRES, OBJECTS, TEMPORAL, OUTSIDE = "postgres", "objects", "temporal", "outside"
STORES = (POSTGRES, OBJECTS, TEMPORAL, OUTSIDE)
"""One folder each. `outside` is what a laptop plays of the outside world, and where its parts listen."""
BASE, WAL = "base", "wal"


class BackupTrouble(Exception):
    """What was asked for cannot be done; the message says why, and what to do."""


@dataclass(frozen=True)
class File:
    """`path` lies in the folder of backups. Of a file that grows, `size` bytes belong to the moment."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Moment:
    """`name` is PostgreSQL's restore point, `at` when it was made (RFC 3339), `segments` the log from the base copy to
    it, `secrets` the digest of the secrets without which nothing of it can be read."""

    name: str
    at: str
    segments: tuple[str, ...]
    secrets: str
    files: tuple[File, ...]

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def of(self, store: str) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.path.split("/")[0] == store)


@dataclass(frozen=True)
class Loss:
    """A file of a moment that is not there as it was."""

    store: str
    path: str
    what: str


class Book:
    """The moments of one folder, first to last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / _MOMENTS
        told = json.loads(path.read_text()) if path.exists() else []
        self.moments = [_moment(each) for each in told]

    def add(self, moment: Moment) -> None:
        """From here on it can be restored, power cuts included."""
        self.moments.append(moment)
        keep(self.folder / _MOMENTS, json.dumps([asdict(each) for each in self.moments], indent=1))

    def losses(self, moment: Moment) -> Iterator[Loss]:
        """Everything that differs from what was backed up; reads every byte."""
        for file in moment.files:
            path = self.folder / file.path
            if not path.exists():
                yield Loss(file.path.split("/")[0], file.path, "missing")
            elif path.stat().st_size < file.size:
                yield Loss(file.path.split("/")[0], file.path, "shorter than it was")
            elif digest(path, file.size) != file.sha256:
                yield Loss(file.path.split("/")[0], file.path, "altered")


def described(folder: Path, path: Path) -> File:
    size = path.stat().st_size
    return File(str(path.relative_to(folder)), size, digest(path, size))


def digest(path: Path, size: int) -> str:
    """SHA-256 of the first `size` bytes."""
    found, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            found.update(piece)
            left -= len(piece)
    return found.hexdigest()


def copy(source: Path, target: Path, size: int | None = None) -> None:
    """The first `size` bytes, or all there were when it began; on disk when this returns."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    left = source.stat().st_size if size is None else size
    with source.open("rb") as read, part.open("wb") as written:
        while left > 0 and (piece := read.read(min(_PIECE, left))):
            written.write(piece)
            left -= len(piece)
        written.flush()
        os.fsync(written.fileno())
    shutil.copymode(source, part)
    part.replace(target)


def _moment(told: Mapping[str, object]) -> Moment:
    files = tuple(File(**each) for each in told["files"])  # type: ignore[attr-defined]
    return Moment(**{**told, "segments": tuple(told["segments"]), "files": files})  # type: ignore[arg-type]
