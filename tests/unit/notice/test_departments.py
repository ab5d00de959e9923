"""The time in which departments may object to a simple deregistration."""

from __future__ import annotations

from datetime import datetime

import pytest

from kernel.clock import SHANGHAI
from services.notice.operations.departments import objections_until


@pytest.mark.parametrize(
    ("pushed", "ends"),
    [
        ("2026-11-28T09:00", "2026-12-09T00:00"),
        ("2026-11-28T23:59", "2026-12-09T00:00"),
        ("2026-11-25T09:00", "2026-12-08T00:00"),
    ],
)
def test_ten_days_from_the_day_after(pushed: str, ends: str) -> None:
    """Pushed on Saturday 28 November it ends at 24:00 of Tuesday 8 December; a last day that is a Saturday is followed
    by the Monday (条例 Art. 33; 民法典 Art. 201, 203)."""
    at = datetime.fromisoformat(pushed).replace(tzinfo=SHANGHAI)
    assert objections_until(at) == datetime.fromisoformat(ends).replace(tzinfo=SHANGHAI)
