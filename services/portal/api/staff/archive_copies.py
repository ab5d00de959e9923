"""Copies out of a file: for organs and lawyers who come with a letter, and the list of all that were given out."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal, not_found
from services.portal.api import sheets
from services.portal.api.rendering import Faults, page
from services.portal.api.staff.archive_file import ArchiveNo
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Archivist, Visit
from services.portal.domain import archive_room
from services.portal.operations.resources import Resources

CopyNo = Annotated[str, Path(pattern=r"^[0-9A-Z-]{10,60}$")]
_FIELDS = ("reader", "asker", "letter", "purpose", "request_id")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/archive/{archive_no}/copies", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_copies(visit: Archivist, archive_no: ArchiveNo) -> Response:
        return _page(visit, archive_no)

    @routes.post("")
    def give_copy(visit: Archivist, archive_no: ArchiveNo) -> Response:
        """What the class of a document keeps from this reader is left out."""
        texts = visit.texts()
        volumes = _volumes(visit, archive_no)
        name = texts.get("volume_name", "")
        if name not in volumes:
            raise not_found("archive", "没有找到该档案", "There is no such file")
        asked = {field: texts.get(field, "").strip() for field in _FIELDS}
        people = [texts.get(field, "").strip() for field in ("person_1", "person_2")]
        body = {**asked, "persons": [person for person in people if person]}
        try:
            path = f"/files/{archive_no}/volumes/{name}/copies"
            made = resources.archive.post(path, visit.token, body)
        except Refusal as refusal:
            return _page(visit, archive_no, refusal.status, typed=texts, faults=Faults(refusal), volumes=volumes)
        return RedirectResponse(f"/archive/{archive_no}/copies#{made['copy_no']}", 303)

    @routes.get("/{copy_no}.pdf")
    def read_copy(visit: Archivist, archive_no: ArchiveNo, copy_no: CopyNo) -> Response:
        content = resources.archive.fetch(f"/files/{archive_no}/copies/{copy_no}", visit.token).content
        return sheets.pdf(content, copy_no)

    def _volumes(visit: Visit, archive_no: str) -> list[str]:
        file = resources.archive.get(f"/files/{archive_no}", visit.token)
        return [volume["volume_name"] for volume in file["volumes"]]

    def _page(
        visit: Visit,
        archive_no: str,
        status: int = 200,
        *,
        typed: dict[str, Any] | None = None,
        faults: Faults | None = None,
        volumes: list[str] | None = None,
    ) -> Response:
        return page(
            visit,
            "archive/copies.html",
            status,
            archive_no=archive_no,
            volumes=volumes or _volumes(visit, archive_no),
            copies=resources.archive.get(f"/files/{archive_no}/copies", visit.token)["items"],
            typed=typed or {},
            faults=faults or Faults(),
            request_id=uuid.uuid4().hex,
            room=archive_room,
        )

    return routes
