"""What a page that is still open needs after another log-in: the new session's form token, and a word to come back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from kernel.errors import Refusal
from services.portal.api.rendering import page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import CSRF_HEADER, AnyMember
from services.portal.operations.resources import Resources


def router(_: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/session")

    @routes.get("")
    def begun(visit: AnyMember) -> Response:
        """Opened in a tab of its own, so that the page with the form can stay as it is."""
        return page(visit, "session.html")

    @routes.get("/token")
    def read_token(request: Request, visit: AnyMember) -> Response:
        """The token that forms carry, and whether the one they have is still good, for scripts of our own pages: no
        other site can read the answer, and where the browser says who asks (Fetch Metadata) none gets one."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Refusal(
                "portal.foreign_page", "请在本平台的页面上操作", "Please use the pages of this site", status=403
            )
        known = visit.carries_token(request.headers.get(CSRF_HEADER, ""))
        return JSONResponse(
            {"csrf": visit.csrf, "known": known}, headers={"Cross-Origin-Resource-Policy": "same-origin"}
        )

    return routes
