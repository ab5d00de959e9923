"""Copies out of volumes over HTTP: for the holder, through the archivist for others, and for whoever checks one."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from catalogues.archive_classes import Reader
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.paging import Page, whole
from kernel.web.paths import PLAIN_TEXT, ApplicationNo, RequestId
from services.archive.domain.copies import COPY_NO
from services.archive.domain.numbering import ARCHIVE_NO, VOLUME_NAME
from services.archive.operations import copying, given_copies
from services.archive.operations.copying import Asked
from services.archive.operations.given_copies import CopyVerdict, GivenCopy
from services.archive.operations.resources import Resources

_Archivist = Annotated[Principal, Depends(Access(Role.ARCHIVIST))]
_Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]
_ArchiveNo = Annotated[str, Path(pattern=ARCHIVE_NO, examples=["14021300A000010"])]
_VolumeName = Annotated[str, Path(pattern=VOLUME_NAME, examples=["14021300A000010-20220222"])]
_CopyNo = Annotated[str, Path(pattern=COPY_NO, examples=["14021300A000010-20220222-F7K3M9QX2"])]
_Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z -]{16,40}$", examples=["7K3M-9QX2-T4VB-01ZD"])]
_Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])]
_Line = Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN_TEXT)]
_Numbers = Annotated[tuple[Annotated[int, Field(ge=0, le=999)], ...], Field(max_length=200)]


class AskForCopy(BaseModel):
    """What the holder wants it for is printed on every page; `documents` are numbers of the inventory, none for all."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"request_id": "5f1c6a5e0a2f4c4f", "purpose": "办理贷款"}]}
    )

    request_id: RequestId
    purpose: _Line
    documents: _Numbers = ()


class AskForOther(AskForCopy):
    """An organ sends two people, a lawyer comes alone; both with a letter, whose number is kept and printed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    **{"request_id": "5f1c6a5e0a2f4c4f", "reader": "organ", "asker": "大同市平城区人民法院"},
                    **{"persons": ["赵一", "钱二"], "letter": "（2026）晋0213执12号", "purpose": "执行案件查询"},
                }
            ]
        },
    )

    reader: Literal["organ", "lawyer"]
    asker: _Line
    persons: Annotated[tuple[_Line, ...], Field(min_length=1, max_length=4)]
    letter: _Line

    @model_validator(mode="after")
    def _an_organ_sends_two(self) -> Self:
        if Reader(self.reader) is Reader.ORGAN and len(set(self.persons)) < 2:
            raise ValueError("an organ sends two people")
        return self


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["copies"])

    @routes.post("/own-files/{application_no}/copies", status_code=201)
    def copy_own(application_no: ApplicationNo, wanted: AskForCopy, caller: _Applicant) -> GivenCopy:
        """A copy of one's own file, with watermark and verification code, at once and without asking anybody."""
        return given_copies.given(
            resources, copying.copy_own(resources, caller, application_no, Asked(**wanted.model_dump()))
        )

    @routes.get("/own-files/{application_no}/copies")
    def list_own_copies(application_no: ApplicationNo, caller: _Applicant) -> Page[GivenCopy]:
        """The copies that the caller made, newest first."""
        return whole(given_copies.own_copies(resources, caller, application_no))

    @routes.get("/own-files/{application_no}/copies/{copy_no}", **described(PDF))
    def read_own_copy(application_no: ApplicationNo, copy_no: _CopyNo, caller: _Applicant) -> Response:
        """The copy as it was made."""
        found = given_copies.read_own_copy(resources, caller, application_no, copy_no)
        return pdf_response(found.content, found.name)

    @routes.post("/files/{archive_no}/volumes/{volume_name}/copies", status_code=201)
    def copy_for_other(
        archive_no: _ArchiveNo, volume_name: _VolumeName, wanted: AskForOther, caller: _Archivist
    ) -> GivenCopy:
        """A copy for an organ or a lawyer who showed a letter; what their class of reader may not see is left out."""
        asked = Asked(**{**wanted.model_dump(), "reader": Reader(wanted.reader)})
        return given_copies.given(resources, copying.copy_for_other(resources, caller, archive_no, volume_name, asked))

    @routes.get("/files/{archive_no}/copies")
    def list_copies(archive_no: _ArchiveNo, caller: _Archivist) -> Page[GivenCopy]:
        """Every copy that was given out of a file, newest first; asking is written down."""
        return whole(given_copies.copies_of_file(resources, caller, archive_no))

    @routes.get("/files/{archive_no}/copies/{copy_no}", **described(PDF))
    def read_copy(archive_no: _ArchiveNo, copy_no: _CopyNo, caller: _Archivist) -> Response:
        """A copy as it was given out."""
        found = given_copies.read_copy(resources, caller, archive_no, copy_no)
        return pdf_response(found.content, found.name)

    @routes.get("/copies/{code}", dependencies=[Depends(PUBLIC)])
    def verify_code(code: _Code) -> CopyVerdict:
        """Whether the archive made a copy with this verification code, and of what."""
        return given_copies.verify_code(resources, code)

    @routes.get("/copies/by-digest/{sha256}", dependencies=[Depends(PUBLIC)])
    def verify_digest(sha256: _Digest) -> CopyVerdict:
        """Whether a file with this SHA-256 is a copy as the archive made it."""
        return given_copies.verify_digest(resources, sha256)

    return routes
