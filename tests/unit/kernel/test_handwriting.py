"""What counts as a signature."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Refusal
from kernel.handwriting import MOST_POINTS, MOST_STROKES, Point, check


def line(points: int, length: float = 0.5) -> list[Point]:
    return [Point(0.1 + length * number / max(1, points - 1), 0.5, number) for number in range(points)]


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([line(2), line(1)], id="two strokes"),
        pytest.param([line(20)], id="one stroke of twenty points"),
        pytest.param([line(MOST_POINTS)], id="as many points as allowed"),
        pytest.param([line(2)] * MOST_STROKES, id="as many strokes as allowed"),
    ],
)
def test_a_signature(strokes: list[list[Point]]) -> None:
    """The smallest and the largest handwriting that is accepted."""
    check(strokes, "signing")


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([], id="nothing"),
        pytest.param([[]], id="an empty stroke"),
        pytest.param([line(30), []], id="an empty stroke beside another"),
        pytest.param([line(19)], id="one short stroke"),
        pytest.param([line(MOST_POINTS), line(1)], id="a point too many"),
        pytest.param([line(2)] * (MOST_STROKES + 1), id="a stroke too many"),
        pytest.param([line(20, 0.01), line(20, 0.01)], id="a dot"),
    ],
)
def test_no_signature(strokes: list[list[Point]]) -> None:
    """Too little, too much and nothing at all are refused at the field."""
    with pytest.raises(Refusal) as refused:
        check(strokes, "signing")
    assert (refused.value.code, refused.value.pointer) == ("signing.strokes_invalid", "/strokes")


_POINTS = st.builds(Point, st.floats(0, 1), st.floats(0, 1), st.integers(0, 10_000))


@given(st.lists(st.lists(_POINTS, max_size=30), max_size=5))
def test_any_handwriting_has_an_answer(strokes: list[list[Point]]) -> None:
    """Whatever is written is accepted or refused, and what is accepted reaches across a part of the pad."""
    try:
        check(strokes, "signing")
    except Refusal:
        return
    points = [point for stroke in strokes for point in stroke]
    across = max(p.x for p in points) - min(p.x for p in points)
    down = max(p.y for p in points) - min(p.y for p in points)
    assert max(across, down) >= 0.05
