"""What can be shown of a case by the course it took: whoever was never asked has nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalogues import application_stages
from catalogues.filing_types.words import Stage

Entries = Sequence[Mapping[str, Any]]

_SINCE: Mapping[str, frozenset[str]] = {
    "signing": frozenset({Stage.AUTH_PENDING}),
    "documents": frozenset({Stage.AUTH_PENDING}),
    "decision": frozenset({Stage.SUBMITTED}),
    "announcements": frozenset({Stage.SUBMITTED}),
    "messages": frozenset({Stage.SUBMITTED}),
    "licence": frozenset({Stage.LICENSED}),
    "file": frozenset({Stage.LICENSED, Stage.REJECTED, Stage.WITHDRAWN}),
}
"""The stages with which a section of a case comes into being; one that is not here may exist at any time."""


def has(section: str, entries: Entries) -> bool:
    """Whether there can be something to show. What was signed and decided before a correction belongs to the attempt
    before, as soon as the applicant began to correct."""
    since = _SINCE.get(section)
    return since is None or not since.isdisjoint(entry["stage"] for entry in _present(entries))


def was_returned(entries: Entries) -> bool:
    """Whether the application was ever sent back for correction."""
    return any(entry["stage"] == Stage.CORRECTION_REQUIRED for entry in entries)


def with_file(entries: Entries, file: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The course of a licensed case once the archive has its file; only the archive knows of that."""
    told = [dict(entry) for entry in entries]
    if file and told and told[-1]["stage"] == Stage.LICENSED:
        label = application_stages.label(Stage.ARCHIVED)
        told.append({"number": len(told) + 1, "stage": Stage.ARCHIVED, "label": label, "at": file["filed_at"]})
    return told


def _present(entries: Entries) -> Entries:
    returns = [index for index, entry in enumerate(entries[:-1]) if entry["stage"] == Stage.CORRECTION_REQUIRED]
    return entries[returns[-1] + 1 :] if returns else entries
