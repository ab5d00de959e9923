"""One's own businesses: what is registered of each, how it came about, what can be filed about it now (我的店)."""

from __future__ import annotations

import uuid

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from kernel.web.paths import Uscc
from services.portal.api.own_case import where_first
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import entity_states, licence_office
from services.portal.operations import own_shops
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/my/shops", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_shops(visit: Own) -> Response:
        found = own_shops.list_own(resources, visit.token)
        return page(visit, "shops/list.html", found=found, states=entity_states)

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
            in_the_way=faults.refusal.details.get("application_no") if faults.refusal else None,
            faults=faults,
            request_id=uuid.uuid4().hex,
        )

    return routes
