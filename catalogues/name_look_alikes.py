"""Characters that are taken for one another when read fast (形近字)."""

from __future__ import annotations

from functools import cache

from catalogues import reading


@cache
def groups() -> tuple[str, ...]:
    """Disjoint groups, each as one text."""
    return tuple(reading.document("look_alike_characters.json")["groups"])


@cache
def _first_of_group() -> dict[int, str]:
    return str.maketrans({character: group[0] for group in groups() for character in group})


def shape(text: str) -> str:
    """Equal for two texts of the same length whose characters are equal or look alike, place by place."""
    return text.translate(_first_of_group())


@cache
def composed() -> dict[str, str]:
    """Characters by the two that they look like when written apart: 弓长 for 张."""
    return {pieces: whole for whole, pieces in reading.document("look_alike_characters.json")["pieces"].items()}
