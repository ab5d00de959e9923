"""登记簿: the businesses of an authority, listed and searched, and the sheet of each."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from catalogues import codes
from kernel.web.paths import Uscc
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import page
from services.portal.api.staff.licences import authority_name
from services.portal.api.staff.lists import asked_cursor, nothing_found, searched
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Examiner, Visit
from services.portal.domain import entity_states, licence_office
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources

PER_PAGE = 20
_FIELDS = ("name", "uscc", "status", "id_document_type", "id_number")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/entities", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_entities(visit: Examiner, cursor: Cursor = "") -> Response:
        return _list(visit, {}, cursor)

    @routes.post("")
    def search_entities(visit: Examiner) -> Response:
        """A search may name a person's document, so it is never part of an address."""
        return _list(visit, licence_office.given(visit.texts(), _FIELDS), asked_cursor(visit))

    @routes.get("/{uscc}")
    def show_entity(visit: Examiner, uscc: Uscc) -> Response:
        """The view is written down by the register."""
        entity: dict[str, Any] = resources.register.get(f"/entities/{uscc}", visit.token)
        gathered = Gathering(resources, visit.token)
        prints = gathered.answer(
            "licences", lambda: resources.licence.get("/licences", visit.token, uscc=entity["uscc"])["items"]
        )
        volumes = gathered.answer(
            "archive", lambda: resources.archive.get(f"/entities/{entity['uscc']}/volumes", visit.token)["items"]
        )
        return page(
            visit,
            "entities/sheet.html",
            entity=entity,
            volumes=volumes or (),
            prints=prints or (),
            silent=bool(gathered.unavailable),
            states=entity_states,
            office=licence_office,
            document_types=codes.items("id_document_type"),
        )

    def _list(visit: Visit, typed: dict[str, str], cursor: str) -> Response:
        """A kind of document alone finds nobody, so it is asked for with a number only."""
        wanted = {name: value for name, value in typed.items() if "id_number" in typed or not name.startswith("id_")}
        asked = wanted | asking(cursor, PER_PAGE)
        found, faults = searched(
            lambda: resources.register.post("/entities/searches", visit.token, asked), nothing_found()
        )
        return page(
            visit,
            "entities/list.html",
            422 if faults else 200,
            found=found,
            typed=typed,
            by_search=visit.method == "POST",
            authority=authority_name(visit),
            states=entity_states,
            document_types=codes.items("id_document_type").items(),
            faults=faults,
        )

    return routes
