"""Lists that are leafed through: what an address or a button asks for, as the services are asked."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

Cursor = Annotated[str, Query(pattern=r"^[A-Za-z0-9_=-]{0,400}$")]


def asking(cursor: str, limit: int) -> dict[str, Any]:
    """`cursor` is the `next` or `previous` of the page before; the list begins without one."""
    return {"limit": limit, "cursor": cursor} if cursor else {"limit": limit}
