"""Printing and handing out paper licences over HTTP, for examiners."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from services.licence.api.licences import PLAIN_TEXT
from services.licence.domain.face import Copy
from services.licence.domain.paper import Delivery, PaperReason, PaperStatus
from services.licence.operations import papers
from services.licence.operations.papers import PaperPage, PaperView, RecordClaim, RecordPrint
from services.licence.operations.resources import Resources

Examiner = Annotated[Principal, Depends(Access(Role.EXAMINER))]
Uscc = Annotated[str, Path(pattern="^[0-9A-Z]{18}$")]
PrintNo = Annotated[str, Path(pattern="^[0-9]{18}-[0-9]{2,3}$")]
Text = Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN_TEXT)]


class PrintRecord(BaseModel):
    """With `print_no` a paper from the queue; without it a further one, of which `copy` and `reason` are told."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"print_no": "140213002022000001-01", "serial_no": "14000000123456"}]},
    )

    serial_no: str = Field(pattern="^[0-9A-Za-z-]{4,40}$", description="The number on the blank form")
    print_no: str | None = Field(default=None, pattern="^[0-9]{18}-[0-9]{2,3}$")
    copy_kind: Copy = "副本"
    reason: Literal[PaperReason.REPLACEMENT, PaperReason.ADDITIONAL] = PaperReason.ADDITIONAL
    delivery: Delivery = Delivery.COLLECT


class ClaimRecord(BaseModel):
    """COLLECTED needs the recipient's name, POSTED the tracking number."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"print_no": "140213002022000001-01", "manner": "COLLECTED", "recipient": "张晓禾"}]
        },
    )

    print_no: str = Field(pattern="^[0-9]{18}-[0-9]{2,3}$")
    manner: Literal[PaperStatus.COLLECTED, PaperStatus.POSTED, PaperStatus.RECEIVED]
    recipient: Text | None = None
    tracking_no: str | None = Field(default=None, pattern="^[0-9A-Za-z-]{4,40}$")


class VoidRecord(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "打印错位"}]})

    reason: Text


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["paper"])

    @routes.get("/prints")
    def list_queue(
        caller: Examiner,
        status: PaperStatus = PaperStatus.UNPRINTED,
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
        size: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> PaperPage:
        """证照智能打印: the authority's papers with a status, oldest first."""
        return papers.list_queue(resources, caller, status, page, size)

    @routes.get("/licences/{uscc}/prints")
    def list_papers(uscc: Uscc, caller: Examiner) -> list[PaperView]:
        """打印证照申领记录 of one licence."""
        return list(papers.list_papers(resources, caller, uscc))

    @routes.post("/licences/{uscc}/prints", status_code=201)
    def record_print(uscc: Uscc, record: PrintRecord, caller: Examiner) -> PaperView:
        """Record a print; the same form's number again answers with the same record."""
        request = RecordPrint(uscc, record.serial_no, record.print_no, record.copy_kind, record.reason, record.delivery)
        return papers.record_print(resources, caller, request)

    @routes.post("/licences/{uscc}/claims", status_code=201)
    def record_claim(uscc: Uscc, record: ClaimRecord, caller: Examiner) -> PaperView:
        """Record that a paper was collected, posted or received."""
        request = RecordClaim(uscc, record.print_no, record.manner, record.recipient, record.tracking_no)
        return papers.record_claim(resources, caller, request)

    @routes.post("/licences/{uscc}/prints/{print_no}/void")
    def void_paper(uscc: Uscc, print_no: PrintNo, record: VoidRecord, caller: Examiner) -> PaperView:
        """Record that a paper was spoiled or lost."""
        return papers.void_paper(resources, caller, uscc, print_no, record.reason)

    @routes.get(
        "/licences/{uscc}/prints/{print_no}/document",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    def print_document(uscc: Uscc, print_no: PrintNo, caller: Examiner) -> Response:
        """What goes to the printer."""
        return Response(papers.print_document(resources, caller, uscc, print_no), media_type="application/pdf")

    return routes
