"""The route by which operations see how far checking of what is stored has come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kernel.database import Database
from kernel.stored import passes
from kernel.tokens import Principal, Role
from kernel.web.access import Access


class StoredPass(BaseModel):
    """Of one kind of thing: when the last whole pass ended, how many it had, and how many were not as they were left.
    `under_way`: another one has begun."""

    name: str
    ended_at: datetime | None
    checked: int
    broken: int
    under_way: bool


class StoredPasses(BaseModel):
    passes: tuple[StoredPass, ...]


def stored_route(database: Database, schema: str) -> APIRouter:
    routes = APIRouter(tags=["checks"])

    @routes.get("/stored-checks")
    def read_stored_checks(_: Annotated[Principal, Depends(Access(Role.OPERATIONS))]) -> StoredPasses:
        """When everything this service keeps in the object store was compared with its rows last."""
        return StoredPasses(
            passes=tuple(
                StoredPass(
                    name=each.name,
                    ended_at=each.ended_at,
                    checked=each.checked,
                    broken=each.broken,
                    under_way=each.place is not None,
                )
                for each in passes(database, schema)
            )
        )

    return routes
