"""All routes of the identity service."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Depends

from kernel.web.access import PUBLIC
from kernel.web.routes import take_in
from kernel.web.trails import person_route, trail_route
from services.identity.api import (
    accounts,
    authentications,
    invitations,
    liaisons,
    own_account,
    progress,
    proofs,
    restrictions,
    sessions,
    unified,
)
from services.identity.operations.resources import Resources
from services.identity.operations.trail import find_person, read_trail


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()

    @routes.get("/.well-known/jwks.json", dependencies=[Depends(PUBLIC)], tags=["sessions"])
    def read_keys() -> dict[str, Any]:
        """The public keys with which anybody checks access tokens (RFC 7517)."""
        return resources.issuer.published()

    for module in (
        proofs,
        accounts,
        own_account,
        sessions,
        unified,
        progress,
        authentications,
        invitations,
        liaisons,
        restrictions,
    ):
        take_in(routes, module.router(resources))
    take_in(routes, trail_route(partial(read_trail, resources)))
    take_in(routes, person_route(partial(find_person, resources)))
    return routes
