"""All routes of the approval service."""

from __future__ import annotations

from fastapi import APIRouter

from kernel.web.routes import take_in
from services.approval.api import decisions, late_reviews, revocations, samples, tasks
from services.approval.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (decisions, late_reviews, revocations, samples, tasks):
        take_in(routes, module.router(resources))
    return routes
