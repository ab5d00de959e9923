"""All routes of the portal."""

from __future__ import annotations

from fastapi import APIRouter

from services.portal.api import cases
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for room in (cases,):
        routes.include_router(room.router(resources))
    return routes
