"""共享信息: what agencies are told, where each event stands, and sending one again."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from kernel.web.paths import RecordId
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import page
from services.portal.api.staff.operations import request_id
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Operations
from services.portal.operations.resources import Resources

PER_PAGE = 20
Show = Literal["all", "rejected", "overdue", "unsent", "accepted"]
_ASKED: dict[str, dict[str, str]] = {
    "all": {},
    "rejected": {"state": "REJECTED"},
    "overdue": {"overdue": "true"},
    "unsent": {"state": "UNSENT"},
    "accepted": {"state": "ACCEPTED"},
}


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/operations/events", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_events(
        visit: Operations,
        show: Show = "all",
        agency: Annotated[str, Query(pattern=r"^([a-z0-9_]{2,123})?$")] = "",
        cursor: Cursor = "",
    ) -> Response:
        wanted = _ASKED[show] | ({"agency": agency} if agency else {})
        found = resources.notice.get("/events", visit.token, **wanted, **asking(cursor, PER_PAGE))
        return page(visit, "operations/events.html", found=found, show=show, agency=agency)

    @routes.get("/{event_id}")
    def show_event(visit: Operations, event_id: RecordId) -> Response:
        """One event with masked content, every time it was sent, and every receipt."""
        event = resources.notice.get(f"/events/{event_id}", visit.token)
        return page(visit, "operations/event.html", event=event, request_id=request_id)

    @routes.post("/{event_id}/republish")
    def republish_event(visit: Operations, event_id: RecordId) -> Response:
        """The same form sent twice sends the event once."""
        key = {"Idempotency-Key": visit.text("request_id", 64)}
        resources.notice.post(f"/events/{event_id}/republish", visit.token, None, **key)
        return RedirectResponse(f"/operations/events/{event_id}", 303)

    return routes
