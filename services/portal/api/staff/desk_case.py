"""One case on an examiner's desk: its sheet with everything known, its documents, and its lock."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import codes
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import DocumentKind
from kernel.errors import Refusal
from kernel.web.paths import KindOfDocument, RecordId
from services.portal.api import sheets
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Examiner, Visit
from services.portal.domain import desk, one_time_notice
from services.portal.operations import showing, steps
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources

Place = Literal["lock", "proposal"]
Notice = Literal[DocumentKind.REVIEW_SHEET, DocumentKind.DECISION_NOTICE]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/desk/{number}", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_case(visit: Examiner, number: Number) -> Response:
        return _case(visit, number, Faults())

    @routes.post("/claim")
    def claim(visit: Examiner, number: Number) -> Response:
        """Keep the case to oneself for a while; again to keep it longer."""
        try:
            resources.approval.post(f"/tasks/{number}/claim", visit.token, None)
        except Refusal as refusal:
            return _refused(visit, number, refusal, "lock")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.post("/release")
    def release(visit: Examiner, number: Number) -> Response:
        """Give the case back to the queue."""
        try:
            resources.approval.post(f"/tasks/{number}/release", visit.token, None)
        except Refusal as refusal:
            return _refused(visit, number, refusal, "lock")
        return RedirectResponse("/desk", 303)

    @routes.post("/proposals/{proposal_id}/countersign")
    def countersign(visit: Examiner, number: Number, proposal_id: RecordId) -> Response:
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
            steps.decide(resources, number, proposal_id)
        except Refusal as refusal:
            return _refused(visit, number, refusal, "proposal")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.post("/proposals/{proposal_id}/decline")
    def decline(visit: Examiner, number: Number, proposal_id: RecordId) -> Response:
        """The second examiner's word against a refusal: the case stays on the desk, with the reason."""
        said = {"reason": visit.text("reason", 600).strip().replace("\r\n", "\n")}
        try:
            resources.approval.post(f"/tasks/{number}/proposals/{proposal_id}/decline", visit.token, said)
        except Refusal as refusal:
            return _refused(visit, number, refusal, "proposal")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.post("/proposals/{proposal_id}/confirmation")
    def confirm(visit: Examiner, number: Number, proposal_id: RecordId) -> Response:
        """Once more what follows a proposal, where it was not carried out at the time."""
        resources.approval.get(f"/tasks/{number}", visit.token)
        try:
            steps.decide(resources, number, proposal_id)
        except Refusal as refusal:
            return _refused(visit, number, refusal, "proposal")
        return RedirectResponse(f"/desk/{number}", 303)

    @routes.get("/documents/{kind}.pdf")
    def read_document(visit: Examiner, number: Number, kind: KindOfDocument) -> Response:
        return sheets.pdf(_document(visit, number, kind), kind)

    @routes.get("/documents/{kind}/{sheet}.png")
    def see_sheet(visit: Examiner, number: Number, kind: KindOfDocument, sheet: int) -> Response:
        return sheets.sheet(_document(visit, number, kind), sheet)

    @routes.get("/decision/{kind}.pdf")
    def read_notice(visit: Examiner, number: Number, kind: Notice) -> Response:
        notice = resources.approval.fetch(f"/decisions/{number}/documents/{kind}", visit.token)
        return sheets.pdf(notice.content, kind)

    def _document(visit: Visit, number: str, kind: str) -> bytes:
        return resources.approval.fetch(f"/tasks/{number}/documents/{kind}", visit.token).content

    def _refused(visit: Visit, number: str, refusal: Refusal, place: Place) -> Response:
        """On the case's page, beside the lock or beside what was proposed; that page says why a case is not there."""
        return _case(visit, number, Faults(refusal), place, refusal.status)

    def _case(visit: Visit, number: str, faults: Faults, place: Place = "lock", status: int = 200) -> Response:
        sheet = resources.approval.get(f"/tasks/{number}", visit.token)
        gathered = Gathering(resources, visit.token)
        decision = None
        if sheet["task"]["state"] == "decided":
            decision = gathered.section("decision", resources.approval, f"/decisions/{number}")
        return page(
            visit,
            "desk/case.html",
            status,
            number=number,
            sheet=sheet,
            task=sheet["task"],
            possible=showing.steps_now(resources, number) if sheet["task"]["state"] == "open" else (),
            application=sheet["case"]["application"],
            **desk.time_left(sheet["task"], resources.clock.now()),
            groups=desk.by_outcome(sheet["results"]),
            waiting=_waiting(sheet),
            decision=decision,
            faults=faults,
            place=place,
            reason=visit.text("reason", 600),
            desk=desk,
            notice=one_time_notice,
            code=label,
        )

    return routes


def label(table: str, value: str | None) -> str:
    """What a code of the applicant's forms means; an unknown one is shown as it is."""
    try:
        return codes.label(table, value) if value else ""
    except UnknownCode:
        return value or ""


def _waiting(sheet: dict[str, Any]) -> dict[str, Any] | None:
    """The last proposal: it waits for a second examiner or to be carried out, or was declined; none once the case is
    decided."""
    if sheet["task"]["state"] != "open":
        return None
    made: list[dict[str, Any]] = sheet["proposals"]
    return made[-1] if made else None
