"""The head's room: what waits for their word, what is overdue, and who has how much to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from kernel.web.paths import RecordId
from services.portal.api.own_case import Number
from services.portal.api.rendering import page
from services.portal.api.staff.desk_sheet import refused
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Head, Visit
from services.portal.domain import desk
from services.portal.operations import steps
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources
from workflows.contract import Step


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/head")
    def show_room(visit: Head) -> Response:
        found = resources.approval.get("/tasks/awaiting-head", visit.token)
        return page(
            visit,
            "desk/head.html",
            extensions=_shown(visit, found["extensions"]),
            countersign=_shown(visit, found["countersign"]),
            overdue=_shown(visit, found["overdue"]),
            workload=found["workload"],
            sampled=resources.approval.get("/samples", visit.token),
            desk=desk,
        )

    @routes.post("/desk/{number}/extensions/{extension_id}/approve")
    def approve_extension(visit: Head, number: Number, extension_id: RecordId) -> Response:
        """The head grants three more working days, and the case learns of it."""
        try:
            resources.approval.post(f"/tasks/{number}/extensions/{extension_id}/approve", visit.token, None)
            steps.take(resources, visit.token, number, Step.EXTEND, f"extend-{extension_id}", extension_id=extension_id)
        except Refusal as refusal:
            return refused(resources, visit, number, refusal, "extension")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.post("/desk/{number}/extensions/{extension_id}/decline")
    def decline_extension(visit: Head, number: Number, extension_id: RecordId) -> Response:
        """The head declines with a reason; the limit stays."""
        said = {"reason": visit.lines("reason", 600)}
        try:
            resources.approval.post(f"/tasks/{number}/extensions/{extension_id}/decline", visit.token, said)
        except Refusal as refusal:
            return refused(resources, visit, number, refusal, "extension")
        return RedirectResponse(f"/desk/{number}", 303)

    def _shown(visit: Visit, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        numbers = [task["application_no"] for task in tasks]
        asked = {number: (resources.filing, f"/applications/{number}") for number in numbers}
        of, now = Gathering(resources, visit.token).sections(asked), resources.clock.now()
        return [{**task, **desk.time_left(task, now), "of": of[task["application_no"]]} for task in tasks]

    return routes
