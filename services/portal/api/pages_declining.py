"""Whoever was invited to sign says that they do not."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kernel.errors import Finding, Refusal
from services.portal.api.asked_codes import Outcome, refused
from services.portal.api.pages_join import NOTE, invitation_page, kept, of
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone
from services.portal.domain import bindings
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/join/invitation/declining", include_in_schema=False, route_class=PageRoute)

    @routes.post("")
    def declineinvitation_page(visit: Anyone) -> Response:
        """Not to sign: link and code together say who it is, and everybody who signs is told."""
        known, typed = kept(visit), visit.text("sms_code", 40)
        reason = visit.text("reason", 40)
        if reason not in bindings.DECLINED:
            unsaid = Finding("portal.required", "请选择原因", "Say why", "/reason")
            return invitation_page(visit, typed, Outcome(status=422, faults=Faults(findings=[unsaid])))
        try:
            resources.identity.post(
                "/invitations/declining",
                None,
                of(known["token"]) | {"sms_code": "".join(typed.split()), "reason": reason},
            )
        except Refusal as refusal:
            if refusal.status in {404, 410}:
                raise
            return invitation_page(visit, typed, refused(refusal))
        visit.note(NOTE, None)
        return page(visit, "join_declined.html")

    return routes
