"""All routes of the licence service."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter

from kernel.web.routes import take_in
from kernel.web.stored import stored_route
from kernel.web.trails import trail_route
from services.licence.api import addressees, blanks, licences, papers, seals, verification
from services.licence.operations.resources import Resources
from services.licence.operations.trail import read_trail


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (licences, papers, blanks, addressees, seals, verification):
        take_in(routes, module.router(resources))
    take_in(routes, stored_route(resources.database, "licence"))
    take_in(routes, trail_route(partial(read_trail, resources)))
    return routes
