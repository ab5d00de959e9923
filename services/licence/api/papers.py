"""Printing and handing out paper licences over HTTP, for the licence office; their owners follow them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.errors import Refusal
from kernel.handwriting import Point
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.handwriting import Aspect, DrawnStrokes
from kernel.web.paging import Leafing, Page, Paging, whole
from kernel.web.paths import ApplicationNo, RequestId, Uscc
from services.licence.api.licences import Searched, SearchedCode
from services.licence.api.serials import SerialNo, Short, Text
from services.licence.domain.collector import Collector, Signed
from services.licence.domain.copies import Copy
from services.licence.domain.paper import Delivery, PaperReason, PaperStatus, ReturnManner, WantedPapers
from services.licence.operations import claims, own_papers, paper_records, prints, sheets
from services.licence.operations.claims import RecordClaim, VoidPaper
from services.licence.operations.imposing import Place
from services.licence.operations.own_papers import OwnPaper
from services.licence.operations.paper_records import PaperView
from services.licence.operations.prints import PrintedForm, RecordPrint, RequestPaper
from services.licence.operations.resources import Resources
from services.licence.operations.sheets import Printing

Officer = Annotated[Principal, Depends(Access(Role.LICENCE_OFFICE))]
Owner = Annotated[Principal, Depends(Access(Role.APPLICANT))]
PrintNo = Annotated[str, Path(pattern="^[0-9]{18}-[0-9]{2,3}$")]
AnyPrintNo = Annotated[str, Field(pattern="^[0-9]{18}-[0-9]{2,3}$")]
MOST_AT_ONCE = 30
_FIRST, _LAST = date(1949, 10, 1), date(2999, 12, 31)


class PrintRecord(BaseModel):
    """With `print_no` a paper from the queue; without it a further one, of which `copy` and `reason` are told."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"print_no": "140213002022000001-01", "serial_no": "14000000123456"}]},
    )

    serial_no: SerialNo
    print_no: AnyPrintNo | None = None
    copy_kind: Copy = "副本"
    reason: PaperReason = PaperReason.ADDITIONAL
    delivery: Delivery = Delivery.COLLECT


class PaperRequest(BaseModel):
    """A further paper for the queue; `request_id` makes a second click harmless."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"copy_kind": "正本", "reason": "REPLACEMENT", "request_id": "5f1c6a5e0a2f4c4f"}]
        },
    )

    copy_kind: Copy
    reason: PaperReason
    request_id: RequestId


class QueuedPrint(BaseModel):
    model_config = ConfigDict(extra="forbid")

    print_no: AnyPrintNo
    serial_no: SerialNo


class PrintRecords(BaseModel):
    """Papers of the queue that were printed together."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"records": [{"print_no": "140213002022000001-01", "serial_no": "14000000123456"}]}]
        },
    )

    records: Annotated[list[QueuedPrint], Field(min_length=1, max_length=MOST_AT_ONCE)]


class PaperSearch(Leafing):
    """`recipient` is a whole name and therefore sent in a body; days are days of printing. `outstanding`: the owner
    still has it, though the licence ended."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"recipient": "张晓禾"}]})

    status: PaperStatus | None = None
    name: Searched = None
    uscc: SearchedCode = None
    print_nos: Annotated[tuple[AnyPrintNo, ...], Field(max_length=MOST_AT_ONCE)] = ()
    serial_no: SerialNo | None = None
    copy_kind: Copy | None = None
    reason: PaperReason | None = None
    delivery: Delivery | None = None
    recipient: Searched = None
    from_day: date | None = Field(default=None, ge=_FIRST, le=_LAST)
    to_day: date | None = Field(default=None, ge=_FIRST, le=_LAST)
    outstanding: bool = False


class ClaimRecord(BaseModel):
    """COLLECTED needs the name of who collects, the document shown, and how its number was signed for: DRAWN with
    `strokes`, or ON_PAPER; POSTED the tracking number."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "print_no": "140213002022000001-01",
                    "manner": "COLLECTED",
                    "recipient": "张晓禾",
                    "id_document_type": "10",
                    "id_number": "140102198801011232",
                    "signed": "ON_PAPER",
                }
            ]
        },
    )

    print_no: AnyPrintNo
    manner: Literal[PaperStatus.COLLECTED, PaperStatus.POSTED, PaperStatus.RECEIVED]
    recipient: Text | None = None
    id_document_type: Short | None = None
    id_number: Short | None = None
    signed: Signed | None = None
    strokes: DrawnStrokes = []
    aspect: Aspect | None = None
    tracking_no: str | None = Field(default=None, pattern="^[0-9A-Za-z-]{4,40}$")


class VoidRecord(BaseModel):
    """`returned`: how a paper of a licence that ended came back, DECLARED where it did not and was declared void in
    public; `reason` then says what was published, and when."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "打印错位"}]})

    reason: Text
    returned: ReturnManner | None = None


Offset = Annotated[float, Query(ge=-30, le=30, description="Millimetres")]


def _printing(
    overlay: bool | None = None,
    original_right: Offset = 0,
    original_down: Offset = 0,
    duplicate_right: Offset = 0,
    duplicate_down: Offset = 0,
) -> Printing:
    """How it is printed: only what a printed form does not carry (套打), unless said as the catalogue says of the
    authority; and how far the printer is out."""
    return Printing(overlay, Place(original_right, original_down), Place(duplicate_right, duplicate_down))


HowPrinted = Annotated[Printing, Depends(_printing)]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["paper"])

    @routes.get("/prints")
    def list_queue(caller: Officer, asked: Paging, status: PaperStatus = PaperStatus.UNPRINTED) -> Page[PaperView]:
        """证照智能打印: the authority's papers with a status, oldest first."""
        return paper_records.list_queue(resources, caller, status, asked)

    @routes.post("/prints/searches")
    def search_papers(search: PaperSearch, caller: Officer) -> Page[PaperView]:
        """打印证照申领记录: the authority's papers, newest first."""
        wanted = WantedPapers(**search.model_dump(exclude=set(Leafing.model_fields)))
        return paper_records.search_papers(resources, caller, wanted, search.asked())

    @routes.post("/prints", status_code=201)
    def record_prints(batch: PrintRecords, caller: Officer) -> list[PaperView]:
        """Record several prints of the queue, all or none."""
        forms = [PrintedForm(one.print_no, one.serial_no) for one in batch.records]
        return list(prints.record_prints(resources, caller, forms))

    @routes.get("/prints/document", **described(PDF))
    def print_documents(
        caller: Officer,
        printing: HowPrinted,
        print_no: Annotated[list[AnyPrintNo], Query(min_length=1, max_length=MOST_AT_ONCE)],
    ) -> Response:
        """Several papers as one document for the printer."""
        return pdf_response(sheets.print_documents(resources, caller, print_no, printing), "licences.pdf")

    @routes.get("/own-papers/{application_no}")
    def list_own_papers(application_no: ApplicationNo, caller: Owner) -> Page[OwnPaper]:
        """The paper copies of one's own licence and what became of them."""
        return whole(own_papers.list_own_papers(resources, caller, application_no))

    @routes.get("/licences/{uscc}/prints")
    def list_papers(uscc: Uscc, caller: Officer) -> Page[PaperView]:
        """打印证照申领记录 of one licence."""
        return whole(paper_records.list_papers(resources, caller, uscc))

    @routes.post("/licences/{uscc}/papers", status_code=201)
    def request_paper(uscc: Uscc, request: PaperRequest, caller: Officer) -> PaperView:
        """Put a further paper into the queue."""
        wanted = RequestPaper(uscc, request.copy_kind, request.reason, request.request_id)
        return prints.request_paper(resources, caller, wanted)

    @routes.post("/licences/{uscc}/prints", status_code=201)
    def record_print(uscc: Uscc, record: PrintRecord, caller: Officer) -> PaperView:
        """Record a print; the same form's number again answers with the same record."""
        request = RecordPrint(uscc, record.serial_no, record.print_no, record.copy_kind, record.reason, record.delivery)
        return prints.record_print(resources, caller, request)

    @routes.post("/licences/{uscc}/claims", status_code=201)
    def record_claim(uscc: Uscc, record: ClaimRecord, caller: Officer) -> PaperView:
        """Record that a paper was collected, posted or received."""
        collector = _collector(record) if record.manner is PaperStatus.COLLECTED else None
        request = RecordClaim(uscc, record.print_no, record.manner, collector, record.tracking_no)
        return claims.record_claim(resources, caller, request)

    @routes.get(
        "/licences/{uscc}/prints/{print_no}/signature",
        response_class=Response,
        responses={200: {"content": {"image/svg+xml": {}}}},
    )
    def draw_signature(uscc: Uscc, print_no: PrintNo, caller: Officer) -> Response:
        """The signature of whoever collected it, where it was drawn."""
        picture = paper_records.draw_signature(resources, caller, uscc, print_no)
        return Response(picture, media_type="image/svg+xml")

    @routes.post("/licences/{uscc}/prints/{print_no}/void")
    def void_paper(uscc: Uscc, print_no: PrintNo, record: VoidRecord, caller: Officer) -> PaperView:
        """Record that a paper was spoiled or lost; of a licence that ended, that it came back."""
        return claims.void_paper(resources, caller, VoidPaper(uscc, print_no, record.reason, record.returned))

    @routes.get(
        "/licences/{uscc}/prints/{print_no}/document",
        **described(PDF),
    )
    def print_document(uscc: Uscc, print_no: PrintNo, caller: Officer, printing: HowPrinted) -> Response:
        """What goes to the printer."""
        return pdf_response(sheets.print_document(resources, caller, uscc, print_no, printing), f"{print_no}.pdf")

    return routes


def _collector(record: ClaimRecord) -> Collector:
    if record.signed is None:
        raise Refusal(
            "licence.signature_missing",
            "请选择领取人怎样签名",
            "Say how the person who collects it signed",
            pointer="/signed",
        )
    return Collector(
        name=record.recipient or "",
        id_document_type=record.id_document_type or "",
        id_number=record.id_number or "",
        signed=record.signed,
        strokes=tuple(tuple(Point(point.x, point.y, point.t) for point in stroke) for stroke in record.strokes),
        aspect=record.aspect,
    )
