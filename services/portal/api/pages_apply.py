"""Pages on which an application begins: the types of business, and where it is to be."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from catalogues import authorities, divisions, phrases, sole_trader_types
from catalogues.divisions import Division
from catalogues.errors import UnknownCode
from kernel.errors import Refusal
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone, Own, Visit
from services.portal.operations import cases
from services.portal.operations.resources import Resources

PER_PAGE = 12


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/apply")
    def choose_type(
        visit: Anyone,
        q: Annotated[str, Query(max_length=50)] = "",
        category: Annotated[str, Query(max_length=20)] = "",
        cursor: Cursor = "",
    ) -> Response:
        found = resources.filing.get("/types", None, q=q, category=category, **asking(cursor, PER_PAGE))
        return page(
            visit,
            "types.html",
            found=found,
            q=q,
            category=category,
            categories=tuple(sole_trader_types.categories()),
            limit=phrases.standard(),
        )

    @routes.get("/apply/{type_code}")
    def choose_place(
        visit: Own,
        type_code: str,
        province: Annotated[str, Query(max_length=6)] = "",
        city: Annotated[str, Query(max_length=6)] = "",
    ) -> Response:
        return _place(visit, type_code, {"province": province, "city": city}, Faults())

    def _place(visit: Visit, type_code: str, typed: dict[str, str], faults: Faults, status: int = 200) -> Response:
        return page(
            visit,
            "place.html",
            status,
            kind=resources.filing.get(f"/types/{type_code}", None),
            typed=typed,
            provinces=[(each.code, each.name) for each in divisions.provinces()],
            **_below(typed),
            request_id=typed.get("request_id") or uuid.uuid4().hex,
            faults=faults,
        )

    @routes.post("/apply/{type_code}")
    async def open_application(visit: Own, type_code: str) -> Response:
        """The same form sent twice opens one application."""
        typed = visit.texts()
        try:
            opening = await run_in_threadpool(
                cases.create_application,
                resources,
                visit.subject,
                visit.token,
                typed.get("request_id", ""),
                type_code,
                typed.get("county_code", ""),
            )
        except Refusal as refusal:
            return await run_in_threadpool(_place, visit, type_code, typed, Faults(refusal), refusal.status)
        await resources.running_cases().open(opening.case)
        return RedirectResponse(f"/my/cases/{opening.case.application_no}/name", 303)

    return routes


def _below(typed: dict[str, str]) -> dict[str, Any]:
    """The select boxes that follow from what was chosen."""
    cities, counties = _children(typed.get("province")), []
    if cities and not any(divisions.children(each.code) for each in cities):
        cities, counties = [], cities  # municipalities have counties right below
    city = typed.get("city")
    if cities and city in {each.code for each in cities}:
        counties = _children(city)
    return {
        "cities": [(each.code, each.name) for each in cities],
        "counties": [(each.code, each.name) for each in counties if _served(each)],
        "unserved": bool(counties) and not any(map(_served, counties)),
    }


def _children(code: str | None) -> list[Division]:
    found = divisions.find(code) if code else None
    return list(divisions.children(found.code)) if found else []


def _served(county: Division) -> bool:
    try:
        return authorities.for_division(county.code).registers_sole_traders
    except UnknownCode:
        return False
