"""证照登记及打印: the authority's licences, listed and searched (通知 2.2.1)."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response

from catalogues import authorities, sole_trader_types
from catalogues.errors import UnknownCode
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import page
from services.portal.api.staff.lists import asked_cursor, nothing_found, searched
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import LicenceReader, Visit
from services.portal.domain import licence_office
from services.portal.operations.resources import Resources

PER_PAGE = 20
_FIELDS = ("name", "operator", "uscc", "type_name", "status", "state", "from_day", "to_day")

Status = Literal["", "PREPARED", "ISSUED", "UNPRINTED", "PRINTED", "POSTED", "COLLECTED", "RECEIVED", "VOID"]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_licences(visit: LicenceReader, cursor: Cursor = "", status: Status = "") -> Response:
        return _list(visit, {"status": status}, cursor)

    @routes.post("")
    def search_licences(visit: LicenceReader) -> Response:
        """A search may name a person, so it is never part of an address."""
        return _list(visit, licence_office.given(visit.texts(), _FIELDS), asked_cursor(visit))

    def _list(visit: Visit, typed: dict[str, str], cursor: str) -> Response:
        wanted = {name: value for name, value in typed.items() if value}
        asked = wanted | asking(cursor, PER_PAGE)
        found, faults = searched(
            lambda: resources.licence.post("/licences/searches", visit.token, asked), nothing_found()
        )
        return page(
            visit,
            "licences/list.html",
            422 if faults else 200,
            found=found,
            typed=typed,
            by_search=visit.method == "POST",
            types=[(each.name, each.name) for each in sole_trader_types.all()],
            authority=authority_name(visit),
            office=licence_office,
            faults=faults,
        )

    return routes


def authority_name(visit: Visit) -> str:
    """The name of the visitor's own authority, whose licences alone are shown."""
    try:
        return authorities.get(visit.authority).name
    except UnknownCode:
        return visit.authority
