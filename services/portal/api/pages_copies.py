"""Copies of the own file: made by the holder alone, and downloaded again."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api import sheets
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations import public_licence
from services.portal.operations.resources import Resources

CopyNo = Annotated[str, Path(pattern=r"^[0-9A-Z-]{10,60}$")]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/copies")

    @routes.get("")
    def show_copies(visit: Own, number: Number) -> Response:
        return _page(visit, number)

    @routes.post("")
    def make_copy(visit: Own, number: Number) -> Response:
        """At once; what was chosen stands in it, without what its class keeps inside."""
        texts = visit.texts()
        asked = {
            "request_id": texts.get("request_id", ""),
            "purpose": texts.get("purpose", "").strip(),
            "documents": [int(name[1:]) for name in texts if name[:1] == "d" and name[1:].isdigit()],
        }
        try:
            made = resources.archive.post(f"/own-files/{number}/copies", visit.token, asked)
        except Refusal as refusal:
            return _page(visit, number, refusal.status, typed=asked, faults=Faults(refusal))
        return RedirectResponse(f"/my/cases/{number}/copies#{made['copy_no']}", 303)

    @routes.get("/{copy_no}.pdf")
    def read_copy(visit: Own, number: Number, copy_no: CopyNo) -> Response:
        return sheets.pdf(_content(visit, number, copy_no), copy_no)

    @routes.get("/{copy_no}.zip")
    def read_copy_with_proof(visit: Own, number: Number, copy_no: CopyNo) -> Response:
        """The copy and the proof that the log has it, as `kaiye verify` reads them without asking anybody."""
        content = public_licence.packed_with_proof(resources, copy_no, _content(visit, number, copy_no))
        headers = {"Content-Disposition": f'attachment; filename="{copy_no}.zip"'}
        return Response(content, headers=headers, media_type="application/zip")

    def _content(visit: Visit, number: str, copy_no: str) -> bytes:
        return resources.archive.fetch(f"/own-files/{number}/copies/{copy_no}", visit.token).content

    def _page(
        visit: Visit, number: str, status: int = 200, typed: dict[str, Any] | None = None, faults: Faults | None = None
    ) -> Response:
        return page(
            visit,
            "copies.html",
            status,
            number=number,
            file=resources.archive.get(f"/own-files/{number}", visit.token),
            copies=resources.archive.get(f"/own-files/{number}/copies", visit.token)["items"],
            typed=typed or {},
            faults=faults or Faults(),
            request_id=uuid.uuid4().hex,
        )

    return routes
