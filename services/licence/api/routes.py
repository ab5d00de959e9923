"""All routes of the licence service."""

from __future__ import annotations

from fastapi import APIRouter

from services.licence.api import addressees, blanks, licences, papers, verification
from services.licence.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (licences, papers, blanks, addressees, verification):
        routes.include_router(module.router(resources))
    return routes
