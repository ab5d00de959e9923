"""One's own businesses: what is registered of each, how it came about, what can be filed about it now (我的店)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from catalogues import divisions
from catalogues.filing_types import editions
from kernel.errors import Refusal
from kernel.web.paths import ApplicationNo, Uscc
from services.portal.api.own_case import where_first
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import counties, entity_states, licence_office, pages, revocations
from services.portal.operations import own_shops
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/my/shops", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_shops(visit: Own) -> Response:
        found = own_shops.list_own(resources, visit.token)
        return page(visit, "shops/list.html", found=found, states=entity_states)

    @routes.get("/take-over")
    def ask_code(visit: Own) -> Response:
        return _code(visit, Faults())

    @routes.post("/take-over")
    def take_over(visit: Own) -> Response:
        """On to the first page of the filing by which the visitor takes a business over."""
        code, request_id = visit.text("code", 60), visit.text("request_id", 64)
        try:
            number, taken = own_shops.take_over(resources, visit.subject, visit.token, code, request_id)
        except Refusal as refusal:
            return _code(visit, Faults(refusal), refusal.status)
        return RedirectResponse(where_first(number, taken.possible_steps if taken else ()), 303)

    @routes.get("/{uscc}/move")
    def ask_county(
        visit: Own,
        uscc: Uscc,
        province: Annotated[str, Query(max_length=6)] = "",
        city: Annotated[str, Query(max_length=6)] = "",
    ) -> Response:
        return _county(visit, uscc, {"province": province, "city": city}, Faults())

    @routes.post("/{uscc}/move")
    def move(visit: Own, uscc: Uscc) -> Response:
        """On to the first page of the move, which is made to the authority of the county. The same form sent twice
        opens one."""
        typed = visit.texts()
        county, request_id = typed.get("county_code", "")[:6], typed.get("request_id", "")[:64]
        try:
            number, taken = own_shops.file_about(
                resources, visit.subject, visit.token, uscc, editions.MOVE, request_id, county or None
            )
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _county(visit, uscc, typed, Faults(refusal), refusal.status)
        return RedirectResponse(where_first(number, taken.possible_steps if taken else ()), 303)

    def _county(visit: Visit, uscc: str, typed: Mapping[str, str], faults: Faults, status: int = 200) -> Response:
        return page(
            visit,
            "shops/move.html",
            status,
            uscc=uscc,
            typed=typed,
            provinces=[(each.code, each.name) for each in divisions.provinces()],
            **counties.below(typed),
            request_id=typed.get("request_id") or uuid.uuid4().hex,
            faults=faults,
        )

    @routes.get("/{uscc}")
    def show_shop(visit: Own, uscc: Uscc) -> Response:
        return _sheet(visit, uscc, Faults())

    @routes.post("/{uscc}/filings")
    def open_filing(visit: Own, uscc: Uscc) -> Response:
        """On to the first page of the filing; what the register has against it is told on the sheet. The same form sent
        twice opens one."""
        request_id = visit.text("request_id", 64)
        try:
            number, taken = own_shops.file_about(
                resources, visit.subject, visit.token, uscc, visit.text("filing_type", 61), request_id
            )
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _sheet(visit, uscc, Faults(refusal), refusal.status)
        return RedirectResponse(where_first(number, taken.possible_steps if taken else ()), 303)

    @routes.post("/{uscc}/revocations/{revocation_no}")
    def answer_revocation(visit: Own, uscc: Uscc, revocation_no: ApplicationNo) -> Response:
        """What the owner says to a revocation."""
        try:
            own_shops.answer_revocation(resources, visit.token, revocation_no, visit.lines("statement", 1000))
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _sheet(visit, uscc, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/shops/{uscc}#revocations", 303)

    @routes.post("/{uscc}/handover")
    def give_handover(visit: Own, uscc: Uscc) -> Response:
        """The code that whoever takes the business over applies with."""
        return page(visit, "shops/handover.html", given=own_shops.give_handover(resources, visit.token, uscc))

    @routes.post("/{uscc}/handover/end")
    def end_take_over(visit: Own, uscc: Uscc) -> Response:
        """Whoever runs the business ends its take-over; the business is free again."""
        try:
            own_shops.end_take_over(resources, visit.token, uscc, visit.text("request_id", 64))
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _sheet(visit, uscc, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/shops/{uscc}#filings", 303)

    def _code(visit: Visit, faults: Faults, status: int = 200) -> Response:
        return page(visit, "shops/take_over.html", status, faults=faults, request_id=uuid.uuid4().hex)

    def _sheet(visit: Visit, uscc: str, faults: Faults, status: int = 200) -> Response:
        shop = own_shops.show_own(resources, visit.token, uscc)
        return page(
            visit,
            "shops/sheet.html",
            status,
            shop=shop,
            entity=shop.entity,
            states=entity_states,
            office=licence_office,
            revoking=revocations,
            handed_over=pages.is_handed_over,
            elsewhere=pages.leads_elsewhere,
            ended=entity_states.has_ended(shop.entity["status"]),
            taken_over_by=own_shops.taken_over_by(shop.entity),
            in_the_way=faults.refusal.details.get("application_no") if faults.refusal else None,
            faults=faults,
            request_id=uuid.uuid4().hex,
        )

    return routes
