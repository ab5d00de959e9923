"""打印证照申领记录: every print and claim of the authority, listed and searched."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import page
from services.portal.api.staff.lists import asked_cursor, nothing_found, searched
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Officer, Visit
from services.portal.domain import licence_office
from services.portal.operations.resources import Resources

PER_PAGE = 20
_FIELDS = (
    "name", "uscc", "print_nos", "serial_no", "recipient",
    "status", "copy_kind", "reason", "delivery", "from_day", "to_day", "outstanding",
)  # fmt: skip


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/records", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_records(visit: Officer, cursor: Cursor = "") -> Response:
        return _list(visit, {}, cursor)

    @routes.post("")
    def search_records(visit: Officer) -> Response:
        """Who collected a licence is a person: searched for in a form, never in an address."""
        return _list(visit, licence_office.given(visit.texts(), _FIELDS), asked_cursor(visit))

    def _list(visit: Visit, typed: dict[str, str], cursor: str) -> Response:
        found, faults = searched(
            lambda: resources.licence.post("/prints/searches", visit.token, _asked(typed, cursor)), nothing_found()
        )
        return page(
            visit,
            "licences/records.html",
            422 if faults else 200,
            found=found,
            typed=typed,
            by_search=visit.method == "POST",
            office=licence_office,
            faults=faults,
        )

    return routes


def _asked(typed: dict[str, str], cursor: str) -> dict[str, Any]:
    """The service looks for any of several print numbers; the form has one."""
    given: dict[str, Any] = dict(typed)
    if number_typed := typed.get("print_nos"):
        given["print_nos"] = [number_typed]
    return given | asking(cursor, PER_PAGE)
