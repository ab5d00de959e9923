"""What an applicant changed since the application was confirmed last, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.filing.domain.dossier import Dossier
from services.filing.domain.entries import LONG_TERM

_GROUPS = frozenset({"/details/premises_commitment", "/operator/liaison", "/operator/helper"})
"""What a page shows as fields of their own."""

_NUMBER = re.compile(r"[0-9]+\.[0-9]+|[1-9][0-9]*")


def changed(
    then: Mapping[str, Mapping[str, Any]], dossier: Dossier, kept: Mapping[str, str], files: Mapping[str, str]
) -> tuple[str, ...]:
    """JSON pointers to the fields that differ from what was confirmed: of a list, the list. `then` has the sections as
    they were confirmed; `kept` and `files` the SHA-256 of each attached file by its kind, then and now. What only one
    of the two tells is no change."""
    sections = (
        pointer
        for name, section in _entered(dossier).items()
        for pointer in _different(f"/{name}", section, then[name])
    )
    kinds = sorted(kept.keys() | files.keys())
    return (*sections, *(f"/attachments/{kind}" for kind in kinds if kept.get(kind) != files.get(kind)))


def _entered(dossier: Dossier) -> dict[str, dict[str, Any]]:
    sections = {"premises": dossier.premises, "operator": dossier.operator, "details": dossier.details}
    told = {name: section.model_dump(mode="json") for name, section in sections.items() if section is not None}
    told.get("premises", {}).pop("wished_name", None)  # what was only typed is no change
    return told


def _different(path: str, now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[str]:
    for name, value in now.items():
        pointer = f"{path}/{name}"
        if name not in then:
            continue
        if pointer in _GROUPS and isinstance(value, Mapping) and isinstance(then[name], Mapping):
            yield from _different(pointer, value, then[name])
        elif not _agree(value, then[name]):
            yield pointer


def _agree(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_agree(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, Sequence) and isinstance(other, Sequence) and not isinstance(one, str | bytes):
        return len(one) == len(other) and all(map(_agree, one, other))
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    """Nothing is nothing, however it is written; so is a number."""
    if value in (None, "", False, LONG_TERM):
        return None
    return Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
