"""The HTTP face of the archive: files for archivists, the own file for applicants."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kernel.clock import SHANGHAI
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.documents import PDF, ZIP, described, file_response, pdf_response
from kernel.web.paging import Leafing, Page, Paging, whole
from kernel.web.paths import PLAIN_TEXT, ApplicationNo, Uscc
from kernel.web.routes import take_in
from kernel.web.stored import stored_route
from kernel.web.trails import trail_route
from services.archive.api import copies, destructions, moves
from services.archive.domain.numbering import ARCHIVE_NO, VOLUME_NAME
from services.archive.operations import accesses, information, reading, verification
from services.archive.operations.accesses import AccessLine
from services.archive.operations.information import AuditEntry, EditInformation
from services.archive.operations.reading import Content, Wanted
from services.archive.operations.resources import Resources
from services.archive.operations.shown import EntityVolume, Information, ListedVolume, OwnFile, ShownFile
from services.archive.operations.trail import read_trail
from services.archive.operations.verification import PackageVerified

_FIRST, _LAST = date(1949, 10, 1), date(2999, 12, 31)
Archivist = Annotated[Principal, Depends(Access(Role.ARCHIVIST))]
Examiner = Annotated[Principal, Depends(Access(Role.EXAMINER))]
Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]
ArchiveNo = Annotated[str, Path(pattern=ARCHIVE_NO, examples=["14021300A000010"])]
VolumeName = Annotated[str, Path(pattern=VOLUME_NAME, examples=["14021300A000010-20220222"])]
Number = Annotated[int, Path(ge=0, le=999)]
Text = Annotated[str, Field(min_length=1, max_length=100, pattern=PLAIN_TEXT)]
Day = Annotated[date | None, Field(ge=_FIRST, le=_LAST)]
Searched = Annotated[str | None, Field(max_length=60, pattern=PLAIN_TEXT)]


class InformationEdit(BaseModel):
    """What is left out stays as it is; 案卷名称 cannot be edited."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "离馆入库", "place": "电子档案库二区"}]}
    )

    reason: Text | None = None
    institution: Text | None = None
    archivist: Text | None = None
    place: Text | None = None
    filed_at: AwareDatetime | None = Field(default=None, ge=datetime.combine(_FIRST, time.min, SHANGHAI))


class FileQuery(Leafing):
    """Filters of the list; days are days in China, `full_name` is any piece of a business's name."""

    model_config = ConfigDict(extra="forbid")

    archive_no: Searched = None
    application_no: Searched = None
    uscc: Searched = None
    full_name: Searched = None
    category: Searched = None
    type_name: Searched = None
    medium: Literal["电子", "扫描"] | None = None
    status: Literal["已归档", "未归档", "已销毁"] | None = None
    outcome: Literal["LICENSED", "REJECTED", "WITHDRAWN", "REVOKED"] | None = None
    filed_from: Day = None
    filed_to: Day = None
    approved_from: Day = None
    approved_to: Day = None


class FileSearch(FileQuery):
    """Filters that name natural persons are sent in a body: addresses end up in logs. `operator` is a whole name."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"operator": "张晓禾"}]})

    operator: Searched = None
    reviewer: Searched = None


def router(resources: Resources) -> APIRouter:
    """All routes of the service."""
    routes = APIRouter()

    @routes.get("/files", tags=["files"])
    def list_files(query: Annotated[FileQuery, Query()], caller: Archivist) -> Page[ListedVolume]:
        """Volumes handed over to the own authority, newest first."""
        return reading.list_files(resources, caller, _wanted(query), query.asked())

    @routes.post("/files/searches", tags=["files"])
    def search_files(search: FileSearch, caller: Archivist) -> Page[ListedVolume]:
        """The same list, looked for by a person's name too."""
        return reading.list_files(resources, caller, _wanted(search), search.asked())

    @routes.get("/entities/{uscc}/volumes", tags=["files"])
    def list_of_entity(uscc: Uscc, caller: Examiner) -> Page[EntityVolume]:
        """Which volumes of a business are filed with the own authority; only archivists open them."""
        return whole(reading.list_of_entity(resources, caller, uscc))

    @routes.get("/files/{archive_no}", tags=["files"])
    def read_file(archive_no: ArchiveNo, caller: Archivist) -> ShownFile:
        """One file with every volume and its inventory."""
        return reading.read_file(resources, caller, archive_no)

    @routes.get("/files/{archive_no}/accesses", tags=["files"])
    def read_accesses(archive_no: ArchiveNo, caller: Archivist, asked: Paging) -> Page[AccessLine]:
        """Who looked at the file, newest first; asking is written down too."""
        return accesses.read_accesses(resources, caller, archive_no, asked)

    @routes.get(
        "/files/{archive_no}/volumes/{volume_name}/documents/{seq}",
        tags=["files"],
        **described(PDF),
    )
    def read_document(archive_no: ArchiveNo, volume_name: VolumeName, seq: Number, caller: Archivist) -> Response:
        """One document; 0 is the inventory of the volume."""
        return _sent(reading.read_document(resources, caller, archive_no, volume_name, seq))

    @routes.get("/files/{archive_no}/volumes/{volume_name}/package", tags=["files"], **described(ZIP))
    def read_package(archive_no: ArchiveNo, volume_name: VolumeName, caller: Archivist) -> Response:
        """The package as it is stored."""
        return _sent(reading.read_package(resources, caller, archive_no, volume_name))

    @routes.get(
        "/files/{archive_no}/volumes/{volume_name}/supplements/{number}/package", tags=["files"], **described(ZIP)
    )
    def read_supplement(archive_no: ArchiveNo, volume_name: VolumeName, number: Number, caller: Archivist) -> Response:
        """A package of what came after the volume was filed, as it is stored."""
        return _sent(reading.read_supplement(resources, caller, archive_no, volume_name, number))

    @routes.patch("/files/{archive_no}/volumes/{volume_name}/information", tags=["files"])
    def edit_information(
        archive_no: ArchiveNo,
        volume_name: VolumeName,
        edit: InformationEdit,
        caller: Archivist,
        response: Response,
        if_match: Annotated[str | None, Header(pattern=r'^"[0-9]{1,9}"$', examples=['"1"'])] = None,
    ) -> Information:
        """Edit the 归档信息; `If-Match` names the revision that was read."""
        revision = int(if_match.strip('"')) if if_match else None
        wanted = EditInformation(revision, edit.reason, edit.institution, edit.archivist, edit.place, edit.filed_at)
        edited = information.edit_information(resources, caller, archive_no, volume_name, wanted)
        response.headers["ETag"] = f'"{edited.revision}"'
        return edited

    @routes.get("/files/{archive_no}/volumes/{volume_name}/audit", tags=["files"])
    def read_audit(archive_no: ArchiveNo, volume_name: VolumeName, caller: Archivist) -> Page[AuditEntry]:
        """Every edit of the 归档信息, oldest first."""
        return whole(information.read_audit(resources, caller, archive_no, volume_name))

    @routes.post("/files/{archive_no}/volumes/{volume_name}/verification", tags=["files"])
    def verify_package(archive_no: ArchiveNo, volume_name: VolumeName, caller: Archivist) -> PackageVerified:
        """Examine the stored package now: the four properties (档案法 Art. 39)."""
        return verification.verify_package(resources, caller, archive_no, volume_name)

    @routes.get("/own-files/{application_no}", tags=["own files"])
    def read_own_file(application_no: ApplicationNo, caller: Applicant) -> OwnFile:
        """The file of an application of one's own, once it is filed."""
        return reading.read_own_file(resources, caller, application_no)

    @routes.get("/own-files/{application_no}/documents/{seq}", tags=["own files"], **described(PDF))
    def read_own_document(application_no: ApplicationNo, seq: Number, caller: Applicant) -> Response:
        """One document of the own file; 0 is its inventory."""
        return _sent(reading.read_own_document(resources, caller, application_no, seq))

    @routes.get("/own-files/{application_no}/package", tags=["own files"], **described(ZIP))
    def read_own_package(application_no: ApplicationNo, caller: Applicant) -> Response:
        """The whole package of the own file."""
        return _sent(reading.read_own_package(resources, caller, application_no))

    take_in(routes, copies.router(resources))
    take_in(routes, moves.router(resources))
    take_in(routes, destructions.router(resources))
    take_in(routes, stored_route(resources.database, "archive"))
    take_in(routes, trail_route(partial(read_trail, resources)))
    return routes


def _wanted(query: FileQuery) -> Wanted:
    return Wanted(**query.model_dump(exclude=set(Leafing.model_fields)))


def _sent(found: Content) -> Response:
    """A document is shown, a package is kept."""
    if found.name.endswith(".zip"):
        return file_response(found.content, found.name, ZIP)
    return pdf_response(found.content, found.name)
