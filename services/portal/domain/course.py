"""What can be shown of a case by the course it took: whoever was never asked has nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalogues import application_stages
from catalogues.filing_types.words import Stage

Entries = Sequence[Mapping[str, Any]]

_ON_THE_WAY = frozenset(
    {
        Stage.INFO_READY,
        Stage.SIGN_PENDING,
        Stage.SIGNED,
        Stage.UNDER_REVIEW,
        Stage.APPROVED,
        Stage.ARCHIVED,
    }
)
"""Stages of the machine: nothing that a citizen would tell somebody."""

_SINCE: Mapping[str, frozenset[str]] = {
    "signing": frozenset({Stage.AUTH_PENDING}),
    "documents": frozenset({Stage.AUTH_PENDING}),
    "decision": frozenset({Stage.SUBMITTED}),
    "announcements": frozenset({Stage.SUBMITTED}),
    "messages": frozenset({Stage.SUBMITTED}),
    "licence": frozenset({Stage.LICENSED}),
    "file": frozenset({Stage.LICENSED, Stage.ENTERED, Stage.REJECTED, Stage.WITHDRAWN}),
}
"""The stages with which a section of a case comes into being; one that is not here may exist at any time."""


def has(section: str, entries: Entries) -> bool:
    """Whether there can be something to show. What was signed and decided before a correction belongs to the attempt
    before, as soon as the applicant began to correct."""
    if section in {"correction", "changes"}:
        return is_being_corrected(entries)
    since = _SINCE.get(section)
    return since is None or not since.isdisjoint(entry["stage"] for entry in _present(entries))


def was_returned(entries: Entries) -> bool:
    """Whether the application was ever sent back for correction."""
    return any(entry["stage"] == Stage.CORRECTION_REQUIRED for entry in entries)


def is_being_corrected(entries: Entries) -> bool:
    """Whether an application that was sent back is being corrected and is not handed in again."""
    if not was_returned(entries) or entries[-1]["stage"] == Stage.CORRECTION_REQUIRED:
        return False
    return not {Stage.SUBMITTED, Stage.ABANDONED, Stage.WITHDRAWN} & {entry["stage"] for entry in _present(entries)}


def told(entries: Entries, *, named: bool, established: bool = True) -> list[Mapping[str, Any]]:
    """What happened, for the citizen: a line for each event that matters. What the system did on the way is left out,
    as is what came again without anything new between, the name of a business without one, and of a filing that
    establishes none, who the operator is."""
    lines: list[Mapping[str, Any]] = []
    for entry in entries:
        stage = entry["stage"]
        if stage in _ON_THE_WAY or (stage == Stage.NAME_RESERVED and not named):
            continue
        if stage == Stage.OPERATOR_LOCKED and not established:
            continue
        if lines and lines[-1]["stage"] == stage:
            lines[-1] = entry
        elif stage != Stage.DRAFT or not lines:
            lines.append(entry)
    return lines


def with_file(entries: Entries, file: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The course of a licensed case once the archive has its file; only the archive knows of that."""
    told = [dict(entry) for entry in entries]
    if file and told and told[-1]["stage"] in {Stage.LICENSED, Stage.ENTERED}:
        label = application_stages.label(Stage.ARCHIVED)
        told.append({"number": len(told) + 1, "stage": Stage.ARCHIVED, "label": label, "at": file["filed_at"]})
    return told


def _present(entries: Entries) -> Entries:
    returns = [index for index, entry in enumerate(entries[:-1]) if entry["stage"] == Stage.CORRECTION_REQUIRED]
    return entries[returns[-1] + 1 :] if returns else entries
