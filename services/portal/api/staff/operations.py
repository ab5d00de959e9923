"""运行维护: what needs the people who run the system, with the button that mends it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import authorities
from catalogues.errors import UnknownCode
from kernel.clock import local_date
from services.portal.api.own_case import Number
from services.portal.api.rendering import page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Operations
from services.portal.domain.stored_checks import KEEPERS, STORED
from services.portal.domain.temporal_web import PARKED_CASES
from services.portal.operations import overview, steps
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources
from workflows.contract import Step

_FEW = 5


def request_id() -> str:
    """What makes a button that is pressed twice do its work once."""
    return uuid4().hex


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/operations", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_home(visit: Operations, retried: bool = False) -> Response:
        month = local_date(resources.clock.now()).strftime("%Y-%m")
        notice, ask = resources.notice, Gathering(resources, visit.token).answer
        found: dict[str, Any] = {
            "rejected": ask("rejected", lambda: notice.get("/events", visit.token, state="REJECTED", limit=_FEW)),
            "overdue": ask("overdue", lambda: notice.get("/events", visit.token, overdue="true", limit=_FEW)),
            "receipts": ask("receipts", lambda: notice.get("/reconciliation", visit.token, month=month)),
            "blocks": ask("blocks", lambda: resources.register.get("/code-blocks", visit.token)),
            "log": ask("log", lambda: resources.transparency.get("/alarms", visit.token)),
        }
        stored = [(name, ask(f"stored_{name}", partial(_stored, resources, name, visit.token))) for name in KEEPERS]
        return page(
            visit,
            "operations/home.html",
            stored=stored,
            kinds_stored=STORED,
            parked=overview.parked_cases(resources),
            limits=overview.limits(resources),
            health=overview.health(resources),
            web=resources.temporal_web,
            parked_query=PARKED_CASES,
            authority=_authority,
            month=month,
            retried=retried,
            request_id=request_id,
            **found,
        )

    @routes.post("/cases/{number}/retry")
    def retry_case(visit: Operations, number: Number) -> Response:
        """The cause is mended: every parked activity of the case is tried again. A form sent twice tries once."""
        steps.take(resources, visit.token, number, Step.RETRY, visit.text("request_id", 64))
        return RedirectResponse("/operations?retried=true", 303)

    @routes.post("/alarms/{number}/acknowledgement")
    def acknowledge_alarm(visit: Operations, number: int) -> Response:
        """Somebody looked into what checking found, and says what it was. A form sent twice says it once."""
        body = {"reason": visit.text("reason", 500)}
        resources.transparency.post(f"/alarms/{number}/acknowledgement", visit.token, body)
        return RedirectResponse("/operations#log", 303)

    return routes


def _stored(resources: Resources, service: str, token: str) -> Any:
    return getattr(resources, service).get("/stored-checks", token)["passes"]


def _authority(code: str) -> str:
    try:
        return authorities.get(code).name
    except UnknownCode:
        return code
