"""All routes of the register."""

from __future__ import annotations

from fastapi import APIRouter

from kernel.web.routes import take_in
from services.register.api import code_blocks, entities, filings, marks, own
from services.register.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (entities, own, filings, marks, code_blocks):
        take_in(routes, module.router(resources))
    return routes
