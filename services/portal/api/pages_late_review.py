"""The page on which an applicant asks for a person's explanation and review of an automatic refusal after the period
for it, whenever that was (个人信息保护法 Art. 24)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.own_case import Number, OwnCase, own_case
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/late-review")

    @routes.get("")
    def ask_statement(visit: Own, number: Number) -> Response:
        return _form(visit, _refused(visit, number), "", Faults())

    @routes.post("")
    def request_late_review(visit: Own, number: Number) -> Response:
        """Sent twice it is one request."""
        case, statement = _refused(visit, number), visit.lines("statement", 1200)
        try:
            if len(statement) < 2:
                raise Refusal(
                    "portal.statement_missing",
                    "请写明申请人工审查的理由",
                    "Say why a person should review the decision",
                    pointer="/statement",
                )
            resources.approval.post(f"/decisions/{number}/late-reviews", visit.token, {"statement": statement})
        except Refusal as refusal:
            return _form(visit, case, statement, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}", 303)

    def _refused(visit: Visit, number: str) -> OwnCase:
        """The case while a person can be asked; else on to the case, which shows what was asked already."""
        case = own_case(resources, visit, number, ("name", "decision"))
        decision = case.content["decision"]
        if decision is None or not decision["human_review"] or not decision["human_review"]["late"]:
            raise Elsewhere(f"/my/cases/{number}")
        return case

    def _form(visit: Visit, case: OwnCase, statement: str, faults: Faults, status: int = 200) -> Response:
        return page(
            visit,
            "late_review.html",
            status,
            number=case.number,
            case=case,
            decision=case.content["decision"],
            typed={"statement": statement},
            faults=faults,
        )

    return routes
