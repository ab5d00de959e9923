"""Takes the routes of several rooms together."""

from __future__ import annotations

from fastapi import APIRouter


def take_in(routes: APIRouter, others: APIRouter) -> None:
    """The routes of `others` behind those that are there. They become routes of the first router: one that is included
    as the framework does it is looked through, for each request, together with a copy of every route's settings, which
    took a millisecond where there are two hundred."""
    routes.routes.extend(others.routes)
