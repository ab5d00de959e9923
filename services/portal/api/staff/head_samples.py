"""The head's samples: draw one, look at each case, write down what was found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from kernel.web.paths import KindOfDocument, RecordId
from services.portal.api import sheets
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Head, Visit
from services.portal.operations.resources import Resources

Position = Annotated[int, Path(ge=1, le=1000)]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/head/samples", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_samples(visit: Head) -> Response:
        return _list(visit, Faults())

    @routes.post("")
    def draw(visit: Head) -> Response:
        """From everything that rules decided since the draw before."""
        try:
            drawn = resources.approval.post("/samples", visit.token, None)
        except Refusal as refusal:
            return _list(visit, Faults(refusal), refusal.status)
        return RedirectResponse(f"/head/samples/{drawn['line']['sample_id']}", 303)

    @routes.get("/{sample_id}")
    def read_sample(visit: Head, sample_id: RecordId, case: Annotated[int, Query(ge=0, le=1000)] = 0) -> Response:
        """Open at one `case`, or at the first that nobody looked at."""
        return _sample(visit, sample_id, case, Faults())

    @routes.post("/{sample_id}/{position}")
    def record(visit: Head, sample_id: RecordId, position: Position) -> Response:
        """What was found in one case."""
        try:
            if visit.text("verdict", 10) not in {"SOUND", "FAULT"}:
                raise Refusal("portal.verdict_missing", "请选择抽查结论", "Choose what was found", pointer="/verdict")
            said = {"verdict": visit.text("verdict", 10), "note": visit.lines("note", 1200).strip()}
            resources.approval.post(f"/samples/{sample_id}/cases/{position}/finding", visit.token, said)
        except Refusal as refusal:
            return _sample(visit, sample_id, position, Faults(refusal), refusal.status)
        return RedirectResponse(f"/head/samples/{sample_id}", 303)

    @routes.get("/{sample_id}/{position}/{kind}.pdf")
    def read_document(visit: Head, sample_id: RecordId, position: Position, kind: KindOfDocument) -> Response:
        read = resources.approval.fetch(f"/samples/{sample_id}/cases/{position}/documents/{kind}", visit.token)
        return sheets.pdf(read.content, kind)

    def _list(visit: Visit, faults: Faults, status: int = 200) -> Response:
        found = resources.approval.get("/samples", visit.token)
        return page(
            visit, "desk/samples.html", status, samples=found["samples"], waiting=found["waiting"], faults=faults
        )

    def _sample(visit: Visit, sample_id: str, at: int, faults: Faults, status: int = 200) -> Response:
        found = resources.approval.get(f"/samples/{sample_id}", visit.token)
        left = (each["position"] for each in found["cases"] if not each["finding"])
        return page(
            visit,
            "desk/sample.html",
            status,
            line=found["line"],
            seed=found["seed"],
            population_digest=found["population_digest"],
            cases=found["cases"],
            at=at or next(left, 0),
            typed={"verdict": visit.text("verdict", 10), "note": visit.lines("note", 1200)},
            faults=faults,
        )

    return routes
