"""迁移: the files that come to an authority and leave it, with their clocks, and what somebody has to do about them."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues.filing_types.words import DocumentKind
from kernel.errors import Refusal
from kernel.web.documents import ZIP, file_response, pdf_response
from kernel.web.paths import ApplicationNo
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Archivist, FileMover, Visit
from services.portal.domain import file_moves
from services.portal.operations import steps
from services.portal.operations.resources import Resources

PER_PAGE = 20


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/moves", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_moves(visit: FileMover, cursor: Cursor = "") -> Response:
        return _list(visit, Faults(), cursor=cursor)

    @routes.post("/{application_no}/{act}")
    def act(visit: Archivist, application_no: ApplicationNo, act: Literal["hand_over", "receive"]) -> Response:
        """Hand a file over, or confirm that it came; the case that waits for it goes on at once."""
        try:
            resources.archive.post(f"/moves/{application_no}/{file_moves.PATHS[act]}", visit.token, None)
        except Refusal as refusal:
            return _list(visit, Faults(refusal), refusal.status)
        steps.tell_file_moved(resources, application_no)
        return RedirectResponse("/moves", 303)

    @routes.get("/{application_no}/package.zip")
    def read_package(visit: Archivist, application_no: ApplicationNo) -> Response:
        file = resources.archive.fetch(f"/moves/{application_no}/package", visit.token)
        return file_response(file.content, f"{application_no}.zip", ZIP)

    @routes.get("/{application_no}/papers/{kind}.pdf")
    def read_paper(visit: FileMover, application_no: ApplicationNo, kind: DocumentKind) -> Response:
        file = resources.archive.fetch(f"/moves/{application_no}/papers/{kind}", visit.token)
        return pdf_response(file.content, f"{application_no}-{kind}.pdf")

    def _list(visit: Visit, faults: Faults, status: int = 200, *, cursor: str = "") -> Response:
        found = resources.archive.get("/moves", visit.token, **asking(cursor, PER_PAGE))
        return page(
            visit,
            "archive/moves.html",
            status,
            found=found["items"],
            next=found["next"],
            words=file_moves,
            acts="archivist" in visit.roles,
            faults=faults,
        )

    return routes
