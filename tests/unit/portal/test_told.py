"""What an applicant reads about each agency that was told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.portal.api.rendering import _environment
from services.portal.domain import pages

_AT = datetime(2026, 11, 30, 4, 5, 6, tzinfo=UTC)


def _shown(**moments: Any) -> str:
    told = {"agency": "tax", "title": "税务机关", "sent_at": None, "received_at": None} | moments
    content = {"announcements": {"items": [told]}, "messages": None}
    return _environment("zh").get_template("case_told.html").render(content=content, pages=pages)


@pytest.mark.parametrize(
    ("moments", "words"),
    [
        ({}, "待发送"),
        ({"sent_at": _AT}, "已发出，等待回执"),
        ({"sent_at": _AT, "returned_at": _AT}, "对方退回，登记机关正在处理，您无需操作"),
        ({"sent_at": _AT, "received_at": _AT, "returned_at": None}, "已收到"),
    ],
)
def test_it_is_told_as_it_is(moments: dict[str, Any], words: str) -> None:
    """What an agency sent back is not said to be awaited; then nothing is asked of the applicant."""
    shown = _shown(**moments)
    assert [each for each in ("待发送", "等待回执", "对方退回", "已收到") if each in shown] == [
        each for each in ("待发送", "等待回执", "对方退回", "已收到") if each in words
    ]
    assert words in shown
