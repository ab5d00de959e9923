"""Pages that help: whom to ask, questions and answers, how accessible the pages are, large type."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from catalogues import authorities, contacts, questions
from catalogues.errors import UnknownCode
from services.portal.api.pages_public import Back, own_path
from services.portal.api.rendering import page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone
from services.portal.domain import accessibility
from services.portal.domain.walks import STATIONS
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/help")
    def help_page(visit: Anyone, authority: Annotated[str, Query(max_length=8)] = "") -> Response:
        """With the contacts of one `authority`, where its code is told."""
        walks = [who for who in STATIONS if resources.walks.stations(who, visit.language)]
        return page(visit, "help.html", questions=questions.all(), contact=_contact(authority), walks=walks)

    @routes.get("/accessibility")
    def state_accessibility(visit: Anyone) -> Response:
        return page(visit, "accessibility.html", criteria=accessibility.CRITERIA, ways=accessibility.WAYS)

    @routes.get("/easy/{turn}")
    def choose_ease(visit: Anyone, turn: Literal["on", "off"], back: Back = "/") -> Response:
        visit.ease(turn == "on")
        return RedirectResponse(own_path(back), 303)

    return routes


def _contact(code: str) -> contacts.Contact | None:
    try:
        return contacts.of(authorities.get(code)) if code else None
    except UnknownCode:
        return None
