"""One file of the archive: its inventory, documents and package, and the 归档信息 that may be edited (通知 2.3)."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse, Response

from kernel.clock import SHANGHAI
from kernel.errors import Refusal, not_found
from services.portal.api import sheets
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Archivist, Visit
from services.portal.domain import archive_room
from services.portal.operations.resources import Resources

ArchiveNo = Annotated[str, Path(pattern=r"^[0-9A-Z]{10,24}$")]
VolumeName = Annotated[str, Path(pattern=r"^[0-9A-Z-]{10,40}$")]
Document = Annotated[int, Path(ge=0, le=999)]
Sheet = Annotated[int, Path(ge=1, le=999)]
_PER_PAGE = 50


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/archive/{archive_no}", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_file(
        visit: Archivist, archive_no: ArchiveNo, volume: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        return _file(visit, archive_no, volume=volume)

    @routes.post("")
    def act_on_volume(visit: Archivist, archive_no: ArchiveNo) -> Response:
        """Verify the package of a volume now, or edit its 归档信息; nothing else of a filed volume can change."""
        file = _read(visit, archive_no)
        name = visit.text("volume_name", 60)
        if name not in {volume["volume_name"] for volume in file["volumes"]}:
            raise not_found("archive", "没有找到该档案", "There is no such file")
        if visit.text("step", 20) == "verify":
            path = f"/files/{archive_no}/volumes/{name}/verification"
            return _file(visit, archive_no, volume=name, verified=resources.archive.post(path, visit.token, None))
        try:
            revision = visit.text("revision", 9)
            edit = {field: visit.text(field, 200).strip() for field in archive_room.INFORMATION}
            headers = {"If-Match": f'"{revision}"'} if revision.isascii() and revision.isdigit() else {}
            if edit["filed_at"] == visit.text("filed_at_before", 25):
                del edit["filed_at"]  # the field shows minutes; what nobody touched keeps its seconds
            else:
                edit["filed_at"] = _instant(edit["filed_at"])
            resources.archive.patch(f"/files/{archive_no}/volumes/{name}/information", visit.token, edit, **headers)
        except Refusal as refusal:
            return _file(visit, archive_no, refusal.status, volume=name, typed=visit.texts(), faults=Faults(refusal))
        return RedirectResponse(f"/archive/{archive_no}#information", 303)

    @routes.get("/accesses")
    def show_accesses(visit: Archivist, archive_no: ArchiveNo, cursor: Cursor = "") -> Response:
        """Who looked at the file, newest first."""
        found = resources.archive.get(f"/files/{archive_no}/accesses", visit.token, **asking(cursor, _PER_PAGE))
        return page(visit, "archive/accesses.html", archive_no=archive_no, found=found, room=archive_room)

    @routes.get("/{volume_name}/{number}.pdf")
    def read_document(visit: Archivist, archive_no: ArchiveNo, volume_name: VolumeName, number: Document) -> Response:
        return sheets.pdf(_document(visit, archive_no, volume_name, number), f"{volume_name}-{number}")

    @routes.get("/{volume_name}/{number}/{sheet}.png")
    def see_document(
        visit: Archivist, archive_no: ArchiveNo, volume_name: VolumeName, number: Document, sheet: Sheet
    ) -> Response:
        return sheets.sheet(_document(visit, archive_no, volume_name, number), sheet)

    @routes.get("/{volume_name}/package.zip")
    def read_package(visit: Archivist, archive_no: ArchiveNo, volume_name: VolumeName) -> Response:
        file = resources.archive.fetch(f"/files/{archive_no}/volumes/{volume_name}/package", visit.token)
        headers = {"Content-Disposition": f'attachment; filename="{volume_name}.zip"'}
        return Response(file.content, headers=headers, media_type="application/zip")

    def _file(
        visit: Visit,
        archive_no: str,
        status: int = 200,
        *,
        volume: str = "",
        verified: Any = None,
        typed: dict[str, str] | None = None,
        faults: Faults | None = None,
    ) -> Response:
        file = _read(visit, archive_no)
        names = [each["volume_name"] for each in file["volumes"]]
        audits = {
            name: resources.archive.get(f"/files/{archive_no}/volumes/{name}/audit", visit.token)["items"]
            for name in names
        }
        return page(
            visit,
            "archive/file.html",
            status,
            file=file,
            audits=audits,
            inventories={each["volume_name"]: _grouped(each["inventory"]) for each in file["volumes"]},
            chosen=volume if volume in names else names[-1],
            verified=verified,
            typed=typed or {},
            faults=faults or Faults(),
            shown_at=_local_inputs(file["volumes"]),
            room=archive_room,
        )

    def _read(visit: Visit, archive_no: str) -> Any:
        return resources.archive.get(f"/files/{archive_no}", visit.token)

    def _document(visit: Visit, archive_no: str, volume_name: str, number: int) -> bytes:
        path = f"/files/{archive_no}/volumes/{volume_name}/documents/{number}"
        return resources.archive.fetch(path, visit.token).content

    return routes


def _grouped(lines: list[Any]) -> list[tuple[str, list[Any]]]:
    """The lines of an inventory under their headings, in the order of filing: 【设立登记】设立登记材料."""
    return [
        (f"【{group}】{subgroup or ''}" if group else "", list(found))
        for (group, subgroup), found in groupby(lines, key=lambda line: (line["group"], line["subgroup"]))
    ]


def _local_inputs(volumes: list[Any]) -> dict[str, str]:
    """The time of filing of each volume, to the minute, as a field for date and time takes it."""
    return {
        volume["volume_name"]: datetime.fromisoformat(volume["information"]["filed_at"])
        .astimezone(SHANGHAI)
        .strftime("%Y-%m-%dT%H:%M")
        for volume in volumes
    }


def _instant(text: str) -> str:
    """What a date field sends is a time in China."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).isoformat()
    except ValueError:
        raise Refusal(
            "portal.time_malformed", "请填写归档日期和时间", "Fill in date and time of filing", pointer="/filed_at"
        ) from None
