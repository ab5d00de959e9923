"""All routes of the licence service."""

from __future__ import annotations

from fastapi import APIRouter

from kernel.web.routes import take_in
from services.licence.api import addressees, blanks, licences, papers, seals, verification
from services.licence.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (licences, papers, blanks, addressees, seals, verification):
        take_in(routes, module.router(resources))
    return routes
