"""The page on which an applicant asks that a person looks at an automatic refusal (个人信息保护法 Art. 24)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api import review_statement
from services.portal.api.own_case import Number, OwnCase, turn
from services.portal.api.rendering import Faults
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations import steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

_TEMPLATE = "review.html"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/review")

    @routes.get("")
    def ask_statement(visit: Own, number: Number) -> Response:
        return review_statement.form(visit, _TEMPLATE, _refused(visit, number))

    @routes.post("")
    def request_review(visit: Own, number: Number) -> Response:
        """Sent twice it is one request: the step's key is the request that the approval service wrote down."""
        case, statement = _refused(visit, number), review_statement.typed(visit)
        try:
            review_statement.check(statement)
            asked = resources.approval.post(
                f"/decisions/{number}/review-requests", visit.token, {"statement": statement}
            )
            request_id: str = asked["request_id"]
            steps.take(resources, number, Step.REQUEST_REVIEW, request_id, review_request_id=request_id)
        except Refusal as refusal:
            return review_statement.form(visit, _TEMPLATE, case, statement, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}", 303)

    def _refused(visit: Visit, number: str) -> OwnCase:
        """The case while its automatic refusal can be brought before a person; else on to the case."""
        case = turn(resources, visit, number, "review")
        if case.content["decision"] is None:
            raise Elsewhere(f"/my/cases/{number}")
        return case

    return routes
