"""套打校准: which forms lie in the printer at this window, and how far it is out; the browser keeps it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import licence_paper
from kernel.errors import Finding, Refusal
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Officer, Visit
from services.portal.domain import licence_office, printer
from services.portal.operations.resources import Resources


def router(_: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/printer", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_printer(visit: Officer) -> Response:
        return _shown(visit, visit.notes.get("printer") or {}, Faults())

    @routes.post("")
    def keep_printer(visit: Officer) -> Response:
        """A printer stands at a window: nobody else's sheets move."""
        typed = visit.texts()
        kept, wrong = printer.read(typed)
        if wrong:
            refusal = _no_millimetres(wrong)
            return _shown(visit, typed, Faults(refusal), refusal.status)
        visit.note("printer", kept)
        return RedirectResponse("/licences/printer", 303)

    return routes


def _shown(visit: Visit, typed: Any, faults: Faults, status: int = 200) -> Response:
    return page(
        visit,
        "licences/printer.html",
        status,
        typed=typed,
        told=licence_paper.of(visit.authority),
        printer=printer,
        office=licence_office,
        faults=faults,
    )


def _no_millimetres(names: list[str]) -> Refusal:
    code, zh, en = (
        "portal.printer_offset_invalid",
        f"请填写 -{printer.FARTHEST} 到 {printer.FARTHEST} 之间的毫米数，例如 1.5",
        f"Enter millimetres between -{printer.FARTHEST} and {printer.FARTHEST}, such as 1.5",
    )
    return Refusal(code, zh, en, findings=[Finding(code, zh, en, f"/{name}") for name in names])
