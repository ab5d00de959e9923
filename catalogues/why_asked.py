"""Why a form asks for what people wonder about, by the field's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogues import reading


@dataclass(frozen=True, slots=True)
class Reason:
    """`basis` is the article, empty where a field is asked for statistics or for the applicant's own good."""

    zh: str
    en: str
    basis: str = ""


@cache
def _reasons() -> dict[str, Reason]:
    return {field: Reason(**entry) for field, entry in reading.document("why_asked.json").items()}


def of(field: str) -> Reason | None:
    """None for a field that explains itself."""
    return _reasons().get(field)
