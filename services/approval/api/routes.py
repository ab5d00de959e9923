"""All routes of the approval service."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter

from kernel.web.routes import take_in
from kernel.web.trails import trail_route
from services.approval.api import decisions, late_reviews, revocations, samples, tasks
from services.approval.operations.resources import Resources
from services.approval.operations.trail import read_trail


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (decisions, late_reviews, revocations, samples, tasks):
        take_in(routes, module.router(resources))
    take_in(routes, trail_route(partial(read_trail, resources)))
    return routes
