"""Handwriting as a page sampled it, and what of it counts as a signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import Refusal

MOST_POINTS = 5000
MOST_STROKES = 200
FEWEST_STROKES = 2
FEWEST_POINTS = 20
SMALLEST_EXTENT = 0.05
"""Share of the pad that the writing must reach across, in one direction at least."""


@dataclass(frozen=True, slots=True)
class Point:
    """`x` and `y` from the pad's upper left corner, each 0…1 of its width and height; `t` in milliseconds."""

    x: float
    y: float
    t: int


Strokes = Sequence[Sequence[Point]]


def check(strokes: Strokes, service: str) -> None:
    """Raise Refusal `<service>.strokes_invalid` for more than a hand writes or less than a name."""
    points = [point for stroke in strokes for point in stroke]
    if len(strokes) > MOST_STROKES or len(points) > MOST_POINTS:
        raise _refusal(service, "签名笔画过多，请重新书写", "The signature has too many strokes; please write it again")
    if not all(strokes):
        raise _refusal(service, "签名含有空笔画，请重新书写", "The signature has an empty stroke; write it again")
    if len(strokes) < FEWEST_STROKES and len(points) < FEWEST_POINTS:
        raise _refusal(service, "签名过于简单，请书写您的姓名", "The signature is too short; please write your name")
    if max(_extent([p.x for p in points]), _extent([p.y for p in points])) < SMALLEST_EXTENT:
        raise _refusal(service, "签名过小，请在框内书写您的姓名", "The signature is too small; write across the box")


def _extent(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _refusal(service: str, zh: str, en: str) -> Refusal:
    return Refusal(f"{service}.strokes_invalid", zh, en, pointer="/strokes")
