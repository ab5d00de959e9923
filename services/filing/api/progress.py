"""Shows an application's course to whoever proved to hold the applicant's mobile number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from kernel.tokens import Principal
from kernel.web.access import Follows
from kernel.web.paths import ApplicationNo
from services.filing.operations import progress
from services.filing.operations.progress import Progress
from services.filing.operations.resources import Resources

Follower = Annotated[Principal, Depends(Follows())]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/applications", tags=["applications"])

    @routes.get("/{application_no}/progress")
    def view_progress(application_no: ApplicationNo, caller: Follower) -> Progress:
        """Stage, course, who must act and until when; with the identity service's ticket for this application."""
        return progress.view_progress(resources, caller.subject, application_no)

    return routes
