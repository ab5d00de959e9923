"""What the lists of the staff rooms share: a search a service may refuse, the page and the days it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import Query

from kernel.errors import Refusal
from services.portal.api.rendering import Faults
from services.portal.api.visits import Visit

Day = Annotated[str, Query(max_length=10)]


def searched(search: Callable[[], Any], nothing: Any) -> tuple[Any, Faults]:
    """What a search finds. One that is refused for what was typed (422) finds `nothing`, and says at which field;
    every other refusal is the page's."""
    try:
        return search(), Faults()
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return nothing, Faults(refusal)


def nothing_found() -> dict[str, Any]:
    return {"total": 0, "items": [], "first": 1, "next": None, "previous": None}


def asked_cursor(visit: Visit) -> str:
    """Where in a list a button leads to."""
    return visit.text("cursor", 400)


def day(name: str, text: str) -> date:
    """A day typed into the field `name`. Raises Refusal `portal.day_malformed` naming the field."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "portal.day_malformed",
            "请按 2026-11-22 的格式填写日期",
            "Write the day like 2026-11-22",
            pointer=f"/{name}",
        ) from None
