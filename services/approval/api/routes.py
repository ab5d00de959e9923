"""All routes of the approval service."""

from __future__ import annotations

from fastapi import APIRouter

from services.approval.api import decisions, late_reviews, revocations, tasks
from services.approval.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    for module in (decisions, late_reviews, revocations, tasks):
        routes.include_router(module.router(resources))
    return routes
