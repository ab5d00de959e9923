"""What a registration authority has to do and may do, in short, each with its article; an authority changes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import reading


@dataclass(frozen=True, slots=True)
class Duty:
    key: str
    zh: str
    en: str
    basis: str
    certainty: str
    kind: Literal["duty", "power"]


@cache
def all() -> tuple[Duty, ...]:
    """In the order of the catalogue."""
    return tuple(Duty(**entry) for entry in reading.document("duties.json"))
