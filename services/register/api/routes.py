"""All routes of the register."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter

from kernel.web.routes import take_in
from kernel.web.trails import person_route, trail_route
from services.register.api import code_blocks, entities, filings, marks, own
from services.register.operations.resources import Resources
from services.register.operations.trail import find_person, read_trail


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (entities, own, filings, marks, code_blocks):
        take_in(routes, module.router(resources))
    take_in(routes, trail_route(partial(read_trail, resources)))
    take_in(routes, person_route(partial(find_person, resources)))
    return routes
