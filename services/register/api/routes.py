"""All routes of the register."""

from __future__ import annotations

from fastapi import APIRouter

from services.register.api import code_blocks, entities, filings, marks, own
from services.register.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (entities, own, filings, marks, code_blocks):
        routes.include_router(module.router(resources))
    return routes
