"""Says which edition of the catalogues is in use, and where each file comes from."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class Source:
    """Origin of one catalogue file. `certainty` is high, medium or low; `sha256` is of the shipped bytes."""

    file: str
    subject: str
    origin: str
    version: str
    licence: str
    certainty: str
    sha256: str
    valid_from: date | None
    remark: str


@cache
def sources() -> tuple[Source, ...]:
    """All entries of `source.toml`, in file-name order."""
    entries = tomllib.loads(reading.content("source.toml").decode("utf-8"))
    return tuple(
        Source(
            file=name,
            subject=entry["subject"],
            origin=entry["origin"],
            version=entry["version"],
            licence=entry["licence"],
            certainty=entry["certainty"],
            sha256=entry["sha256"],
            valid_from=entry.get("valid_from"),
            remark=entry.get("remark", ""),
        )
        for name, entry in sorted(entries.items())
    )


@cache
def digest(file: str) -> str:
    """SHA-256 (hex) of the shipped bytes of one catalogue file. Raises UnknownCode."""
    if file not in reading.file_names():
        raise UnknownCode("files", file)
    return hashlib.sha256(reading.content(file)).hexdigest()


@cache
def edition() -> str:
    """Twelve hex characters that change when any catalogue file changes; recorded with every decision."""
    lines = "".join(f"{digest(name)}  {name}\n" for name in reading.file_names())
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


@cache
def rule_set_version() -> str:
    """Twelve hex characters that change when the automatic-approval rules change."""
    return digest("approval_rules.json")[:12]


def altered_files() -> tuple[str, ...]:
    """Files that are undeclared, missing, or differ from the digest declared in `source.toml`."""
    declared = {source.file: source.sha256 for source in sources()}
    shipped = {name: digest(name) for name in reading.file_names()}
    return tuple(sorted(name for name in declared | shipped if declared.get(name) != shipped.get(name)))
