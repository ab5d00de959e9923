"""One's own licences: each with its state, its prints, where its paper copies are (我的证照)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.api.own_case import Number
from services.portal.api.rendering import page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own
from services.portal.domain import licence_office, next_steps
from services.portal.operations import own_licences
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/my/licences", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_licences(visit: Own) -> Response:
        found = own_licences.list_own(resources, visit.token)
        return page(visit, "own_licences.html", found=found, office=licence_office)

    @routes.get("/{number}")
    def show_licence(visit: Own, number: Number) -> Response:
        licence, papers = own_licences.show_own(resources, visit.token, number)
        return page(
            visit,
            "own_licence.html",
            licence=licence,
            papers=papers,
            number=number,
            office=licence_office,
            after_licence=next_steps.after,
        )

    return routes
