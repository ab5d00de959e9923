"""All routes of the licence service."""

from __future__ import annotations

from fastapi import APIRouter

from services.licence.api import licences, papers, receivers, verification
from services.licence.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for room in (licences, papers, receivers, verification):
        routes.include_router(room.router(resources))
    return routes
