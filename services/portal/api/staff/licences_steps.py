"""One licence in four steps: who collects, its facts, the electronic licence, its papers (通知 2.2.2)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import codes
from kernel.errors import Refusal
from kernel.tokens import Role
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import LicenceReader, Officer, Visit
from services.portal.domain import licence_office
from services.portal.operations.resources import Resources

_ADDRESSEE = ("manner", "name", "mobile", "phone", "email", "id_document_type", "id_number", "address")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/{number}", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def open_licence(visit: LicenceReader, number: Number) -> Response:
        """Where the licence stands: who collects is asked first, if paper is wanted. Who only reads begins with the
        facts."""
        if Role.LICENCE_OFFICE not in visit.roles:
            return RedirectResponse(f"/licences/{number}/facts", 303)
        licence = _licence(visit, number)
        asked = licence["paper_status"] == "UNPRINTED" and not _addressee(visit, number)["addressee"]
        step = "agent" if asked else "papers" if licence["paper_status"] else "facts"
        return RedirectResponse(f"/licences/{number}/{step}", 303)

    @routes.get("/agent")
    def show_agent(visit: Officer, number: Number) -> Response:
        return _agent(visit, number, {}, Faults())

    @routes.post("/agent")
    def record_agent(visit: Officer, number: Number) -> Response:
        """校验通过后: the next step."""
        typed = visit.texts()
        try:
            if typed.get("manner") not in licence_office.MANNERS:
                raise Refusal(
                    "portal.manner_missing",
                    "请选择由谁领取",
                    "Choose who gets the paper licence",
                    pointer="/manner",
                )
            given = licence_office.given(typed, _ADDRESSEE)
            resources.licence.put(f"/licences/{number}/addressee", visit.token, given)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _agent(visit, number, typed, Faults(refusal), refusal.status)
        return RedirectResponse(f"/licences/{number}/facts", 303)

    @routes.get("/facts")
    def show_facts(visit: LicenceReader, number: Number) -> Response:
        return _step(visit, _licence(visit, number), "facts")

    @routes.get("/certificate")
    def show_certificate(visit: LicenceReader, number: Number) -> Response:
        return _step(visit, _licence(visit, number), "certificate")

    @routes.get("/papers")
    def show_papers(visit: Officer, number: Number) -> Response:
        return _papers(visit, number, {}, Faults())

    @routes.post("/papers")
    def request_paper(visit: Officer, number: Number) -> Response:
        """A further paper for the queue; the same form sent twice asks once."""
        typed = visit.texts()
        licence = _licence(visit, number)
        try:
            asked = {name: typed.get(name, "") for name in ("copy_kind", "reason", "request_id")}
            paper = resources.licence.post(f"/licences/{licence['uscc']}/papers", visit.token, asked)
        except Refusal as refusal:
            return _papers(visit, number, typed, Faults(refusal), refusal.status)
        return RedirectResponse(f"/licences/{number}/papers/{paper['print_no']}", 303)

    def _agent(visit: Visit, number: str, typed: dict[str, str], faults: Faults, status: int = 200) -> Response:
        recorded = _addressee(visit, number)
        return _step(
            visit,
            _licence(visit, number),
            "agent",
            status,
            recorded=recorded,
            typed=typed if faults else _known(recorded["addressee"]),
            documents=codes.items("id_document_type"),
            faults=faults,
        )

    def _papers(visit: Visit, number: str, typed: dict[str, str], faults: Faults, status: int = 200) -> Response:
        licence = _licence(visit, number)
        if licence["status"] != "ISSUED":
            raise Elsewhere(f"/licences/{number}/facts")
        addressee = _addressee(visit, number)
        if not addressee["addressee"]:
            raise Elsewhere(f"/licences/{number}/agent")
        return _step(
            visit,
            licence,
            "papers",
            status,
            recorded=addressee,
            papers=resources.licence.get(f"/licences/{licence['uscc']}/prints", visit.token)["items"],
            typed=typed,
            faults=faults,
            request_id=typed.get("request_id") or uuid.uuid4().hex,
        )

    def _step(visit: Visit, licence: Mapping[str, Any], step: str, status: int = 200, **context: Any) -> Response:
        before, after = licence_office.steps_around(step, papers=Role.LICENCE_OFFICE in visit.roles)
        return page(
            visit,
            f"licences/{step}.html",
            status,
            licence=licence,
            number=licence["application_no"],
            step=step,
            before=before,
            after=after,
            office=licence_office,
            **context,
        )

    def _licence(visit: Visit, number: str) -> Any:
        return resources.licence.get(f"/licences/{number}", visit.token)

    def _addressee(visit: Visit, number: str) -> Any:
        return resources.licence.get(f"/licences/{number}/addressee", visit.token)

    return routes


def _known(addressee: Mapping[str, Any] | None) -> dict[str, str]:
    """Who was recorded, as the fields of the form; the number of a document is typed anew each time."""
    kept = addressee or {}
    return {name: kept.get(name) or "" for name in _ADDRESSEE if name != "id_number"}
