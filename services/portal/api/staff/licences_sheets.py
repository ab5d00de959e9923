"""What is looked at or printed: the electronic licence, and the sheet of one paper, as PDF and as a picture."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from services.portal.api.own_case import Number
from services.portal.api.sheets import pdf, sheet
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import LicenceReader, Officer, Visit
from services.portal.domain import printer
from services.portal.operations.resources import Resources

PrintNo = Annotated[str, Path(pattern="^[0-9]{18}-[0-9]{2,3}$")]
_PREVIEW_WIDTH = 968
_PREVIEW_SCALE = 1.15  # 83 dpi: a landscape sheet as wide as its place in the page; who wants more opens the PDF


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/{number}", include_in_schema=False, route_class=PageRoute)

    @routes.get("/licence.pdf")
    def read_licence(visit: LicenceReader, number: Number) -> Response:
        return pdf(_licence(visit, number), f"licence-{number}")

    @routes.get("/licence.png")
    def see_licence(visit: LicenceReader, number: Number) -> Response:
        return _preview(_licence(visit, number))

    @routes.get("/papers/{print_no}/sheet.pdf")
    def read_sheet(visit: Officer, number: Number, print_no: PrintNo) -> Response:
        return pdf(_sheet(visit, number, print_no), print_no)

    @routes.get("/papers/{print_no}/sheet.png")
    def see_sheet(visit: Officer, number: Number, print_no: PrintNo) -> Response:
        return sheet(_sheet(visit, number, print_no), 1, width=_PREVIEW_WIDTH)

    def _licence(visit: Visit, number: str) -> bytes:
        return resources.licence.fetch(f"/licences/{number}/document", visit.token).content

    def _sheet(visit: Visit, number: str, print_no: str) -> bytes:
        uscc = resources.licence.get(f"/licences/{number}", visit.token)["uscc"]
        asked = printer.asked(visit.notes.get("printer"))
        return resources.licence.fetch(f"/licences/{uscc}/prints/{print_no}/document", visit.token, **asked).content

    return routes


def _preview(content: bytes) -> Response:
    return sheet(content, 1, scale=_PREVIEW_SCALE)
