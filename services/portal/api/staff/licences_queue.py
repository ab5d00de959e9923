"""证照智能打印: papers that wait for the printer, printed and recorded together."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.sheets import pdf
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Officer, Visit
from services.portal.domain import licence_office, printer
from services.portal.operations.resources import Resources

PER_PAGE = 30
_PRINT_NO = r"^[0-9]{18}-[0-9]{2,3}$"
PrintNos = Annotated[
    list[Annotated[str, Query(pattern=_PRINT_NO)]],
    Query(alias="print_no", max_length=PER_PAGE, default_factory=list),
]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/queue", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_queue(visit: Officer, cursor: Cursor = "", done: Annotated[int, Query(ge=0, le=PER_PAGE)] = 0) -> Response:
        return _queue(visit, cursor, done, Faults())

    @routes.get("/batch")
    def show_batch(visit: Officer, print_nos: PrintNos, first: Annotated[str, Query(max_length=40)] = "") -> Response:
        """The papers ticked; `first` is the number on the first blank form."""
        papers = _waiting(visit, print_nos)
        if not papers:
            return _queue(visit, "", 0, _none_ticked())
        return _batch(visit, papers, first.strip(), {}, Faults())

    @routes.post("/batch")
    def record_batch(visit: Officer) -> Response:
        """All are recorded, or none."""
        numbers = visit.several("print_no")[:PER_PAGE]
        typed = visit.texts()
        records = [
            {"print_no": number, "serial_no": typed.get(f"records.{index}.serial_no", "").strip()}
            for index, number in enumerate(numbers)
        ]
        try:
            resources.licence.post("/prints", visit.token, {"records": records})
        except Refusal as refusal:
            papers = _named(visit, numbers)
            if refusal.status == 404 or len(papers) != len(numbers):
                raise
            return _batch(visit, papers, typed.get("first", ""), typed, Faults(refusal), refusal.status)
        return RedirectResponse(f"/licences/queue?done={len(records)}", 303)

    @routes.get("/sheets.pdf")
    def read_sheets(visit: Officer, print_nos: PrintNos) -> Response:
        """What goes to the printer: every paper in one document."""
        asked = printer.asked(visit.notes.get("printer"))
        found = resources.licence.fetch("/prints/document", visit.token, print_no=print_nos, **asked)
        return pdf(found.content, "licences")

    def _queue(visit: Visit, cursor: str, done: int, faults: Faults) -> Response:
        found = resources.licence.get("/prints", visit.token, status="UNPRINTED", **asking(cursor, PER_PAGE))
        return page(
            visit,
            "licences/queue.html",
            422 if faults else 200,
            found=found,
            left=resources.licence.get("/blanks/left", visit.token)["items"],
            done=done,
            office=licence_office,
            faults=faults,
        )

    def _batch(
        visit: Visit, papers: list[Any], first: str, typed: dict[str, str], faults: Faults, status: int = 200
    ) -> Response:
        numbers = licence_office.serial_numbers(first, len(papers)) if first else [""] * len(papers)
        shown = {f"records.{index}.serial_no": number for index, number in enumerate(numbers)} | typed
        return page(
            visit,
            "licences/batch.html",
            status,
            papers=papers,
            first=first,
            typed=shown,
            office=licence_office,
            faults=faults,
        )

    def _waiting(visit: Visit, numbers: list[str]) -> list[Any]:
        return [paper for paper in _named(visit, numbers) if paper["status"] == "UNPRINTED"]

    def _named(visit: Visit, numbers: list[str]) -> list[Any]:
        """The papers with these numbers in the order asked for, each once, as far as they are the authority's."""
        asked = {"print_nos": numbers, **asking("", PER_PAGE)}
        found = resources.licence.post("/prints/searches", visit.token, asked)["items"] if numbers else []
        known = {paper["print_no"]: paper for paper in found}
        return [known[number] for number in dict.fromkeys(numbers) if number in known]

    return routes


def _none_ticked() -> Faults:
    return Faults(
        Refusal(
            "portal.nothing_ticked",
            "请先勾选要打印的执照",
            "Tick the licences that are to be printed",
            pointer="/print_no",
        )
    )
