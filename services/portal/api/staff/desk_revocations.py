"""撤销登记: the revocations of an authority with their clocks, one of them with its evidence, and its acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal, not_found
from kernel.web.documents import pdf_response
from kernel.web.paths import ApplicationNo
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Examiner, Official, Visit
from services.portal.domain import revocations
from services.portal.operations import steps
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources

PER_PAGE = 20
_LONGEST = 1000

Act = Annotated[str, Query(pattern=r"^[a-z_]{0,20}$")]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/desk/revocations", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_revocations(visit: Official, cursor: Cursor = "") -> Response:
        return _list(visit, {}, Faults(), cursor=cursor)

    @routes.post("")
    def open_ex_officio(visit: Examiner) -> Response:
        """Begin one without an application (条例 Art. 40)."""
        typed = {
            "uscc": visit.text("uscc", 18).strip(),
            "about": visit.text("about", 23).strip(),
            "reason": visit.lines("reason", _LONGEST),
        }
        try:
            number = resources.approval.post("/revocations/ex-officio", visit.token, typed)["revocation_no"]
        except Refusal as refusal:
            return _list(visit, typed, Faults(refusal), refusal.status)
        steps.go_on_with_revocation(resources, number)
        return RedirectResponse(f"/desk/revocations/{number}", 303)

    @routes.get("/{revocation_no}")
    def read_revocation(visit: Official, revocation_no: ApplicationNo, act: Act = "") -> Response:
        return _sheet(visit, revocation_no, act, {}, Faults())

    @routes.post("/{revocation_no}")
    def act(visit: Official, revocation_no: ApplicationNo) -> Response:
        """Write an act down, and have what follows carried out."""
        entry, typed = visit.text("entry", 20), visit.texts()
        try:
            content = revocations.typed_act(entry, typed)
        except KeyError:
            raise not_found("portal.act", "没有这个操作", "There is no such act") from None
        path = f"/revocations/{revocation_no}"
        try:
            done = resources.approval.post(f"{path}/acts", visit.token, {"act": content})
        except Refusal as refusal:
            return _sheet(visit, revocation_no, entry, typed, Faults(refusal), refusal.status)
        steps.go_on_with_revocation(resources, revocation_no, restores=done["stage"] == "withdrawn")
        return RedirectResponse(f"/desk/revocations/{revocation_no}", 303)

    @routes.get("/{revocation_no}/papers/{kind}.pdf")
    def read_paper(
        visit: Official, revocation_no: ApplicationNo, kind: Annotated[str, Path(pattern=r"^revocation_[a-z]{1,20}$")]
    ) -> Response:
        file = resources.approval.fetch(f"/revocations/{revocation_no}/papers/{kind}", visit.token)
        return pdf_response(file.content, f"{revocation_no}-{kind}.pdf")

    def _list(
        visit: Visit, typed: Mapping[str, str], faults: Faults, status: int = 200, *, cursor: str = ""
    ) -> Response:
        found = resources.approval.get("/revocations", visit.token, **asking(cursor, PER_PAGE))
        return page(
            visit,
            "desk/revocations.html",
            status,
            found=found["items"],
            next=found["next"],
            words=revocations,
            typed=typed,
            faults=faults,
        )

    def _registrations(visit: Visit, uscc: str) -> list[tuple[str, str]]:
        """What was registered of the business, to choose from; nothing while the register is silent or has none, when
        the number is typed."""
        if "examiner" not in visit.roles:
            return []
        entity = Gathering(resources, visit.token).section("entity", resources.register, f"/entities/{uscc}")
        made = entity["versions"] if entity else ()
        return [(each["application_no"], f"{each['filing_title']} {each['application_no']}") for each in made]

    def _sheet(
        visit: Visit, number: str, entry: str, typed: Mapping[str, Any], faults: Faults, status: int = 200
    ) -> Response:
        case = resources.approval.get(f"/revocations/{number}", visit.token)
        acts = revocations.acts_of(case, head="head" in visit.roles)
        chosen = entry if entry in acts else ""
        return page(
            visit,
            "desk/revocation.html",
            status,
            case=case,
            acts=acts,
            chosen=chosen,
            registrations=_registrations(visit, case["uscc"]) if chosen == "accepted" else (),
            words=revocations,
            typed=typed,
            faults=faults,
        )

    return routes
