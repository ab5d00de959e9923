"""Pages on which an application begins: the types of business, and where it is to be."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from catalogues import authorities, divisions, kinds_of_business, phrases, sole_trader_types
from catalogues.divisions import Division
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import EntityKind
from kernel.clock import local_date
from kernel.errors import Refusal
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Anyone, Own, Visit
from services.portal.operations import cases
from services.portal.operations.resources import Resources

PER_PAGE = 12
Kind = Annotated[EntityKind, Query()]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/kinds")
    def choose_kind(visit: Anyone) -> Response:
        """What there is to register, in everyday words; a kind without its filing type is not offered."""
        found = kinds_of_business.founded_on(_today(resources))
        return page(visit, "kinds.html", kinds=[(kind, kinds_of_business.explained(kind)) for kind in found])

    @routes.get("/apply")
    def choose_type(
        visit: Anyone,
        kind: Kind = EntityKind.SOLE_TRADER,
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
            **_founded(resources, kind),
        )

    @routes.get("/apply/{type_code}")
    def choose_place(
        visit: Own,
        type_code: str,
        kind: Kind = EntityKind.SOLE_TRADER,
        province: Annotated[str, Query(max_length=6)] = "",
        city: Annotated[str, Query(max_length=6)] = "",
    ) -> Response:
        return _place(visit, type_code, kind, {"province": province, "city": city}, Faults())

    def _place(
        visit: Visit, type_code: str, kind: EntityKind, typed: dict[str, str], faults: Faults, status: int = 200
    ) -> Response:
        return page(
            visit,
            "place.html",
            status,
            **_founded(resources, kind),
            kind=resources.filing.get(f"/types/{type_code}", None),
            typed=typed,
            provinces=[(each.code, each.name) for each in divisions.provinces()],
            **_below(typed),
            request_id=typed.get("request_id") or uuid.uuid4().hex,
            faults=faults,
        )

    @routes.post("/apply/{type_code}")
    async def open_application(visit: Own, type_code: str, kind: Kind = EntityKind.SOLE_TRADER) -> Response:
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
                kinds_of_business.establishment_of(kind, _today(resources)).key,
            )
        except Refusal as refusal:
            return await run_in_threadpool(_place, visit, type_code, kind, typed, Faults(refusal), refusal.status)
        await resources.running_cases().open(opening.case)
        return RedirectResponse(f"/my/cases/{opening.case.application_no}/name", 303)

    return routes


def _today(resources: Resources) -> date:
    return local_date(resources.clock.now())


def _founded(resources: Resources, kind: EntityKind) -> dict[str, Any]:
    """What the pages say of the kind of business. One that nobody can found here leads back to those there are."""
    if kind not in kinds_of_business.founded_on(_today(resources)):
        raise Elsewhere("/kinds")
    return {
        "entity_kind": kind,
        "entity_words": kinds_of_business.explained(kind),
        "of_kind": "" if kind is EntityKind.SOLE_TRADER else f"kind={kind}",
    }


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
