"""Family names that most people in China have."""

from __future__ import annotations

from functools import cache

from catalogues import reading


@cache
def all() -> frozenset[str]:
    """Usual family names of one character and of two."""
    table = reading.document("surnames.json")
    return frozenset("".join(table["surnames"])) | frozenset(table["double"].split())


def begins_personal_name(text: str) -> bool:
    """True for a family name with a given name of two characters, as far as the first characters tell."""
    return len(text) in {3, 4} and text[:-2] in all()
