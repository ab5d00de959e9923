"""All routes of the register."""

from __future__ import annotations

from fastapi import APIRouter

from services.register.api import code_blocks, entities
from services.register.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for room in (entities, code_blocks):
        routes.include_router(room.router(resources))
    return routes
