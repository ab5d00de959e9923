"""空白执照库存: batches received, forms spoiled, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Officer, Visit
from services.portal.domain import licence_office
from services.portal.operations.resources import Resources

PER_PAGE = 20
_RECEIVED, _SPOILED = ("copy_kind", "first", "last", "note"), ("serial_no", "reason")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/stock", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_stock(visit: Officer, cursor: Cursor = "") -> Response:
        return _stock(visit, cursor, {}, Faults())

    @routes.post("/received")
    def receive_blanks(visit: Officer) -> Response:
        """The same range sent twice is one batch."""
        return _record(visit, "/blanks", licence_office.given(visit.texts(), _RECEIVED))

    @routes.post("/spoiled")
    def spoil_blank(visit: Officer) -> Response:
        return _record(visit, "/blanks/spoiled", licence_office.given(visit.texts(), _SPOILED))

    def _record(visit: Visit, path: str, body: Mapping[str, Any]) -> Response:
        try:
            resources.licence.post(path, visit.token, body)
        except Refusal as refusal:
            return _stock(visit, "", visit.texts(), Faults(refusal), refusal.status)
        return RedirectResponse("/licences/stock", 303)

    def _stock(visit: Visit, cursor: str, typed: dict[str, str], faults: Faults, status: int = 200) -> Response:
        return page(
            visit,
            "licences/stock.html",
            status,
            found=resources.licence.get("/blanks", visit.token, **asking(cursor, PER_PAGE)),
            left=resources.licence.get("/blanks/left", visit.token)["items"],
            spoiled=resources.licence.get("/blanks/spoiled", visit.token, limit=PER_PAGE),
            typed=typed,
            office=licence_office,
            faults=faults,
        )

    return routes
