"""Lists that are shown page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


def last_page(total: int, size: int) -> int:
    """A list that holds nothing has one page, too."""
    return max(1, -(-total // size))
