"""How many cases are drawn."""

from __future__ import annotations

import pytest

from catalogues import quality_sample


@pytest.mark.parametrize(
    ("cases", "drawn"), [(0, 0), (2, 2), (3, 3), (60, 3), (61, 4), (100, 5), (1000, 50), (10**6, 50)]
)
def test_size(cases: int, drawn: int) -> None:
    """A twentieth, rounded up, no fewer than three and no more than fifty."""
    assert quality_sample.size(cases) == drawn
