"""The route by which an auditor gets a service's trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from kernel.tokens import Principal, Role
from kernel.trails import AskedPerson, AskedTrail, OfPerson
from kernel.web.access import Access

LINES = "application/x-ndjson"
_Auditor = Annotated[Principal, Depends(Access(Role.AUDITOR))]


def trail_route(read: Callable[[Principal, AskedTrail], Iterator[bytes]]) -> APIRouter:
    """`read` writes down that the trail was read, and gives its lines."""
    routes = APIRouter(tags=["trail"])

    @routes.get("/trail", response_class=StreamingResponse, responses={200: {"content": {LINES: {}}}})
    def read_trail(asked: Annotated[AskedTrail, Query()], caller: _Auditor) -> StreamingResponse:
        """Who did and saw what here, of all authorities, the oldest first: JSON Lines, signed in the last line
        (`kaiye verify`)."""
        return StreamingResponse(read(caller, asked), media_type=LINES)

    return routes


def person_route(find: Callable[[Principal, AskedPerson], OfPerson]) -> APIRouter:
    """`find` writes down that somebody was looked for."""
    routes = APIRouter(tags=["trail"])

    @routes.post("/trail/persons")
    def find_person(asked: AskedPerson, caller: _Auditor) -> OfPerson:
        """Under which references a trail speaks of a person; none where this service does not know them."""
        return find(caller, asked)

    return routes
