"""All routes of the filing service."""

from __future__ import annotations

from fastapi import APIRouter

from kernel.web.routes import take_in
from services.filing.api import applications, catalogue, files, filings, handed_on, orders, progress
from services.filing.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    """Files and progress before applications: `/documents` must not be taken for the name of a section."""
    routes = APIRouter()
    for module in (catalogue, files, filings, orders, progress, handed_on, applications):
        take_in(routes, module.router(resources))
    return routes
