"""All routes of the filing service."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter

from kernel.web.routes import take_in
from kernel.web.stored import stored_route
from kernel.web.trails import person_route, trail_route
from services.filing.api import applications, catalogue, files, filings, handed_on, orders, progress
from services.filing.operations.resources import Resources
from services.filing.operations.trail import find_person, read_trail


def router(resources: Resources) -> APIRouter:
    """Files and progress before applications: `/documents` must not be taken for the name of a section."""
    routes = APIRouter()
    for module in (catalogue, files, filings, orders, progress, handed_on, applications):
        take_in(routes, module.router(resources))
    take_in(routes, stored_route(resources.database, "filing"))
    take_in(routes, trail_route(partial(read_trail, resources)))
    take_in(routes, person_route(partial(find_person, resources)))
    return routes
