"""One case on an examiner's desk: its sheet with everything known, its documents, and its lock."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues.filing_types.words import DocumentKind
from kernel.errors import Refusal
from kernel.web.paths import KindOfDocument, RecordId
from services.portal.api import sheets
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults
from services.portal.api.staff.desk_sheet import case_page, refused
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Examiner, Official, Visit
from services.portal.operations import steps
from services.portal.operations.resources import Resources

Notice = Literal[
    DocumentKind.REVIEW_SHEET,
    DocumentKind.DECISION_NOTICE,
    DocumentKind.REVIEW_REQUEST,
    DocumentKind.REVIEW_ANSWER,
]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/desk/{number}", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_case(visit: Official, number: Number) -> Response:
        return case_page(resources, visit, number, Faults())

    @routes.post("/claim")
    def claim(visit: Examiner, number: Number) -> Response:
        """Keep the case to oneself for a while; again to keep it longer."""
        try:
            resources.approval.post(f"/tasks/{number}/claim", visit.token, None)
        except Refusal as refusal:
            return refused(resources, visit, number, refusal, "lock")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.post("/release")
    def release(visit: Examiner, number: Number) -> Response:
        """Give the case back to the queue."""
        try:
            resources.approval.post(f"/tasks/{number}/release", visit.token, None)
        except Refusal as refusal:
            return refused(resources, visit, number, refusal, "lock")
        return RedirectResponse("/desk", 303)

    @routes.post("/proposals/{proposal_id}/countersign")
    def countersign(visit: Official, number: Number, proposal_id: RecordId) -> Response:
        """The second examiner's word on a refusal, which makes it the decision."""
        try:
            if not visit.text("compared"):
                raise Refusal(
                    "portal.countersign_unconfirmed",
                    "请核对材料与理由并勾选确认",
                    "Compare the papers with the reasons and tick the confirmation",
                    pointer="/compared",
                )
            resources.approval.post(f"/tasks/{number}/proposals/{proposal_id}/countersign", visit.token, None)
            steps.decide(resources, visit.token, number, proposal_id)
        except Refusal as refusal:
            return refused(resources, visit, number, refusal, "proposal")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.post("/proposals/{proposal_id}/decline")
    def decline(visit: Official, number: Number, proposal_id: RecordId) -> Response:
        """The second examiner's word against a refusal: the case stays on the desk, with the reason."""
        said = {"reason": visit.lines("reason", 600)}
        try:
            resources.approval.post(f"/tasks/{number}/proposals/{proposal_id}/decline", visit.token, said)
        except Refusal as refusal:
            return refused(resources, visit, number, refusal, "proposal")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.post("/proposals/{proposal_id}/confirmation")
    def confirm(visit: Official, number: Number, proposal_id: RecordId) -> Response:
        """Once more what follows a proposal, where it was not carried out at the time."""
        try:
            steps.decide(resources, visit.token, number, proposal_id)
        except Refusal as refusal:
            return refused(resources, visit, number, refusal, "proposal")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.get("/documents/{kind}.pdf")
    def read_document(visit: Official, number: Number, kind: KindOfDocument) -> Response:
        return sheets.pdf(_document(visit, number, kind), kind)

    @routes.get("/documents/{kind}/{sheet}.png")
    def see_sheet(visit: Official, number: Number, kind: KindOfDocument, sheet: int) -> Response:
        return sheets.sheet(_document(visit, number, kind), sheet)

    @routes.get("/decision/{kind}.pdf")
    def read_notice(visit: Official, number: Number, kind: Notice) -> Response:
        notice = resources.approval.fetch(f"/decisions/{number}/documents/{kind}", visit.token)
        return sheets.pdf(notice.content, kind)

    def _document(visit: Visit, number: str, kind: str) -> bytes:
        return resources.approval.fetch(f"/tasks/{number}/documents/{kind}", visit.token).content

    return routes
