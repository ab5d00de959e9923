"""Files on their way between two authorities over HTTP, for the people of either."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from catalogues.filing_types.words import DocumentKind
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.documents import PDF, ZIP, described, file_response, pdf_response
from kernel.web.paging import Page, Paging
from kernel.web.paths import ApplicationNo
from services.archive.operations import desk_moves
from services.archive.operations.desk_moves import ShownMove
from services.archive.operations.resources import Resources

_Archivist = Annotated[Principal, Depends(Access(Role.ARCHIVIST))]
_Official = Annotated[Principal, Depends(Access(Role.ARCHIVIST, Role.EXAMINER, Role.HEAD))]


def router(resources: Resources) -> APIRouter:
    """The routes of moves."""
    routes = APIRouter(prefix="/moves", tags=["moves"])

    @routes.get("")
    def list_moves(caller: _Official, asked: Paging) -> Page[ShownMove]:
        """Files that come to the own authority and files that leave it, the latest first."""
        return desk_moves.list_moves(resources, caller, asked)

    @routes.post("/{application_no}/handover")
    def hand_over(application_no: ApplicationNo, caller: _Archivist) -> ShownMove:
        """Hand over a file that another authority asks one's own for; again it changes nothing."""
        return desk_moves.hand_over(resources, caller, application_no)

    @routes.post("/{application_no}/receipt")
    def receive(application_no: ApplicationNo, caller: _Archivist) -> ShownMove:
        """Confirm that a file that one's own authority asked for has come; again it changes nothing."""
        return desk_moves.receive(resources, caller, application_no)

    @routes.get("/{application_no}/package", **described(ZIP))
    def read_moved_package(application_no: ApplicationNo, caller: _Archivist) -> Response:
        """What left: the volumes as they are stored, or their stamped prints, with the manifest."""
        found = desk_moves.read_package(resources, caller, application_no)
        return file_response(found.content, found.name, ZIP)

    @routes.get("/{application_no}/papers/{kind}", **described(PDF))
    def read_move_paper(application_no: ApplicationNo, kind: DocumentKind, caller: _Official) -> Response:
        """The letter that asks for the file, the manifest or the receipt, for the people of both sides."""
        found = desk_moves.read_paper(resources, caller, application_no, kind)
        return pdf_response(found.content, found.name)

    return routes
