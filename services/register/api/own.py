"""One's own entities over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paging import Page, whole
from kernel.web.paths import Uscc
from services.register.operations import own
from services.register.operations.own import OwnEntity, OwnLine
from services.register.operations.resources import Resources

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/own-entities", tags=["entities"])

    @routes.get("")
    def list_own(caller: Applicant) -> Page[OwnLine]:
        """The businesses that the caller filed about last, the youngest first."""
        return whole(own.list_own(resources, caller))

    @routes.get("/{uscc}")
    def view_own(uscc: Uscc, caller: Applicant) -> OwnEntity:
        """One of them: its versions and what each changed, its marks, the filings about it, and what can be filed now,
        or why not."""
        return own.view_own(resources, caller, uscc)

    return routes
