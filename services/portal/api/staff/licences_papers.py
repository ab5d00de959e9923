"""One paper licence: its print preview, and what is recorded of it: printed, handed out, void (通知 2.2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import codes
from kernel.errors import Refusal, not_found
from services.portal.api.handwriting import drawing, typed_drawing
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults, page
from services.portal.api.staff.licences_sheets import PrintNo
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Officer, Visit
from services.portal.domain import licence_office
from services.portal.operations.resources import Resources

_COLLECTOR = ("recipient", "id_document_type", "id_number", "signed")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/{number}/papers/{print_no}", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_paper(visit: Officer, number: Number, print_no: PrintNo) -> Response:
        return _paper(visit, number, print_no, {}, Faults())

    @routes.post("")
    def record_step(visit: Officer, number: Number, print_no: PrintNo) -> Response:
        """Printed on which form; collected, posted, received; void. The licence service keeps who did it and when."""
        match visit.text("step", 10):
            case "print":
                body = {"print_no": print_no, "serial_no": _typed(visit, "serial_no")}
                return _record(visit, number, print_no, "prints", body)
            case "void":
                return _record(visit, number, print_no, f"prints/{print_no}/void", {"reason": _typed(visit, "reason")})
            case "return":
                return _record(visit, number, print_no, f"prints/{print_no}/void", _returned(visit))
            case _:
                try:
                    claim = _claim(visit, print_no)
                except Refusal as refusal:
                    return _paper(visit, number, print_no, _all_typed(visit), Faults(refusal), refusal.status)
                return _record(visit, number, print_no, "claims", claim)

    @routes.get("/signature.svg")
    def see_signature(visit: Officer, number: Number, print_no: PrintNo) -> Response:
        uscc = _licence(visit, number)["uscc"]
        drawn = resources.licence.fetch(f"/licences/{uscc}/prints/{print_no}/signature", visit.token)
        return Response(drawn.content, media_type="image/svg+xml")

    def _record(visit: Visit, number: str, print_no: str, what: str, body: Mapping[str, Any]) -> Response:
        uscc = _licence(visit, number)["uscc"]
        try:
            resources.licence.post(f"/licences/{uscc}/{what}", visit.token, body)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _paper(visit, number, print_no, _all_typed(visit), Faults(refusal), refusal.status)
        return RedirectResponse(f"/licences/{number}/papers/{print_no}", 303)

    def _paper(
        visit: Visit, number: str, print_no: str, typed: dict[str, str], faults: Faults, status: int = 200
    ) -> Response:
        licence = _licence(visit, number)
        papers = resources.licence.get(f"/licences/{licence['uscc']}/prints", visit.token)["items"]
        paper = next((each for each in papers if each["print_no"] == print_no), None)
        if paper is None:
            raise not_found("licence.print", "没有该打印记录", "There is no such print record")
        addressee = resources.licence.get(f"/licences/{number}/addressee", visit.token)["addressee"]
        return page(
            visit,
            "licences/paper.html",
            status,
            licence=licence,
            number=number,
            paper=paper,
            addressee=addressee,
            recipient=_recipient(licence, addressee),
            following=_following(visit, paper),
            typed=typed,
            documents=codes.items("id_document_type"),
            office=licence_office,
            faults=faults,
        )

    def _licence(visit: Visit, number: str) -> Any:
        return resources.licence.get(f"/licences/{number}", visit.token)

    def _following(visit: Visit, paper: Mapping[str, Any]) -> str:
        """The number of the blank form that lies on top, for a paper that waits for the printer."""
        if paper["status"] != "UNPRINTED":
            return ""
        left = resources.licence.get("/blanks/left", visit.token)["items"]
        return next((each["next_serial_no"] or "" for each in left if each["copy_kind"] == paper["copy_kind"]), "")

    return routes


def _returned(visit: Visit) -> dict[str, str]:
    """What was published is told; that something came back speaks for itself."""
    manner = visit.text("returned", 20)
    told = _typed(visit, "reason") or ("" if manner == "DECLARED" else licence_office.RETURNS.get(manner, ""))
    return {"returned": manner, "reason": told}


def _claim(visit: Visit, print_no: str) -> dict[str, Any]:
    """What is said of the manner that was chosen; the fields of another one do not count. Raises Refusal
    `portal.signature_missing`."""
    manner = visit.text("manner", 20)
    names = {"COLLECTED": _COLLECTOR, "POSTED": ("tracking_no",)}.get(manner, ())
    said: dict[str, Any] = {name: text for name in names if (text := _typed(visit, name))}
    if said.get("signed") == "DRAWN":
        said |= drawing(typed_drawing(visit))
    return {"print_no": print_no, "manner": manner, **said}


def _all_typed(visit: Visit) -> dict[str, str]:
    """What comes back into the form; the number of a document is typed anew."""
    return {**visit.texts(), **typed_drawing(visit), "id_number": ""}


def _typed(visit: Visit, name: str) -> str:
    return visit.text(name, 60).strip()


def _recipient(licence: Mapping[str, Any], addressee: Mapping[str, Any] | None) -> str:
    """Who is expected to come."""
    by_agent = addressee is not None and addressee["manner"] == "AGENT"
    return str(addressee["name"] if addressee and by_agent else licence["operator_name"])
