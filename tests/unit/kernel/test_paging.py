"""Lists that are at hand are leafed through without losing or repeating an item."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Refusal
from kernel.web.paging import Asked, of_sequence, whole


@given(st.integers(0, 40), st.integers(1, 15))
def test_leafing_forth_and_back(count: int, limit: int) -> None:
    """Forth every item once, in order, with its place; back the same pages again."""
    rows = list(range(count))
    pages = [of_sequence(rows, Asked(limit=limit))]
    while (cursor := pages[-1].next) is not None:
        pages.append(of_sequence(rows, Asked(cursor, limit)))
    assert [row for page in pages for row in page.rows] == rows
    assert all(page.first == page.rows[0] + 1 for page in pages if page.rows)
    back = [pages[-1]]
    while (cursor := back[-1].previous) is not None:
        back.append(of_sequence(rows, Asked(cursor, limit)))
    assert back == pages[::-1]


def test_a_list_that_is_short_by_its_nature() -> None:
    """All of it, and counted."""
    page = whole(["甲", "乙"])
    assert page.model_dump() == {"items": ("甲", "乙"), "next": None, "previous": None, "first": 1, "total": 2}


def _cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "AAAA", "____", _cursor(7), _cursor([]), _cursor(["1", False]), _cursor([-1, False]), _cursor([1, 0])),
        *(_cursor([1, False, "key"]), _cursor([True, False]), _cursor([2**70, False]), _cursor({"a": 1, "b": 2})),
    ],
)
def test_a_cursor_that_is_none_of_ours(cursor: str) -> None:
    """It is refused at its field, whatever it says."""
    with pytest.raises(Refusal) as refused:
        of_sequence([1, 2, 3], Asked(cursor, 1))
    assert (refused.value.code, refused.value.status, refused.value.pointer) == (
        "request.cursor_invalid",
        422,
        "/cursor",
    )
