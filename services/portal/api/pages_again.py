"""A new application out of one that ended without a registration."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from services.portal.api.own_case import Number, own_case
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own
from services.portal.domain import pages
from services.portal.operations import taking_over
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/again")

    @routes.post("")
    async def apply_again(visit: Own, number: Number) -> Response:
        """Sent twice it opens one application; the page of the name comes first, with the name that was wished."""
        case = await run_in_threadpool(own_case, resources, visit, number, ("name", "decision"))
        if not pages.may_begin_again(number, case.stage, case.steps, case.content["decision"]):
            raise Elsewhere(f"/my/cases/{number}")
        opening = await run_in_threadpool(
            taking_over.begin_again, resources, visit.subject, visit.token, case.application
        )
        await resources.running_cases().open(opening.case)
        return RedirectResponse(f"/my/cases/{opening.case.application_no}/name?like={number}", 303)

    return routes
