"""The page on which an applicant asks for a person's explanation and review of an automatic refusal after the period
for it, whenever that was (个人信息保护法 Art. 24)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api import review_statement
from services.portal.api.own_case import Number, OwnCase, own_case
from services.portal.api.rendering import Faults
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations.resources import Resources

_TEMPLATE = "late_review.html"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/late-review")

    @routes.get("")
    def ask_statement(visit: Own, number: Number) -> Response:
        return review_statement.form(visit, _TEMPLATE, _refused(visit, number))

    @routes.post("")
    def request_late_review(visit: Own, number: Number) -> Response:
        """Sent twice it is one request."""
        case, statement = _refused(visit, number), review_statement.typed(visit)
        try:
            review_statement.check(statement)
            resources.approval.post(f"/decisions/{number}/late-reviews", visit.token, {"statement": statement})
        except Refusal as refusal:
            return review_statement.form(visit, _TEMPLATE, case, statement, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}", 303)

    def _refused(visit: Visit, number: str) -> OwnCase:
        """The case while a person can be asked; else on to the case, which shows what was asked already."""
        case = own_case(resources, visit, number, ("name", "decision"))
        decision = case.content["decision"]
        if decision is None or not decision["human_review"] or not decision["human_review"]["late"]:
            raise Elsewhere(f"/my/cases/{number}")
        return case

    return routes
