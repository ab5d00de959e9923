"""证照登记及打印: the authority's licences, listed and searched (通知 2.2.1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from catalogues import authorities, sole_trader_types
from catalogues.errors import UnknownCode
from kernel.errors import Refusal
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Examiner, Visit
from services.portal.domain import licence_office
from services.portal.operations.resources import Resources

PER_PAGE = 20
_FIELDS = ("name", "operator", "uscc", "type_name", "status", "from_day", "to_day")

Number = Annotated[int, Query(alias="page", ge=1, le=10_000)]
Status = Literal["", "PREPARED", "ISSUED", "UNPRINTED", "PRINTED", "POSTED", "COLLECTED", "RECEIVED", "VOID"]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_licences(visit: Examiner, number: Number = 1, status: Status = "") -> Response:
        return _list(visit, {"status": status}, number)

    @routes.post("")
    def search_licences(visit: Examiner) -> Response:
        """A search may name a person, so it is never part of an address."""
        return _list(visit, licence_office.given(visit.texts(), _FIELDS), asked_page(visit))

    def _list(visit: Visit, typed: dict[str, str], number: int) -> Response:
        found, faults = nothing_found(), Faults()
        wanted = {name: value for name, value in typed.items() if value}
        try:
            found = resources.licence.post(
                "/licences/searches", visit.token, wanted | {"page": number, "size": PER_PAGE}
            )
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            faults = Faults(refusal)
        return page(
            visit,
            "licences/list.html",
            422 if faults else 200,
            found=found,
            typed=typed,
            number=number,
            last=last_page(found["total"], PER_PAGE),
            by_search=visit.method == "POST",
            types=[(each.name, each.name) for each in sole_trader_types.all()],
            authority=authority_name(visit),
            office=licence_office,
            faults=faults,
        )

    return routes


def authority_name(visit: Visit) -> str:
    """The name of the visitor's own authority, whose licences alone are shown."""
    code = visit.principal.authority if visit.principal else None
    try:
        return authorities.get(code or "").name
    except UnknownCode:
        return code or ""


def asked_page(visit: Visit) -> int:
    """The page of a list that a button asked for."""
    text = visit.text("page", 5)
    return max(1, int(text)) if text.isascii() and text.isdigit() else 1


def last_page(total: int, size: int) -> int:
    return max(1, -(-total // size))


def nothing_found() -> dict[str, Any]:
    return {"total": 0, "items": []}
